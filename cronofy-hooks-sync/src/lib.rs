#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;

// Whose events are read, and from where on.
mod account;
mod cursor;

// What reads them.
mod changes;
mod full_sync;

// What applications hold, and what their handlers take.
mod calendar_sync;
mod extract;

// What keeps the notifications coming.
mod channel;
mod guardian;

pub use crate::account::{SyncAccount, SyncAccounts};
pub use crate::calendar_sync::CalendarSync;
pub use crate::changes::{Changes, OVERLAP};
#[cfg(feature = "postgres")]
pub use crate::channel::PostgresChannels;
#[cfg(feature = "sqlite")]
pub use crate::channel::SqliteChannels;
pub use crate::channel::{ChannelQuery, ChannelState, ChannelStore, GuardedChannel, MemoryChannels};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use crate::cursor::CursorConnection;
#[cfg(feature = "postgres")]
pub use crate::cursor::PostgresCursors;
#[cfg(feature = "sqlite")]
pub use crate::cursor::SqliteCursors;
pub use crate::cursor::{Cursor, CursorStore, MemoryCursors};
pub use crate::error::SyncError;
pub use crate::full_sync::{FullSync, FullSyncItem};
pub use crate::guardian::{ChannelGuardian, ChannelGuardianBuilder, GuardianError};
