//! [`Rule`]: the list of the rules, and how they are checked.

use std::fs;
use std::path::PathBuf;

use super::allow::Allowed;
use super::source::{File, read_all};
use super::{dependencies, generation, headers, modules, paths, published, size, types, unsafe_code, words};
use crate::command::{Outcome, print};
use crate::workspace::root;

/// What holds for every file.
struct Rule {
    /// Also the name of the list of its exceptions: `xtask/allow/NAME.txt`.
    name: &'static str,
    /// What to do about a fault.
    cure: &'static str,
    faults: fn(&[File]) -> Vec<Fault>,
}

/// Where a rule does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    /// What the list of exceptions names it by.
    pub(super) subject: String,
    /// Where it is, and what is wrong.
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { subject: subject.into(), message: message.into() }
    }
}

const RULES: [Rule; 11] = [
    Rule { name: "headers", cure: "begin the file with a `//!` line that says what is in it", faults: headers::faults },
    Rule {
        name: "module-files",
        cure: "move it to `mod.rs` in the folder of its name",
        faults: modules::beside_their_folder,
    },
    Rule {
        name: "mod-rs",
        cure: "`mod.rs` declares and re-exports: move the item to a file of its own",
        faults: modules::with_items,
    },
    Rule { name: "types", cure: "give one of them a name that says what is particular to it", faults: types::faults },
    Rule { name: "size", cure: "split it by what its parts are about", faults: size::faults },
    Rule {
        name: "unsafe",
        cure: "only the package that takes the place of system calls has unsafe code",
        faults: unsafe_code::faults,
    },
    Rule { name: "words", cure: "name the subject, or use the term in the glossary", faults: words::faults },
    Rule {
        name: "dependencies",
        cure: "put a comment above it that says what it is for",
        faults: dependencies::faults,
    },
    Rule {
        name: "generated",
        cure: "generated files begin with `// @generated`, and stand in folders or files named `generated`",
        faults: generation::faults,
    },
    Rule { name: "paths", cure: "say where it is now", faults: paths::faults },
    Rule { name: "published", cure: "see xtask/src/tidy/published.rs", faults: published::faults },
];

impl Rule {
    fn path(&self) -> PathBuf {
        root().join("xtask/allow").join(self.name).with_extension("txt")
    }

    fn allowed(&self) -> Allowed {
        Allowed::parse(&fs::read_to_string(self.path()).unwrap_or_default())
    }
}

/// # Errors
/// When a rule does not hold somewhere and no exception is recorded, or an exception is no longer needed.
pub(crate) fn check() -> Outcome {
    let files = read_all();
    let mut complaints = Vec::new();
    for rule in &RULES {
        let faults = (rule.faults)(&files);
        let wrong = rule.allowed().complaints(&faults);
        if !wrong.is_empty() {
            complaints.push(format!(
                "{}: {}\n  {}\n  exceptions, each with its reason: xtask/allow/{}.txt",
                rule.name,
                rule.cure,
                wrong.join("\n  "),
                rule.name
            ));
        }
    }
    if complaints.is_empty() { Ok(()) } else { Err(format!("not tidy\n\n{}", complaints.join("\n\n"))) }
}

/// # Errors
/// When a list of exceptions cannot be written.
pub(crate) fn update() -> Outcome {
    let files = read_all();
    for rule in &RULES {
        let faults = (rule.faults)(&files);
        let (text, count) = rule.allowed().updated(&faults);
        let (path, error) = (rule.path(), |error| format!("cannot write {}: {error}", rule.path().display()));
        if count == 0 {
            // A list that is not there is empty.
            if path.exists() {
                fs::remove_file(path).map_err(error)?;
            }
        } else {
            fs::write(path, text).map_err(error)?;
        }
        print(&format!("{:<14} {count} exceptions", rule.name));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn the_repository_is_tidy() {
        check().unwrap_or_else(|complaints| panic!("{complaints}"));
    }
}
