//! [`SqliteInbox`]: the engine.

use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::admin::{JobAction, JobFilter, JobRecord, Retention, Statistics, StoredDelivery};
use super::super::engine::{AnyTransaction, Inbox, InboxFuture, Progress};
use super::super::error::InboxError;
use super::super::job_id::{Fence, JobId};
use super::super::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use super::super::new_delivery::{Accepted, NewDelivery};
use super::super::writer::{FencedUpdate, Writer};
use super::apply::apply;
use super::options::SqliteInboxOptions;
use super::prune::prune;
use super::store::Shared;
use super::transaction::{SqliteTransaction, not_mine};

/// An inbox in a SQLite file.
///
/// It is cheap to clone: all clones are the same inbox.
#[derive(Clone)]
pub struct SqliteInbox {
    pub(super) shared: Arc<Shared>,
    pub(super) writer: Writer,
}

impl SqliteInbox {
    /// Opens the inbox in a file, which is made when there is none.
    ///
    /// # Errors
    /// Those of [`SqliteInboxOptions::open`].
    pub async fn open(file: impl Into<PathBuf>) -> Result<Self, InboxError> {
        Self::options(file).open().await
    }

    /// Opens the inbox in the file of a URL: `sqlite:inbox.sqlite`, `sqlite:///var/lib/app/inbox.sqlite`.
    ///
    /// # Errors
    /// Those of [`SqliteInboxOptions::from_url`] and [`SqliteInboxOptions::open`].
    pub async fn from_url(url: &str) -> Result<Self, InboxError> {
        SqliteInboxOptions::from_url(url)?.open().await
    }

    /// Sets how to open the inbox in a file.
    pub fn options(file: impl Into<PathBuf>) -> SqliteInboxOptions {
        SqliteInboxOptions::new(file.into())
    }

    /// Also when nobody waits for it any more.
    fn carried_out<T, F>(&self, work: impl FnOnce(Arc<Shared>) -> F) -> InboxFuture<'static, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, InboxError>> + Send + 'static,
    {
        self.writer.carried_out(work(Arc::clone(&self.shared)))
    }
}

impl fmt::Debug for SqliteInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteInbox").field("file", &self.shared.file).finish_non_exhaustive()
    }
}

impl Inbox for SqliteInbox {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        self.writer.accept(delivery)
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        self.writer.lease(request)
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        self.writer.update_lease(job, fence, update)
    }

    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        Box::pin(async move { self.shared.reading.list(&filter, self.shared.clock.now()).await })
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        Box::pin(async move { self.shared.reading.show(delivery, self.shared.clock.now()).await })
    }

    fn apply(&self, what: JobAction, filter: JobFilter) -> InboxFuture<'_, u64> {
        self.apply_with_progress(what, filter, Box::new(|_| {}))
    }

    fn apply_with_progress(&self, what: JobAction, filter: JobFilter, progress: Progress) -> InboxFuture<'_, u64> {
        self.carried_out(move |shared| async move {
            let Shared { writing, reading, clock, .. } = &*shared;
            apply(writing, reading, clock, what, &filter, progress).await
        })
    }

    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64> {
        self.carried_out(move |shared| async move {
            prune(&shared.writing, &shared.reading, shared.clock.now(), retention).await
        })
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        Box::pin(async move { self.shared.reading.statistics(self.shared.clock.now()).await })
    }

    fn transactions(&self) -> Option<TypeId> {
        Some(TypeId::of::<sqlx::Sqlite>())
    }

    fn begin(&self) -> InboxFuture<'_, AnyTransaction> {
        self.carried_out(|shared| async move {
            let transaction = shared.transactions.begin().await?;
            Ok(Box::new(transaction) as AnyTransaction)
        })
    }

    fn commit(
        &self,
        transaction: AnyTransaction,
        job: JobId,
        fence: Fence,
        update: LeaseUpdate,
    ) -> InboxFuture<'_, bool> {
        self.carried_out(move |shared| async move {
            let settled = FencedUpdate { job, fence, update };
            shared.transactions.commit(mine(transaction)?, &shared.clock, settled).await
        })
    }

    fn roll_back(&self, transaction: AnyTransaction) -> InboxFuture<'_, ()> {
        self.carried_out(|shared| async move { shared.transactions.roll_back(mine(transaction)?).await })
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        self.writer.close()
    }
}

fn mine(transaction: AnyTransaction) -> Result<SqliteTransaction, InboxError> {
    transaction.downcast().map(|transaction| *transaction).map_err(|_| not_mine())
}
