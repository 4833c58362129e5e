//! A module with parts is a folder with `mod.rs`, which declares and re-exports.

use super::rules::Fault;
use super::source::{File, outer_lines};

/// Files beside a folder of their name.
pub(super) fn beside_their_folder(files: &[File]) -> Vec<Fault> {
    let has_folder = |file: &&File| {
        let folder = file.path.trim_end_matches(".rs").to_owned() + "/";
        files.iter().any(|other| other.is_rust() && other.path.starts_with(&folder))
    };
    let files = files.iter().filter(|file| file.is_hand_written()).filter(has_folder);
    files.map(|file| Fault::new(&file.path, format!("{}: stands beside a folder of its name", file.path))).collect()
}

const ITEMS: [&str; 10] = ["fn", "async", "const", "static", "struct", "enum", "trait", "impl", "type", "macro_rules!"];

/// Files `mod.rs` with anything but declarations of modules and imports.
pub(super) fn with_items(files: &[File]) -> Vec<Fault> {
    let files = files.iter().filter(|file| file.is_hand_written() && file.name() == "mod.rs");
    let fault = |file: &File| {
        let code = file.code();
        let lines = outer_lines(&code);
        let at = lines.iter().position(|words| words.first().is_some_and(|word| ITEMS.contains(word)))?;
        Some(Fault::new(&file.path, format!("{}:{}: has an item of its own", file.path, at + 1)))
    };
    files.filter_map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::{beside_their_folder, with_items};
    use crate::tidy::source::File;

    #[test]
    fn a_file_beside_its_folder_is_found() {
        let files = [
            File::new("a/src/b.rs", ""),
            File::new("a/src/b/c.rs", ""),
            File::new("a/src/d.rs", ""),
            File::new("a/src/e/mod.rs", ""),
        ];
        let faults = beside_their_folder(&files);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].subject, "a/src/b.rs");
    }

    #[test]
    fn an_item_of_a_mod_rs_is_found() {
        let declares = "//! A.\n\nmod b;\n#[cfg(test)]\nmod tests;\n\npub(crate) use self::b::{\n    C,\n    D,\n};\n";
        assert_eq!(with_items(&[File::new("a/src/b/mod.rs", declares)]), []);
        for item in
            ["pub(crate) fn e() {}", "impl F {\n}", "pub const G: u8 = 1;", "macro_rules! h {\n}", "async fn i() {}"]
        {
            let faults = with_items(&[File::new("a/src/b/mod.rs", &format!("{declares}\n{item}\n"))]);
            assert_eq!(faults.len(), 1, "{item}");
            assert_eq!(faults[0].message, "a/src/b/mod.rs:12: has an item of its own");
        }
        assert_eq!(with_items(&[File::new("a/src/b.rs", "fn e() {}\n")]), []);
    }
}
