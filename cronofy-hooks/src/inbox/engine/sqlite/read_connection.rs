//! [`ReadConnection`]: a connection of its own for queries, so that no query keeps the writer waiting.

use std::sync::Arc;

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Connection as _, Sqlite, SqliteConnection};
use tokio::sync::Mutex;

use super::connection::{Connector, or_close};
use super::error::failed;
use super::files::StoreFiles;
use crate::inbox::error::InboxError;

/// The connection that reads. It is made when it is first needed, and again after an error.
#[derive(Debug)]
pub(super) struct ReadConnection {
    connector: Connector,
    files: Arc<StoreFiles>,
    slot: Mutex<ReadSlot>,
}

#[derive(Debug)]
enum ReadSlot {
    Ready(SqliteConnection),
    Missing,
    Closed,
}

impl ReadConnection {
    pub(super) fn new(connector: Connector, files: Arc<StoreFiles>) -> Self {
        Self { connector, files, slot: Mutex::new(ReadSlot::Missing) }
    }

    /// Runs one statement, never a transaction: nothing stays open when the caller stops waiting.
    pub(super) async fn rows<'q>(
        &self,
        query: Query<'q, Sqlite, SqliteArguments>,
    ) -> Result<Vec<SqliteRow>, InboxError> {
        let mut slot = self.slot.lock().await;
        if matches!(*slot, ReadSlot::Closed) {
            return Err(InboxError::closed());
        }
        self.files.check()?;
        if matches!(*slot, ReadSlot::Missing) {
            let connection = self.connector.reading().await?;
            let (connection, ()) = or_close(connection, self.files.check_descriptors()).await?;
            *slot = ReadSlot::Ready(connection);
        }
        let ReadSlot::Ready(connection) = &mut *slot else { return Err(InboxError::closed()) };
        let rows = query.fetch_all(connection).await;
        if rows.is_err() {
            *slot = ReadSlot::Missing;
        }
        rows.map_err(failed)
    }

    pub(super) async fn close(&self) -> Result<(), InboxError> {
        match std::mem::replace(&mut *self.slot.lock().await, ReadSlot::Closed) {
            ReadSlot::Ready(connection) => connection.close().await.map_err(failed),
            ReadSlot::Missing | ReadSlot::Closed => Ok(()),
        }
    }
}
