//! Text for standard output and standard error.

pub(crate) mod json;
mod redact;
mod suggest;
mod table;
mod terminal;
mod wording;

pub(crate) use self::redact::redact;
pub(crate) use self::suggest::did_you_mean;
pub(crate) use self::table::TextTable;
pub(crate) use self::terminal::{escaped, lines, one_line};
pub(crate) use self::wording::*;
