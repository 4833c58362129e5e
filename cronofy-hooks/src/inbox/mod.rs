#![doc = include_str!("../docs/inbox.md")]

mod engine;
mod error;
mod lease;
mod manage;
mod new;
mod unit;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod writer;

pub use self::engine::{AnyTransaction, Inbox, Reply};
pub use self::error::{InboxError, InboxErrorKind};
pub use self::lease::{Demand, Leased, Settlement};
pub use self::manage::{Change, Entry, Retention, Selection, Statistics, Stored, UnitState};
pub use self::new::{Accepted, Join, NewDelivery, NewUnit, RepeatKey};
pub use self::unit::{Fence, NotAUnit, UnitId};
