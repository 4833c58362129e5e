//! [`CarelessInbox`]: an inbox that answers before anything is on the disk, so that the tests have
//! something to find.

use std::path::Path;
use std::sync::Arc;

use cronofy_hooks::Inbox;
use cronofy_hooks::inbox::*;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Executor as _, SqliteConnection};
use tokio::sync::Mutex;

/// Only accepts.
#[derive(Debug)]
pub(super) struct CarelessInbox(Arc<Mutex<SqliteConnection>>);

impl CarelessInbox {
    pub(super) async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Off);
        let mut connection = options.connect().await?;
        connection.execute("CREATE TABLE IF NOT EXISTS delivery (head TEXT, body BLOB)").await?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }
}

fn unavailable(error: sqlx::Error) -> InboxError {
    InboxError::new(InboxErrorKind::Unavailable, "the careless inbox cannot write").with_source(error)
}

fn unsupported<T: Send + 'static>() -> InboxFuture<'static, T> {
    let error = InboxError::new(InboxErrorKind::Unsupported, "the careless inbox only accepts");
    Box::pin(std::future::ready(Err(error)))
}

impl Inbox for CarelessInbox {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        Box::pin(async move {
            let mut connection = self.0.lock().await;
            let insert = sqlx::query("INSERT INTO delivery (head, body) VALUES ($1, $2)");
            let insert = insert.bind(delivery.head).bind(delivery.body.to_vec());
            insert.execute(&mut *connection).await.map_err(unavailable)?;
            Ok(Accepted::New)
        })
    }

    fn lease(&self, _: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        unsupported()
    }

    fn update_lease(&self, _: JobId, _: Fence, _: LeaseUpdate) -> InboxFuture<'_, bool> {
        unsupported()
    }

    fn list(&self, _: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        unsupported()
    }

    fn show(&self, _: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        unsupported()
    }

    fn apply(&self, _: JobAction, _: JobFilter) -> InboxFuture<'_, u64> {
        unsupported()
    }

    fn prune(&self, _: Retention) -> InboxFuture<'_, u64> {
        unsupported()
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        unsupported()
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
}
