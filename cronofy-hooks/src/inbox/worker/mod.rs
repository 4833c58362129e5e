//! The worker: leases units, calls the handlers, and says what became of each.

mod backoff;
mod core;
mod handle;
mod job;
mod lease;
mod life;
mod pool;
mod rehearse;
mod run;
mod running;
mod settings;
mod suspects;
mod task;
mod tell;
mod upkeep;

use self::core::Core;
pub use self::handle::WorkerHandle;
pub(crate) use self::life::Life;
pub use self::pool::{Stopped, Worker};
pub use self::rehearse::{Rehearsal, Rehearsed};
#[cfg(all(test, feature = "sqlite"))]
pub(super) use self::run::Left;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) use self::run::Run;
pub use self::settings::WorkerSettings;
