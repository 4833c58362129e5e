#![doc = include_str!("../docs/inbox.md")]

mod admin;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod batcher;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "testing"))]
pub(crate) mod engine;
mod error;
mod forget;
mod forward;
pub(crate) mod health;
pub(crate) mod ingest;
mod job_id;
mod lease;
mod measure;
mod new_delivery;
mod request_head;
#[cfg(all(test, feature = "sqlite"))]
mod schedules;
mod store;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod tx;
mod url;
#[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), allow(dead_code, reason = "only `Tx` uses all of it"))]
mod worker;

pub use self::admin::{JobAction, JobFilter, JobRecord, JobState, Retention, Statistics, StoredDelivery};
#[cfg(feature = "postgres")]
pub use self::engine::postgres::{self, PostgresInbox};
#[cfg(feature = "sqlite")]
pub use self::engine::sqlite::{self, SqliteInbox};
pub use self::error::{InboxError, InboxErrorKind};
pub use self::forget::{ForgottenChannel, forget_channel};
#[doc(inline)]
pub use self::forward::forward_inbox;
pub use self::job_id::{Fence, JobId, ParseJobIdError};
pub use self::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
pub use self::new_delivery::{Accepted, Join, NewDelivery, NewJob, RepeatKey};
pub use self::request_head::{RequestHead, RequestHeadError};
pub use self::store::{AnyTransaction, Inbox, InboxFuture, Progress};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use self::tx::{Tx, TxConnection, TxDatabase};
pub use self::url::from_url;
#[cfg(all(feature = "testing", any(feature = "sqlite", feature = "postgres")))]
pub(crate) use self::worker::HandlerTransaction;
pub(crate) use self::worker::WorkerLife;
pub use self::worker::{DryRun, DryRunOutcome, ShutdownReport, Worker, WorkerHandle, WorkerSettings};
