//! Text for standard output and standard error.

mod redact;
mod style;
mod table;
mod terminal;
mod wording;
mod wrap;

pub(crate) use self::redact::redact;
pub(crate) use self::style::{TextStyle, Tone};
pub(crate) use self::table::TextTable;
pub(crate) use self::terminal::{escaped, lines, one_line};
pub(crate) use self::wording::*;
pub(crate) use self::wrap::wrap;
