//! [`SqliteEngine`]: the parts of an open inbox, apart from the batcher.

use std::fmt;
use std::path::PathBuf;

use super::lock::StoreLock;
use super::read_connection::ReadConnection;
use super::transaction::Transactions;
use super::write_transaction::WriteConnection;
use crate::inbox::engine::shared::EngineClock;
use crate::inbox::error::InboxError;

pub(crate) struct SqliteEngine {
    pub(super) file: PathBuf,
    pub(super) write: WriteConnection,
    pub(super) read: ReadConnection,
    pub(super) transactions: Transactions,
    pub(super) clock: EngineClock,
    pub(super) lock: StoreLock,
}

impl SqliteEngine {
    /// Makes all connections now, and not when each is first needed: a connection that is made while the
    /// database is replaced would find the index of another log.
    pub(super) async fn connect(&self) -> Result<(), InboxError> {
        self.transactions.connect().await?;
        self.read.connect().await
    }
}

impl fmt::Debug for SqliteEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteEngine").field("file", &self.file).finish_non_exhaustive()
    }
}
