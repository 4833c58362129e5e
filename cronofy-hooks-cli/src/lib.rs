#![doc = include_str!("../README.md")]

mod args;
mod cli;
#[cfg(feature = "codegen")]
mod codegen;
mod completions;
mod error;
mod exit;
pub mod inbox;
mod io;
mod routes;
#[cfg(feature = "sandbox")]
mod sandbox;
mod schemas;
mod text;
mod trigger;
mod verify;

use crate::text::json as body;

mod failure {
    pub(crate) use crate::error::chain;
}

mod plain {
    pub(crate) use crate::text::{counted, lines, one_line, one_of};

    pub(crate) fn jobs(count: u64) -> String {
        counted(count, "job", "jobs")
    }
}

mod table {
    pub(crate) use crate::text::TextTable as Table;
}

mod time {
    pub(crate) use crate::args::{Age, When};
    pub(crate) use crate::text::{relative_time as in_words, whole_seconds as for_people};
}

/// The version of clap whose traits [`inbox::InboxCommand`] implements.
pub use clap;

pub use crate::cli::{Cli, run};
pub use crate::exit::Exit;
pub use crate::io::Io;
