//! The inbox in PostgreSQL, for an application that runs on several machines.
//!
//! ```no_run
//! use cronofy_hooks::inbox::postgres::PostgresInbox;
//! use sqlx::PgPool;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let pool = PgPool::connect("postgres://app@localhost/app").await?;
//! let inbox = PostgresInbox::open(pool.clone()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # The database
//!
//! The inbox has a schema of its own, `cronofy_hooks`, beside the tables of the application, with two tables,
//! `delivery` and `work`, which any tool can read; [`MIGRATIONS`] has their definitions. The user of the pool
//! needs the permission to create schemas, or owns this one. It also needs the permission to make temporary
//! functions, which every user has by default: everything that is stored, leased and completed together goes
//! through such a function, in one round trip. PostgreSQL 13 or later.
//!
//! For the connections of the pool, `fsync` is on and `synchronous_commit` is not off; otherwise an inbox does
//! not open.
//!
//! # Connections
//!
//! The inbox takes one connection out of the pool, through which everything is stored, leased and completed,
//! and makes one for notifications of other processes: two for each process, which the pool does not count.
//! The pool itself serves [`list`](crate::Inbox::list), [`apply`](crate::Inbox::apply), and one
//! [`PostgresTransaction`] for each handler with a [`Tx`](crate::Tx), from its first statement until the
//! handler has ended. Connect to the server itself: a proxy that shares its connections between transactions
//! cannot keep the settings of one.
//!
//! After a restart of the server the inbox goes on by itself.
//!
//! # Standbys
//!
//! With a synchronous standby (`synchronous_standby_names`, and `synchronous_commit` not lower than `on`) a
//! delivery is acknowledged when the standby has it on stable storage too. When the standby is promoted, no
//! acknowledged delivery is missing, and no effect of a [`Tx`](crate::Tx) is there twice. While the standby
//! does not answer, deliveries are answered 503. Don't end such a wait with `pg_cancel_backend`: PostgreSQL
//! then calls the transaction committed although the standby lacks it.
//!
//! An asynchronous standby lacks everything that the primary had not yet sent when it was lost: deliveries
//! that were acknowledged in the last moments, which the service does not send again; and the marks that jobs
//! are done, so that their handlers run again, together with their writes in their `Tx`.
//! `pg_stat_replication.replay_lag` shows how long these moments are. After such a promotion read every
//! calendar once, from the time of the promotion back.
//!
//! # Several machines
//!
//! Each runs the same application, on the same schema. All of them store deliveries at the same time. They
//! lease and complete jobs one after the other, behind a lock that each holds for one batch. The time is that
//! of the database.

mod accept;
mod engine;
mod error;
mod inbox;
mod listen;
mod migrate;
mod open;
mod operations;
mod schema;
mod sql;
mod store;
mod transaction;
mod write;
mod write_call;

pub use self::inbox::{PostgresInbox, PostgresInboxOptions};
pub use self::migrate::MIGRATIONS;
pub use self::transaction::PostgresTransaction;

#[cfg(test)]
mod tests;
