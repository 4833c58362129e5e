//! [`SqliteEngine`]: the parts of an open inbox, apart from the batcher.

use std::fmt;
use std::path::PathBuf;

use sqlx::{Pool, Sqlite};

use super::lock::StoreLock;
use super::read_connection::ReadConnection;
use super::write_transaction::WriteConnection;
use crate::inbox::engine::shared::EngineClock;

pub(crate) struct SqliteEngine {
    pub(super) file: PathBuf,
    pub(super) write: WriteConnection,
    pub(super) read: ReadConnection,
    /// The connection for the transactions of handlers.
    pub(super) handlers: Pool<Sqlite>,
    pub(super) clock: EngineClock,
    pub(super) lock: StoreLock,
}

impl fmt::Debug for SqliteEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteEngine").field("file", &self.file).finish_non_exhaustive()
    }
}
