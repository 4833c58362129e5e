#![doc = include_str!("../docs/inbox.md")]

mod admin;
mod engine;
mod error;
pub(crate) mod health;
pub(crate) mod ingest;
mod job_id;
mod job_plan;
mod lease;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod lease_guard;
mod measure;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod micros;
mod new_delivery;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod outage_log;
#[cfg(feature = "postgres")]
pub mod postgres;
mod repeat;
mod request_head;
#[cfg(all(test, feature = "sqlite"))]
mod schedules;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod tx;
mod url;
#[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), allow(dead_code, reason = "only `Tx` uses all of it"))]
mod worker;
pub(crate) mod write_health;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod writer;

#[cfg(feature = "testing")]
pub(crate) use self::admin::CHANGED_AT_ONCE;
pub use self::admin::{JobAction, JobFilter, JobRecord, JobState, Retention, Statistics, StoredDelivery};
pub use self::engine::{AnyTransaction, Inbox, InboxFuture, Progress};
pub use self::error::{InboxError, InboxErrorKind};
pub use self::job_id::{Fence, JobId, ParseJobIdError};
pub use self::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
pub use self::new_delivery::{Accepted, Join, NewDelivery, NewJob, RepeatKey};
#[cfg(feature = "postgres")]
pub use self::postgres::PostgresInbox;
pub use self::request_head::{RequestHead, RequestHeadError};
#[cfg(feature = "sqlite")]
pub use self::sqlite::SqliteInbox;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use self::tx::{Tx, TxConnection, TxDatabase};
pub use self::url::from_url;
pub(crate) use self::worker::WorkerLife;
pub use self::worker::{DryRun, DryRunOutcome, ShutdownReport, Worker, WorkerHandle, WorkerSettings};
