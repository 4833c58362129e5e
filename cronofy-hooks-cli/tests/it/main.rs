//! The command line: what it takes, what it asks of an inbox, and what it prints.

mod arguments;
mod content;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod drive;
mod fixed;
mod golden;
mod help;
mod output;
#[cfg(feature = "postgres")]
mod postgres;
mod program;
mod session;
#[cfg(feature = "sqlite")]
mod sqlite;
mod transcripts;
