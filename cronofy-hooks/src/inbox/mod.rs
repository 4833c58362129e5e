#![doc = include_str!("../docs/inbox.md")]

mod engine;
mod error;
mod head;
pub(crate) mod health;
pub(crate) mod intake;
mod lease;
mod manage;
mod measure;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod micros;
mod new;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod parcel;
mod plan;
#[cfg(feature = "postgres")]
pub mod postgres;
pub(crate) mod pulse;
mod repeat;
#[cfg(all(test, feature = "sqlite"))]
mod schedules;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod trouble;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod tx;
mod unit;
mod url;
#[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), allow(dead_code, reason = "only `Tx` uses all of it"))]
mod worker;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod writer;

pub use self::engine::{AnyTransaction, Inbox, Progress, Reply};
pub use self::error::{InboxError, InboxErrorKind};
pub use self::head::{Head, HeadError};
pub use self::lease::{Demand, Leased, Settlement};
#[cfg(feature = "testing")]
pub(crate) use self::manage::CHANGED_AT_ONCE;
pub use self::manage::{Change, Entry, Retention, Selection, Statistics, Stored, UnitState};
pub use self::new::{Accepted, Join, NewDelivery, NewUnit, RepeatKey};
#[cfg(feature = "postgres")]
pub use self::postgres::PostgresInbox;
#[cfg(feature = "sqlite")]
pub use self::sqlite::SqliteInbox;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use self::tx::{Tx, TxConnection, TxDatabase};
pub use self::unit::{Fence, NotAUnit, UnitId};
pub use self::url::from_url;
pub(crate) use self::worker::Life;
pub use self::worker::{Rehearsal, Rehearsed, Stopped, Worker, WorkerHandle, WorkerSettings};
