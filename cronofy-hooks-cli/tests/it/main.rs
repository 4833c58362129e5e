//! The command line: its arguments, its calls of an inbox, and its output.

mod arguments;
mod captures;
#[cfg(any(feature = "sqlite", feature = "_postgres-tests"))]
mod channels;
#[cfg(feature = "conform")]
mod conform;
mod content;
#[cfg(all(feature = "codegen", feature = "sqlite"))]
mod drift;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod drive;
mod golden;
mod help;
mod new;
mod output;
#[cfg(feature = "postgres")]
mod postgres;
mod program;
mod recording_inbox;
#[cfg(feature = "sandbox")]
mod sandbox;
mod schemas;
mod session;
#[cfg(feature = "sqlite")]
mod sqlite;
mod support;
mod transcripts;
mod trigger;
mod verify;
