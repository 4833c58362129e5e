//! The inbox in PostgreSQL: for an application that runs on several machines.
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
//! A schema of its own, `cronofy_hooks`, beside the tables of the application, with two tables,
//! `delivery` and `work`, which any tool reads; [`MIGRATIONS`] has their definitions. The user of the
//! pool must be allowed to create schemas, or own this one. It must also be allowed to make temporary
//! functions, as everybody is unless somebody took that away: what is stored, leased and settled
//! together goes through one, in one round trip. PostgreSQL 13 or later.
//!
//! `fsync` is on, and `synchronous_commit` is not off, for the connections of the pool; an inbox does
//! not open otherwise.
//!
//! # Connections
//!
//! It takes one connection out of the pool, through which everything is stored, leased and settled,
//! and makes one to hear from other processes: two for each process, which the pool does not count.
//! The pool's own serve [lists](super::Inbox::list), [changes](super::Inbox::change), and one
//! [`PostgresTransaction`] for each handler with a [`Tx`](super::Tx), from its first statement until it
//! has ended. Connect to the server itself: a proxy that shares its connections between transactions
//! cannot keep the set-up of one.
//!
//! After a restart of the server it goes on by itself.
//!
//! # Standbys
//!
//! With a synchronous standby (`synchronous_standby_names`, and `synchronous_commit` not lower than
//! `on`) a delivery is acknowledged when the standby has it on stable storage too. When the standby is
//! promoted, nothing that was acknowledged is missing, and no effect of a [`Tx`](super::Tx) is there
//! twice. While the standby does not answer, deliveries are answered 503. Don't end such a wait with
//! `pg_cancel_backend`: PostgreSQL then calls the transaction committed although the standby lacks it.
//!
//! An asynchronous standby lacks what the primary had not yet sent when it was lost: deliveries that
//! were acknowledged in the last moments, which the service does not send again, and the marks that
//! jobs are done, so that their handlers run again, together with what they wrote in their `Tx`.
//! `pg_stat_replication.replay_lag` shows how long these moments are. After such a promotion read
//! every calendar once from the time of the promotion back.
//!
//! # Several machines
//!
//! Each runs the same application, on the same schema. All of them store deliveries at the same time;
//! they lease and settle one after the other, which takes a lock for as long as one batch takes. The
//! time is that of the database.

mod accept;
mod apply;
mod engine;
mod error;
mod filter;
mod lease_update;
mod listen;
mod migrate;
mod options;
mod query;
mod row;
mod schema;
mod session;
mod shared;
mod store;
mod text;
mod time;
mod transaction;
mod write_transaction;

#[cfg(all(test, feature = "_postgres-tests"))]
mod tests;

pub use self::engine::PostgresInbox;
pub use self::migrate::MIGRATIONS;
pub use self::options::PostgresInboxOptions;
pub use self::transaction::PostgresTransaction;
