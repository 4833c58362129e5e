//! The inbox in a file: nothing to run beside the application, for all deliveries of one machine.
//!
//! ```no_run
//! use cronofy_hooks::inbox::sqlite::SqliteInbox;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let inbox = SqliteInbox::open("inbox.sqlite").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # The file
//!
//! Two tables, `delivery` and `work`, which any tool reads; [`MIGRATIONS`] has their definitions.
//! It needs a local disk. A new file can be read by its owner alone.
//!
//! While the application runs there are more files beside it: those of SQLite, which end in `-wal`
//! and `-shm` and belong to it; one that ends in `.lock`, which tells processes of one another; and
//! the folder that ends in `.guard`, with a second name (a hard link) for each of SQLite's files. A
//! copy of the file alone is no backup meanwhile: use `sqlite3 inbox.sqlite ".backup copy.sqlite"`.
//! When the last process has closed the inbox, the file alone holds everything. After a crash the
//! next start tidies up.
//!
//! A file that is deleted, moved or replaced while the application runs, or after it crashed, is put
//! back from the guard before the next delivery is acknowledged; what stood in its place is moved
//! aside under a name that contains `.replaced-`. A delivery in that very moment is answered 503. So
//! to put another file in the place of an inbox, stop the application first; if it crashed, delete
//! the guard as well.
//!
//! Space of deliveries that were [forgotten](super::Inbox::prune) is used again; the file does not
//! shrink by itself.
//!
//! # Several processes
//!
//! Other processes of the machine may open the same file and take from its work; they look every
//! half second whether there is some. A tool that only wants to look, or to change something by
//! hand, opens it [attached](SqliteInboxOptions::attached).
//!
//! # Transactions
//!
//! SQLite has one write lock for the file. A handler with a [`Tx`](super::Tx) takes it with its first
//! statement and holds it until it has ended. Deliveries are not accepted meanwhile, and the first
//! statements of other handlers wait. Do what is slow, such as a request to another service, before the
//! first statement. After a second the log warns and names the handler. For a handler that must be slow
//! after its first statement, use PostgreSQL.

mod accept;
mod apply;
mod connection;
mod damage;
mod engine;
mod enqueue;
mod error;
mod file_identity;
mod files;
mod filter;
mod lease;
mod lease_update;
mod lock;
mod lock_warning;
mod migrate;
mod options;
mod prune;
mod query;
mod rows;
mod script;
mod second_names;
mod state;
mod store;
mod time;
mod transaction;
mod write_transaction;

#[cfg(test)]
mod tests;

pub use self::engine::SqliteInbox;
pub use self::migrate::MIGRATIONS;
pub use self::options::SqliteInboxOptions;
pub use self::transaction::SqliteTransaction;
