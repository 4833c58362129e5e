//! The texts that the attribute and the list share. The others stand in `handler/messages.rs`,
//! `handler/policy/messages.rs` and `list/messages.rs`.

/// Ends every message.
pub(crate) const PAGE: &str = "note: see the page \"My handler does not compile\" of the documentation";

pub(crate) fn quoted(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

/// Between two options, or between two handlers.
pub(crate) fn comma_missing(next: &str) -> String {
    format!("a comma is missing before `{next}`\nhelp: write `, {next}`")
}

pub(crate) fn comma_too_many() -> String {
    "there is nothing before this comma\nhelp: remove the comma".to_owned()
}
