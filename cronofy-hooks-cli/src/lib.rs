#![doc = include_str!("../README.md")]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

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

/// The version of clap whose traits [`inbox::InboxCommand`] implements.
pub use clap;

pub use crate::cli::{Cli, run};
pub use crate::exit::Exit;
pub use crate::io::Io;
