//! The files and folders that the documentation names are there.

use super::rules::Fault;
use super::source::File;
use crate::workspace::root;

/// What describes the repository.
const PAGES: [&str; 4] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"];

pub(super) fn faults(files: &[File]) -> Vec<Fault> {
    faults_of(files, &|path| root().join(path).exists())
}

fn faults_of(files: &[File], exists: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| PAGES.contains(&&*file.path)) {
        for (at, line) in file.text.lines().enumerate() {
            // What is between backticks is every second part.
            for quoted in line.split('`').skip(1).step_by(2).filter(|quoted| is_path(quoted, exists)) {
                if !exists(quoted) {
                    let message = format!("{}:{}: there is no `{quoted}`", file.path, at + 1);
                    faults.push(Fault::new(format!("{} {quoted}", file.path), message));
                }
            }
        }
    }
    faults
}

/// Whether it is a path from the root: its first folder is there.
fn is_path(quoted: &str, exists: &dyn Fn(&str) -> bool) -> bool {
    let is_plain = quoted.chars().all(|character| character.is_ascii_alphanumeric() || "/._-".contains(character));
    let first = quoted.split('/').next().unwrap_or_default();
    // What is built or made by a step of the page is not there yet.
    is_plain && quoted.contains('/') && !matches!(first, "" | "." | "..") && first != "target" && exists(first)
}

#[cfg(test)]
mod tests {
    use super::faults_of;
    use crate::tidy::source::File;

    #[test]
    fn a_path_that_is_gone_is_found() {
        let page =
            "| `a/src/gone.rs`, `a/src/` |\n`cargo xtask test`, `a`, `b/c`, `/a/d`, `target/e`, `a::f`, `a/*.rs`\n";
        let exists = |path: &str| matches!(path, "a" | "a/src/");
        let faults = faults_of(&[File::new("ARCHITECTURE.md", page), File::new("a/README.md", page)], &exists);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].message, "ARCHITECTURE.md:1: there is no `a/src/gone.rs`");
    }
}
