//! [`WriteConnection`]: the one connection that writes, and its queue.

use std::sync::Arc;

use sqlx::{Connection, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::task::JoinHandle;

use super::connection::{Connector, or_close, renew_log};
use super::error::{failed, is_busy};
use super::files::StoreFiles;
use super::script::{Script, StatementResult};
use crate::inbox::error::InboxError;

/// The one connection that writes. Two would only wait for each other: SQLite has one write lock.
#[derive(Clone, Debug)]
pub(super) struct WriteConnection {
    connector: Connector,
    files: Arc<StoreFiles>,
    slot: Arc<Mutex<WriteSlot>>,
    /// How many transactions were committed.
    commits: Arc<watch::Sender<u64>>,
}

/// The connection between two transactions.
#[derive(Debug)]
pub(super) enum WriteSlot {
    Ready(SqliteConnection),
    /// A transaction failed or was dropped. The connection is being closed, which rolls back, before
    /// another is opened.
    Closing(JoinHandle<()>),
    /// A transaction has it, or it could not be opened.
    Missing,
    Closed,
}

impl WriteConnection {
    pub(super) fn new(connector: Connector, files: Arc<StoreFiles>, connection: SqliteConnection) -> Self {
        let slot = Arc::new(Mutex::new(WriteSlot::Ready(connection)));
        Self { connector, files, slot, commits: Arc::new(watch::Sender::new(0)) }
    }

    /// Waits for the connection. The transaction begins with the first script that runs.
    pub(super) async fn transaction(&self) -> Result<WriteTransaction, InboxError> {
        let mut slot = self.write_guard().await?;
        let connection = match std::mem::replace(&mut *slot, WriteSlot::Missing) {
            WriteSlot::Ready(connection) => connection,
            WriteSlot::Closing(closing) => {
                // However it ended.
                let _ = closing.await;
                self.reconnect().await?
            }
            WriteSlot::Missing | WriteSlot::Closed => self.reconnect().await?,
        };
        let (files, commits) = (Arc::clone(&self.files), Arc::clone(&self.commits));
        let mut transaction = WriteTransaction { connection: Some(connection), slot, files, commits, begun: false };
        if let Err(lost) = transaction.files.check() {
            // Kept open: the file may be put back, and until then only this connection reaches its content.
            transaction.put_back();
            return Err(lost);
        }
        Ok(transaction)
    }

    /// Connects to the same files as before. SQLite removed the log if the connection before was the last.
    async fn reconnect(&self) -> Result<SqliteConnection, InboxError> {
        self.files.check()?;
        let mut connection = self.connector.writing(false).await?;
        let ready = match self.files.check_descriptors() {
            Ok(()) => renew_log(&mut connection).await,
            changed => changed,
        };
        or_close(connection, ready).await.map(|(connection, ())| connection)
    }

    /// Counts the transactions that are committed.
    pub(super) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// Waits for the connection and begins a transaction at once.
    pub(super) async fn begin(&self) -> Result<WriteTransaction, InboxError> {
        let mut transaction = self.transaction().await?;
        let begin = transaction.script();
        transaction.run(begin, false).await?;
        Ok(transaction)
    }

    pub(super) fn files(&self) -> &Arc<StoreFiles> {
        &self.files
    }

    /// Waits for the connection, and keeps every other writer of this process waiting.
    pub(super) async fn write_guard(&self) -> Result<OwnedMutexGuard<WriteSlot>, InboxError> {
        let slot = Arc::clone(&self.slot).lock_owned().await;
        if matches!(*slot, WriteSlot::Closed) { Err(InboxError::closed()) } else { Ok(slot) }
    }

    /// Whether a guard is one of this connection.
    pub(super) fn is_guarded_by(&self, guard: &OwnedMutexGuard<WriteSlot>) -> bool {
        Arc::ptr_eq(&self.slot, OwnedMutexGuard::mutex(guard))
    }

    /// Writes the log of a closed store into the database. SQLite does so with the last connection, but a pool of the
    /// application may still have one. After an error the log and its second name stay.
    pub(super) async fn empty_log(&self) {
        if self.files.has_log()
            && let Ok(connection) = self.reconnect().await
        {
            // `reconnect` has begun the log anew.
            let _ = connection.close().await;
        }
    }

    /// Waits for the connection and closes it for good.
    pub(super) async fn close(&self) -> Result<(), InboxError> {
        let mut slot = self.slot.lock().await;
        match std::mem::replace(&mut *slot, WriteSlot::Closed) {
            WriteSlot::Ready(connection) => connection.close().await.map_err(failed),
            WriteSlot::Closing(closing) => closing.await.map_err(|_| InboxError::closed()),
            WriteSlot::Missing | WriteSlot::Closed => Ok(()),
        }
    }
}

/// A transaction, which takes the write lock of the file when it begins. Dropped, it is rolled back.
#[derive(Debug)]
pub(super) struct WriteTransaction {
    /// `None` when the transaction is over.
    connection: Option<SqliteConnection>,
    slot: OwnedMutexGuard<WriteSlot>,
    files: Arc<StoreFiles>,
    commits: Arc<watch::Sender<u64>>,
    begun: bool,
}

impl WriteTransaction {
    /// A script for [`WriteTransaction::run`]. The first one begins the transaction.
    pub(super) fn script(&self) -> Script {
        let mut script = Script::default();
        if !self.begun {
            script.add("BEGIN IMMEDIATE", []);
        }
        script
    }

    /// Runs a script; commits in the same trip if it is the last. After an error the transaction is of no more use.
    pub(super) async fn run(&mut self, mut script: Script, is_last: bool) -> Result<Vec<StatementResult>, InboxError> {
        if is_last {
            script.add("COMMIT", []);
        }
        match script.run(self.connection()).await {
            Ok(done) if is_last => {
                self.put_back();
                self.commits.send_modify(|commits| *commits += 1);
                // The files may have lost their names during the write.
                self.files.check_committed().map(|()| done)
            }
            Ok(done) => {
                self.begun = true;
                Ok(done)
            }
            Err(broken) => {
                // The connection only waited too long for the lock, and is as good as before.
                if !self.begun && broken.done == 0 && is_busy(&broken.error) {
                    self.put_back();
                }
                Err(failed(broken.error))
            }
        }
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("the connection is there until the transaction is over")
    }

    pub(super) async fn commit(mut self) -> Result<(), InboxError> {
        let commit = self.script();
        self.run(commit, true).await.map(drop)
    }

    fn put_back(&mut self) {
        if let Some(connection) = self.connection.take() {
            *self.slot = WriteSlot::Ready(connection);
        }
    }
}

impl Drop for WriteTransaction {
    fn drop(&mut self) {
        // Closed at once, because other processes wait for its lock. Outside of a runtime the connection's
        // own thread closes it.
        if let Some(connection) = self.connection.take()
            && let Ok(runtime) = Handle::try_current()
        {
            // An error says nothing new: the one that led here was returned.
            *self.slot = WriteSlot::Closing(runtime.spawn(async move { connection.close().await.unwrap_or_default() }));
        }
    }
}
