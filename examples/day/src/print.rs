//! What is printed.

use std::fmt::Display;
use std::io::Write as _;

/// A line of the story. A reader that has gone away is no reason to stop.
pub(crate) fn line(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Text on standard output.
pub(crate) fn text(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
}

/// A sentence on standard error.
pub(crate) fn say(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "{sentence}");
}
