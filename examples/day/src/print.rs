//! Output.

use std::fmt::Display;
use std::io::Write as _;

/// Prints a line. Ignores errors, because the demonstration continues without a reader.
pub(crate) fn line(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints a text on standard output.
pub(crate) fn text(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
}

/// Prints an error on standard error.
pub(crate) fn error(error: &str) {
    let _ = writeln!(std::io::stderr(), "{error}");
}
