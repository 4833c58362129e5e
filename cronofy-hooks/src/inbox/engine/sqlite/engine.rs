//! [`SqliteEngine`]: the parts of an open inbox, apart from the batcher.

use std::path::PathBuf;

use sqlx::{Pool, Sqlite};
use tokio::sync::Mutex;

use super::checkpoint::Checkpointer;
use super::lock::StoreLock;
use super::lock_holder::LockHolder;
use super::read_connection::ReadConnection;
use super::write_transaction::WriteConnection;
use crate::inbox::engine::shared::EngineClock;

#[derive(Debug)]
pub(crate) struct SqliteEngine {
    pub(super) file: PathBuf,
    pub(super) write: WriteConnection,
    pub(super) read: ReadConnection,
    /// The connection for the transactions of handlers.
    pub(super) handlers: Pool<Sqlite>,
    /// The handler whose transaction has begun.
    pub(super) holder: LockHolder,
    /// `None` when it is closed, and for a process that only attaches to the store.
    pub(super) checkpointer: Mutex<Option<Checkpointer>>,
    pub(super) clock: EngineClock,
    pub(super) lock: StoreLock,
}
