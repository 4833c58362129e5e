//! The command line: its arguments, its calls of an inbox, and its output.

mod arguments;
mod captures;
#[cfg(any(feature = "sqlite", feature = "_postgres-tests"))]
mod channels;
#[cfg(feature = "completions")]
mod completions;
#[cfg(feature = "conform")]
mod conform;
mod content;
#[cfg(all(feature = "codegen", feature = "sqlite"))]
mod drift;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod drive;
mod golden;
mod help;
mod messages;
mod new;
mod output;
#[cfg(feature = "sandbox")]
mod personal;
#[cfg(feature = "postgres")]
mod postgres;
mod program;
mod recording_inbox;
#[cfg(feature = "sandbox")]
mod refusals;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "sandbox")]
mod scenarios;
mod schemas;
mod session;
#[cfg(feature = "sqlite")]
mod sqlite;
mod support;
#[cfg(unix)]
mod terminal;
mod transcripts;
mod trigger;
mod upkeep;
mod verify;
