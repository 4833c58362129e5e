//! The inbox in a file, for all deliveries of one machine: there is nothing to run beside the application.
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
//! It has two tables, `delivery` and `work`, which any tool can read; [`MIGRATIONS`] has their definitions.
//! It needs a local disk. Only its owner can read a new file.
//!
//! The tables of handlers with [`Tx`](crate::Tx) are in the same file. Open the inbox first, then make them on a
//! pool of your own:
//!
//! ```no_run
//! use cronofy_hooks::inbox::SqliteInbox;
//! use sqlx::SqlitePool;
//!
//! # async fn open() -> Result<(), Box<dyn std::error::Error>> {
//! let inbox = SqliteInbox::open("inbox.sqlite").await?;
//! let pool = SqlitePool::connect("sqlite:inbox.sqlite").await?;
//! sqlx::query("CREATE TABLE IF NOT EXISTS to_sync (channel TEXT NOT NULL)").execute(&pool).await?;
//! // Serve until a signal comes: `serve(listener, router).worker(worker).await?`. Then:
//! pool.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! In the other order the pool makes the file, with the permissions that your process gives to new files, and the
//! log warns if other users of the machine can read it.
//!
//! While the application runs, there are more files beside it: those of SQLite, which end in `-wal` and
//! `-shm` and belong to it; one that ends in `.lock`, by which processes see each other; and the folder that
//! ends in `.guard`, with a second name (a hard link) for each of SQLite's files. Meanwhile a copy of the
//! file alone is no backup: use `sqlite3 inbox.sqlite ".backup copy.sqlite"`.
//!
//! The inbox is closed when its worker has stopped, which [`serve`](https://docs.rs/cronofy-hooks/latest/cronofy_hooks/fn.serve.html) waits for. When the last process has
//! closed it, the file alone holds all deliveries. What a pool of yours writes later is in the file when the pool is
//! closed: so close the pool after `serve`. A transaction of the pool that is open while the inbox closes keeps the guard
//! in its place. After a crash the next start removes what is left.
//!
//! A file that is deleted, moved or replaced while the application runs, or after it crashed, is put back
//! from the guard before the next delivery is acknowledged. The file that stood in its place is moved aside,
//! under a name that contains `.replaced-`. A delivery at that very moment is answered 503. So to replace an
//! inbox by another file, stop the application first; if the guard is still there, because it crashed, delete the guard
//! as well.
//!
//! The space of [pruned](crate::Inbox::prune) deliveries is used again; the file does not shrink.
//!
//! # Several processes
//!
//! Other processes of the machine may open the same file and lease its jobs; they look for jobs every half
//! second. A tool that only reads, or changes jobs by hand, opens it [attached](SqliteInboxOptions::attached).
//!
//! # Transactions
//!
//! SQLite has one write lock for the file. A handler with a [`Tx`](crate::Tx) takes it with its first
//! statement and holds it until the handler has ended. Meanwhile no delivery is accepted, and the first
//! statements of other handlers wait. Do slow work, such as a request to another service, before the first
//! statement. After a second the log warns and names the handler. For a handler that must be slow after its
//! first statement, use PostgreSQL.

mod accept;
mod checkpoint;
mod connection;
mod engine;
mod enqueue;
mod error;
mod file_identity;
mod files;
mod inbox;
mod lease;
mod lease_update;
mod lock;
mod lock_holder;
mod migrate;
mod open;
mod operations;
mod read_connection;
mod rows;
mod script;
mod second_names;
mod store;
mod transaction;
mod write_transaction;

pub use self::inbox::{SqliteInbox, SqliteInboxOptions};
pub use self::migrate::MIGRATIONS;
pub use self::transaction::SqliteTransaction;

#[cfg(test)]
mod tests;
