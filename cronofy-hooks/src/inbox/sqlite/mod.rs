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
//! It needs a local disk. Beside it are the files that SQLite makes, which end in `-wal` and `-shm`
//! and belong to it, and one that ends in `.lock`, which tells processes of one another. A copy of
//! the file alone is no backup while it is open: use `sqlite3 inbox.sqlite ".backup copy.sqlite"`.
//!
//! When somebody moves, deletes or replaces the file while the application runs, deliveries are
//! answered 503 until it is back where it was, or the application is restarted.
//!
//! Space of deliveries that were [forgotten](super::Inbox::prune) is used again; the file does not
//! shrink by itself.
//!
//! # Several processes
//!
//! Other processes of the machine may open the same file and take from its work; they look every
//! half second whether there is some. A tool that only wants to look, or to change something by
//! hand, opens it as a [guest](SqliteInboxOptions::guest).
//!
//! # Transactions
//!
//! SQLite has one write lock for the file. A handler with a [`Tx`](super::Tx) takes it with its first
//! statement and holds it until it has ended. Deliveries are not accepted meanwhile, and the first
//! statements of other handlers wait. Do what is slow, such as a request to another service, before the
//! first statement. After a second the log warns and names the handler. For a handler that must be slow
//! after its first statement, use PostgreSQL.
//!
//! [`Inbox::change`](super::Inbox::change) changes all that was selected in one transaction: with a
//! million units nothing is accepted for some seconds. Set a
//! [limit](super::Selection::limit) and repeat it.

mod accept;
mod admit;
mod change;
mod connection;
mod engine;
mod error;
mod hold;
mod lease;
mod lock;
mod look;
mod migrate;
mod options;
mod place;
mod prune;
mod rows;
mod script;
mod selection;
mod settle;
mod state;
mod store;
mod time;
mod transaction;
mod turn;

#[cfg(test)]
mod tests;

pub use self::engine::SqliteInbox;
pub use self::migrate::MIGRATIONS;
pub use self::options::SqliteInboxOptions;
pub use self::transaction::SqliteTransaction;
