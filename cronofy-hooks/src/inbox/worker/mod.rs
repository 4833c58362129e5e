//! The worker: leases jobs, calls their handlers, and completes them.

mod backoff;
mod context;
mod dry_run;
mod handle;
mod handler_transaction;
mod idle;
mod lease;
mod liveness;
mod log;
mod maintenance;
mod pool;
mod restored_job;
mod settings;
mod suspects;
mod task;
mod tasks;

pub use self::dry_run::{DryRun, DryRunOutcome};
pub use self::handle::WorkerHandle;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) use self::handler_transaction::HandlerTransaction;
pub(crate) use self::liveness::WorkerLife;
pub use self::pool::Worker;
pub use self::settings::WorkerSettings;
pub use self::tasks::ShutdownReport;
