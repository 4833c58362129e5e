#![doc = include_str!("../docs/conform.md")]
//!
#![doc = include_str!("../docs/receivers.md")]

mod args;
mod bodies;
mod check;
mod checks;
mod command;
mod examination;
mod examine;
mod observe;
mod probe;
mod raw;
mod reply;
mod report;
mod signatures;

pub(crate) use self::args::ConformArgs;
