#![doc = include_str!("../README.md")]

mod cli;
mod exit;
pub mod inbox;
mod io;
mod plain;
mod redact;
mod time;

/// The version that [`inbox::InboxCommand`] implements traits of.
pub use clap;

pub use crate::cli::{Cli, run};
pub use crate::exit::Exit;
pub use crate::io::Io;
