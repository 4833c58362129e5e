#![doc = include_str!("../README.md")]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// Tables, times and progress are for some commands only.
#![cfg_attr(
    not(all(feature = "conform", feature = "inbox", feature = "live", feature = "schemas", feature = "sandbox")),
    allow(dead_code, unused_imports)
)]

mod args;
mod cli;
#[cfg(feature = "codegen")]
mod codegen;
#[cfg(feature = "completions")]
mod completions;
#[cfg(feature = "conform")]
pub mod conform;
mod error;
mod exit;
#[cfg(feature = "inbox")]
pub mod inbox;
mod io;
mod left_out;
mod new;
mod program;
#[cfg(feature = "schemas")]
mod routes;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "schemas")]
mod schemas;
mod text;
mod trigger;
mod verify;

/// The version of clap whose traits the commands implement.
pub use clap;

use crate::error::CommandError;

pub use crate::cli::{Cli, run};
pub use crate::exit::Exit;
pub use crate::io::Io;
