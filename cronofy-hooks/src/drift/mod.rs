//! Drift: what deliveries have and the schemas of this release lack, by name, with the feature `drift`.
//!
//! The service adds fields, subtypes and values without an announcement, and nothing fails because of it: the types are
//! open. A [`DriftRecorder`] notes the names of what is new, so that the schemas can follow.
//!
//! ```
//! use cronofy_hooks::drift::DriftRecorder;
//! use cronofy_hooks::{Hooks, Secrets, handlers};
//!
//! let drift = DriftRecorder::in_memory();
//! let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]).drift(drift.clone());
//! # let _: axum::Router = hooks.into_router()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `SqliteDrift` and `PostgresDrift` keep it in a table, `cronofy_drift`, beside that of the inbox, where several
//! processes add to it and `cronofy-hooks schemas diff --url …` reads it.
//!
//! # What is kept
//!
//! A [`Novelty`] is a name and its place, with the number of deliveries and the first and last time. No other value is
//! kept, and a name that could be data is counted without it: see [`Novelty::name`]. At most
//! [`NoveltyLedger::MOST`] are kept, and at most [`NoveltyLedger::MOST_NAMES`] names for one place.
//!
//! # What it costs
//!
//! Without a recorder nothing. With one, a delivery waits in a queue after its answer, and is compared on a thread for
//! blocking work. The queue is bounded; [`DriftRecorder::dropped`] counts what did not fit. A table gets new names at
//! once and counts once a minute.

mod queue;
mod recorder;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
mod store;

pub use cronofy_hooks_contract::drift::{Novelty, NoveltyKind, NoveltyLedger, Shapes, Sightings};

pub use self::recorder::DriftRecorder;
#[cfg(feature = "postgres")]
pub use self::sql::PostgresDrift;
#[cfg(feature = "sqlite")]
pub use self::sql::SqliteDrift;
pub use self::store::{DriftStore, MemoryDrift};
