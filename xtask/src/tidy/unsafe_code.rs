//! One package has unsafe code, and every other forbids it.

use super::rules::Fault;
use super::source::File;

/// Stands in for system calls, so that they can fail: `LD_PRELOAD` needs functions of the C library's names.
const UNSAFE: &str = "tests/faults/preload/";

pub(super) fn faults(files: &[File]) -> Vec<Fault> {
    let files = files.iter().filter(|file| !file.path.starts_with(UNSAFE));
    files.filter_map(|file| fault(file).map(|why| Fault::new(&file.path, why))).collect()
}

fn fault(file: &File) -> Option<String> {
    let path = &file.path;
    if file.name() == "Cargo.toml" && file.text.contains("[package]") {
        let forbids = |text: &str| file.text.contains(text);
        let is_forbidden = forbids("[lints]\nworkspace = true\n") || forbids("unsafe_code = \"forbid\"\n");
        return (!is_forbidden).then(|| format!("{path}: does not take the lints of the workspace"));
    }
    if !file.is_rust() || file.is_fixture() {
        return None;
    }
    let code = file.code();
    let line = code.lines().position(|line| has_word(line, "unsafe"))?;
    Some(format!("{path}:{}: unsafe code", line + 1))
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric() && character != '_').any(|it| it == word)
}

#[cfg(test)]
mod tests {
    use super::faults;
    use crate::tidy::source::File;

    #[test]
    fn unsafe_code_is_found() {
        let code = "/// unsafe\nfn a() {\n    unsafe { b(\"unsafe\") }\n}\n";
        assert_eq!(faults(&[File::new("a/src/b.rs", code)])[0].message, "a/src/b.rs:3: unsafe code");
        assert_eq!(faults(&[File::new("tests/faults/preload/src/real.rs", code)]), []);
        assert_eq!(
            faults(&[File::new("a/src/b.rs", "const A: &str = \"unsafe\"; // unsafe\nfn is_unsafe() {}\n")]),
            []
        );
    }

    #[test]
    fn every_package_forbids_it() {
        let package = "[package]\nname = \"a\"\n";
        assert_eq!(faults(&[File::new("a/Cargo.toml", package)]).len(), 1);
        for lints in ["[lints]\nworkspace = true\n", "[lints.rust]\nunsafe_code = \"forbid\"\n"] {
            assert_eq!(faults(&[File::new("a/Cargo.toml", &format!("{package}\n{lints}"))]), []);
        }
    }
}
