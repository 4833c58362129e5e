//! Which names Cargo takes for a package.

use super::files::dependencies;
use crate::CommandError;

/// Rust's keywords, including the reserved ones: Cargo refuses them.
const KEYWORDS: [&str; 51] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop", "macro", "match",
    "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// What Cargo keeps for itself: folders of `target`, and the crate of the test harness.
const TAKEN: [&str; 5] = ["build", "deps", "examples", "incremental", "test"];

/// # Errors
/// When Cargo would refuse a package of this name, or could not tell it from a dependency.
pub(super) fn check_name(name: &str) -> Result<(), CommandError> {
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    let what = if !begins || !letters.all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter)) {
        "has to begin with a letter, and to go on with letters, digits, `-` and `_`"
    } else if name.chars().all(|letter| letter == '_') {
        "has no letter"
    } else if KEYWORDS.contains(&name) {
        "is a keyword of Rust"
    } else if TAKEN.contains(&name) {
        "is a name that Cargo uses itself"
    } else if dependencies().any(|dependency| dependency == name) {
        // Two packages of one name would be one.
        "is the name of a dependency"
    } else {
        return Ok(());
    };
    Err(CommandError::usage(format_args!("the name `{name}` {what}; choose another one")))
}
