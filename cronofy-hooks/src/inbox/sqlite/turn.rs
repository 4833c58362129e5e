//! [`Writing`]: the one connection that writes, and whose turn it is.

use std::sync::Arc;

use sqlx::{Connection, Row, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::JoinHandle;

use super::super::error::InboxError;
use super::connection::Connect;
use super::error::{failed, is_busy};
use super::place::Place;

/// The one connection that writes. Two would only wait for each other: SQLite has one write lock.
#[derive(Clone, Debug)]
pub(super) struct Writing {
    connect: Connect,
    place: Place,
    slot: Arc<Mutex<Slot>>,
}

/// What there is between two turns.
#[derive(Debug)]
pub(super) enum Slot {
    Ready(SqliteConnection),
    /// It failed, or somebody left in the middle: it is being closed, which rolls back, before another
    /// is opened.
    Closing(JoinHandle<()>),
    /// Somebody has it, or it could not be opened.
    Missing,
    Closed,
}

impl Writing {
    pub(super) fn new(connect: Connect, place: Place, connection: SqliteConnection) -> Self {
        Self { connect, place, slot: Arc::new(Mutex::new(Slot::Ready(connection))) }
    }

    /// Waits for its turn and begins a transaction, which has the write lock from the start.
    pub(super) async fn begin(&self) -> Result<Turn, InboxError> {
        let mut slot = self.silence().await?;
        let connection = match std::mem::replace(&mut *slot, Slot::Missing) {
            Slot::Ready(connection) => connection,
            Slot::Closing(closing) => {
                // How it ends makes no difference to the next.
                let _ = closing.await;
                self.connect.writing(false).await?
            }
            Slot::Missing | Slot::Closed => self.connect.writing(false).await?,
        };
        let place = self.place.clone();
        Turn { connection: Some(connection), slot, place, last_delivery: 0 }.begin().await
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// Waits for its turn, and only keeps everybody else from writing.
    pub(super) async fn silence(&self) -> Result<OwnedMutexGuard<Slot>, InboxError> {
        let slot = Arc::clone(&self.slot).lock_owned().await;
        if matches!(*slot, Slot::Closed) { Err(InboxError::closed()) } else { Ok(slot) }
    }

    /// Whether it is here that somebody keeps everybody else from writing.
    pub(super) fn silenced_by(&self, silence: &OwnedMutexGuard<Slot>) -> bool {
        Arc::ptr_eq(&self.slot, OwnedMutexGuard::mutex(silence))
    }

    /// Waits for its turn and closes the connection, for good.
    pub(super) async fn close(&self) -> Result<(), InboxError> {
        let mut slot = self.slot.lock().await;
        match std::mem::replace(&mut *slot, Slot::Closed) {
            Slot::Ready(connection) => connection.close().await.map_err(failed),
            Slot::Closing(closing) => closing.await.map_err(|_| InboxError::closed()),
            Slot::Missing | Slot::Closed => Ok(()),
        }
    }
}

/// A transaction with the write lock. Dropped, it is rolled back.
#[derive(Debug)]
pub(super) struct Turn {
    /// Until it is over.
    connection: Option<SqliteConnection>,
    slot: OwnedMutexGuard<Slot>,
    place: Place,
    /// The last number that a delivery got.
    pub(super) last_delivery: i64,
}

impl Turn {
    async fn begin(mut self) -> Result<Self, InboxError> {
        if let Err(moved) = self.place.check() {
            // It is kept: the file may be put back, and if it is not, nobody else knows what it holds.
            self.put_back();
            return Err(moved);
        }
        // Both at once: the way to the connection's thread and back costs more than either.
        let begun = sqlx::query("BEGIN IMMEDIATE; SELECT seq FROM sqlite_sequence WHERE name = 'delivery'")
            .fetch_all(self.connection())
            .await
            .and_then(|rows| rows.first().map_or(Ok(0), |row| row.try_get(0)));
        match begun {
            Ok(last_delivery) => {
                self.last_delivery = last_delivery;
                Ok(self)
            }
            Err(error) => {
                // Nothing is wrong with a connection that only waited too long.
                if is_busy(&error) {
                    self.put_back();
                }
                Err(failed(error))
            }
        }
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("the connection is there until the turn is over")
    }

    pub(super) async fn commit(mut self) -> Result<(), InboxError> {
        sqlx::query("COMMIT").execute(self.connection()).await.map_err(failed)?;
        self.put_back();
        // It may have gone while this was written to it.
        self.place.check()
    }

    fn put_back(&mut self) {
        if let Some(connection) = self.connection.take() {
            *self.slot = Slot::Ready(connection);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // At once, because other processes wait for its lock. Outside of a runtime the connection's own
        // thread closes it.
        if let Some(connection) = self.connection.take()
            && let Ok(runtime) = Handle::try_current()
        {
            // What it has to say is known already.
            *self.slot = Slot::Closing(runtime.spawn(async move { connection.close().await.unwrap_or_default() }));
        }
    }
}
