#![doc = include_str!("../README.md")]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod body;
mod cli;
#[cfg(feature = "codegen")]
mod codegen;
mod completions;
mod exit;
mod failure;
pub mod inbox;
mod io;
mod plain;
mod redact;
mod routes;
#[cfg(feature = "sandbox")]
mod sandbox;
mod schemas;
mod secret;
mod suggest;
mod table;
mod time;
mod trigger;
mod url;
mod verify;

/// The version that [`inbox::InboxCommand`] implements traits of.
pub use clap;

pub use crate::cli::{Cli, run};
pub use crate::exit::Exit;
pub use crate::io::Io;
