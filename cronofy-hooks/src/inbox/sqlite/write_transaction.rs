//! [`WriteConnection`]: the one connection that writes, and whose turn it is.

use std::sync::Arc;

use sqlx::{Connection, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::JoinHandle;

use super::super::error::InboxError;
use super::connection::{Connect, or_close, renew_log};
use super::error::{failed, is_busy};
use super::files::Files;
use super::script::{Done, Script};

/// The one connection that writes. Two would only wait for each other: SQLite has one write lock.
#[derive(Clone, Debug)]
pub(super) struct WriteConnection {
    connect: Connect,
    files: Arc<Files>,
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

impl WriteConnection {
    pub(super) fn new(connect: Connect, files: Arc<Files>, connection: SqliteConnection) -> Self {
        Self { connect, files, slot: Arc::new(Mutex::new(Slot::Ready(connection))) }
    }

    /// Waits for its turn. The transaction begins with the first script that runs.
    pub(super) async fn transaction(&self) -> Result<WriteTransaction, InboxError> {
        let mut slot = self.write_guard().await?;
        let connection = match std::mem::replace(&mut *slot, Slot::Missing) {
            Slot::Ready(connection) => connection,
            Slot::Closing(closing) => {
                // How it ends makes no difference to the next.
                let _ = closing.await;
                self.reconnect().await?
            }
            Slot::Missing | Slot::Closed => self.reconnect().await?,
        };
        let mut transaction =
            WriteTransaction { connection: Some(connection), slot, files: Arc::clone(&self.files), begun: false };
        if let Err(lost) = transaction.files.check() {
            // It is kept: the file may be put back, and if it is not, nothing else knows what it holds.
            transaction.put_back();
            return Err(lost);
        }
        Ok(transaction)
    }

    /// Connects to the same files as before: SQLite removed the log if this was the last connection.
    async fn reconnect(&self) -> Result<SqliteConnection, InboxError> {
        self.files.check()?;
        let mut connection = self.connect.writing(false).await?;
        let ready = match self.files.check_descriptors() {
            Ok(()) => renew_log(&mut connection).await,
            changed => changed,
        };
        or_close(connection, ready).await.map(|(connection, ())| connection)
    }

    /// Waits for its turn and begins a transaction at once.
    pub(super) async fn begin(&self) -> Result<WriteTransaction, InboxError> {
        let mut transaction = self.transaction().await?;
        let begin = transaction.script();
        transaction.run(begin).await?;
        Ok(transaction)
    }

    pub(super) fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// Waits for its turn, and only keeps everybody else from writing.
    pub(super) async fn write_guard(&self) -> Result<OwnedMutexGuard<Slot>, InboxError> {
        let slot = Arc::clone(&self.slot).lock_owned().await;
        if matches!(*slot, Slot::Closed) { Err(InboxError::closed()) } else { Ok(slot) }
    }

    /// Whether it is here that somebody keeps everybody else from writing.
    pub(super) fn is_guarded_by(&self, guard: &OwnedMutexGuard<Slot>) -> bool {
        Arc::ptr_eq(&self.slot, OwnedMutexGuard::mutex(guard))
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

/// A transaction, which has the write lock from its beginning. Dropped, it is rolled back.
#[derive(Debug)]
pub(super) struct WriteTransaction {
    /// Until it is over.
    connection: Option<SqliteConnection>,
    slot: OwnedMutexGuard<Slot>,
    files: Arc<Files>,
    begun: bool,
}

impl WriteTransaction {
    /// To be added to and run. The first begins the transaction.
    pub(super) fn script(&self) -> Script {
        let mut script = Script::default();
        if !self.begun {
            script.add("BEGIN IMMEDIATE", []);
        }
        script
    }

    /// Runs what [`WriteTransaction::script`] returned. When it fails, the turn is of no more use.
    pub(super) async fn run(&mut self, script: Script) -> Result<Vec<Done>, InboxError> {
        match script.run(self.connection()).await {
            Ok(done) => {
                self.begun = true;
                Ok(done)
            }
            Err(broken) => {
                // Nothing is wrong with a connection that only waited too long.
                if !self.begun && broken.done == 0 && is_busy(&broken.error) {
                    self.put_back();
                }
                Err(failed(broken.error))
            }
        }
    }

    /// Runs the last script, and commits in the same trip.
    pub(super) async fn finish(mut self, mut script: Script) -> Result<Vec<Done>, InboxError> {
        script.add("COMMIT", []);
        let done = self.run(script).await?;
        self.put_back();
        // The files may have lost their names while this was written to them.
        self.files.check_committed()?;
        Ok(done)
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("the connection is there until the turn is over")
    }

    pub(super) async fn commit(self) -> Result<(), InboxError> {
        let commit = self.script();
        self.finish(commit).await.map(drop)
    }

    fn put_back(&mut self) {
        if let Some(connection) = self.connection.take() {
            *self.slot = Slot::Ready(connection);
        }
    }
}

impl Drop for WriteTransaction {
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
