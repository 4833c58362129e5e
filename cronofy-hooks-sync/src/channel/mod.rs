//! Guarded channels: what is known about each, and where it is kept.

mod guarded;
mod memory;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
mod store;

pub use self::guarded::{ChannelState, GuardedChannel};
pub use self::memory::MemoryChannels;
#[cfg(feature = "postgres")]
pub use self::sql::PostgresChannels;
#[cfg(feature = "sqlite")]
pub use self::sql::SqliteChannels;
pub(crate) use self::store::AnyChannelStore;
pub use self::store::{ChannelQuery, ChannelStore};
