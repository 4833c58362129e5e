//! [`QueueSide`]: what is compared, and [`QueueStore`]: what each can do.

mod apalis_job;
mod apalis_postgres;
mod apalis_sqlite;
mod floor;
mod ours;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use self::apalis_postgres::ApalisPostgres;
use self::apalis_sqlite::{ApalisSqlite, Setup};
use self::floor::{Floor, Flush};
use self::ours::Ours;
use crate::message::QueueMessage;
use crate::place::StoreFolder;
use crate::starts::Starts;

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;
/// Owns what it needs: it can be made long before it is awaited.
pub(crate) type Doing<T> = BoxFuture<'static, Result<T, BoxError>>;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueueSide {
    /// A file to append to, and one `fdatasync` for all that waits.
    FloorGroup,
    /// The same with one for each message.
    FloorEach,
    /// The inbox in a file.
    OursSqlite,
    /// The inbox in PostgreSQL.
    OursPostgres,
    /// apalis-sqlite with the set-up that it documents.
    ApalisSqlite,
    /// The same where every connection waits for the disk.
    ApalisSqliteFull,
    /// The same with only one connection.
    ApalisSqliteFullOne,
    /// The same with its pool whose worker hears of what is stored.
    ApalisSqliteHook,
    /// apalis-postgres.
    ApalisPostgres,
}

impl QueueSide {
    /// All of them, as they stand in tables.
    pub(crate) const ALL: [Self; 9] = [
        Self::FloorGroup,
        Self::FloorEach,
        Self::OursSqlite,
        Self::OursPostgres,
        Self::ApalisSqlite,
        Self::ApalisSqliteFull,
        Self::ApalisSqliteFullOne,
        Self::ApalisSqliteHook,
        Self::ApalisPostgres,
    ];

    pub(crate) fn place(self) -> usize {
        Self::ALL.iter().position(|side| *side == self).unwrap_or(Self::ALL.len())
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::FloorGroup => "floor-group",
            Self::FloorEach => "floor-each",
            Self::OursSqlite => "ours-sqlite",
            Self::OursPostgres => "ours-postgres",
            Self::ApalisSqlite => "apalis-sqlite",
            Self::ApalisSqliteFull => "apalis-sqlite-full",
            Self::ApalisSqliteFullOne => "apalis-sqlite-full-1",
            Self::ApalisSqliteHook => "apalis-sqlite-hook",
            Self::ApalisPostgres => "apalis-postgres",
        }
    }

    /// A fresh, empty store.
    pub(crate) async fn open(self, room: &StoreFolder<'_>) -> Result<Box<dyn QueueStore>, BoxError> {
        let folder = &*room.folder;
        Ok(match self {
            Self::FloorGroup => Box::new(Floor::open(folder, Flush::Batch)?),
            Self::FloorEach => Box::new(Floor::open(folder, Flush::QueueMessage)?),
            Self::OursSqlite => Box::new(Ours::in_file(folder).await?),
            Self::OursPostgres => Box::new(Ours::in_database(&room.database().await?).await?),
            Self::ApalisSqlite => Box::new(ApalisSqlite::open(folder, Setup::Documented).await?),
            Self::ApalisSqliteFull => Box::new(ApalisSqlite::open(folder, Setup::Full { connections: 10 }).await?),
            Self::ApalisSqliteFullOne => Box::new(ApalisSqlite::open(folder, Setup::Full { connections: 1 }).await?),
            Self::ApalisSqliteHook => Box::new(ApalisSqlite::open(folder, Setup::Hook).await?),
            Self::ApalisPostgres => Box::new(ApalisPostgres::open(&room.database().await?).await?),
        })
    }
}

/// The inbox in a database, which several processes may open.
pub(crate) async fn open_database(url: &str) -> Result<Arc<dyn QueueStore>, BoxError> {
    Ok(Arc::new(Ours::in_database(url).await?))
}

/// A store of messages, and who works on them.
pub(crate) trait QueueStore: Send + Sync {
    /// Ready when the message is on stable storage, as far as the side promises that.
    fn send(&self, message: QueueMessage) -> Doing<()>;

    /// The same, through everything that stands in front of the store where it is used. Only after
    /// [`QueueStore::work`].
    fn arrive(&self, message: QueueMessage) -> Doing<()> {
        self.send(message)
    }

    /// Starts as many handlers. They only record that they have started.
    fn work(&self, handlers: usize, starts: Arc<Starts>) -> Doing<()>;

    /// Leases so many jobs as they become due, at most `at_once` at a time, and then completes them. Returns how long
    /// leasing and completing took. Only ours does.
    fn drain(&self, _jobs: usize, _at_once: usize) -> Doing<[Duration; 2]> {
        Box::pin(async { Err("leases without a worker are measured of ours alone".into()) })
    }

    /// How many messages are not finished, as it is stored.
    fn unfinished(&self) -> Doing<u64>;

    /// Stops everything.
    fn close(&self) -> Doing<()>;
}
