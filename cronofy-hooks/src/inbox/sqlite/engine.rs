//! [`SqliteInbox`]: the engine.

use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::engine::{AnyTransaction, Inbox, Progress, Reply};
use super::super::error::InboxError;
use super::super::lease::{Demand, Leased, Settlement};
use super::super::manage::{Change, Entry, Retention, Selection, Statistics, Stored};
use super::super::new::{Accepted, NewDelivery};
use super::super::unit::{Fence, UnitId};
use super::super::writer::{Settle, Writer};
use super::change::change;
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
    fn carried_out<T, F>(&self, work: impl FnOnce(Arc<Shared>) -> F) -> Reply<'static, T>
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
    fn accept(&self, delivery: NewDelivery) -> Reply<'_, Accepted> {
        self.writer.accept(delivery)
    }

    fn lease(&self, demand: Demand) -> Reply<'_, Vec<Leased>> {
        self.writer.lease(demand)
    }

    fn settle(&self, unit: UnitId, fence: Fence, settlement: Settlement) -> Reply<'_, bool> {
        self.writer.settle(unit, fence, settlement)
    }

    fn list(&self, selection: Selection) -> Reply<'_, Vec<Entry>> {
        Box::pin(async move { self.shared.reading.list(&selection, self.shared.clock.now()).await })
    }

    fn show(&self, delivery: i64) -> Reply<'_, Option<Stored>> {
        Box::pin(async move { self.shared.reading.show(delivery, self.shared.clock.now()).await })
    }

    fn change(&self, what: Change, selection: Selection) -> Reply<'_, u64> {
        self.change_with_progress(what, selection, Box::new(|_| {}))
    }

    fn change_with_progress(&self, what: Change, selection: Selection, progress: Progress) -> Reply<'_, u64> {
        self.carried_out(move |shared| async move {
            let Shared { writing, reading, clock, .. } = &*shared;
            change(writing, reading, clock, what, &selection, progress).await
        })
    }

    fn prune(&self, retention: Retention) -> Reply<'_, u64> {
        self.carried_out(move |shared| async move {
            prune(&shared.writing, &shared.reading, shared.clock.now(), retention).await
        })
    }

    fn statistics(&self) -> Reply<'_, Statistics> {
        Box::pin(async move { self.shared.reading.statistics(self.shared.clock.now()).await })
    }

    fn transactions(&self) -> Option<TypeId> {
        Some(TypeId::of::<sqlx::Sqlite>())
    }

    fn begin(&self) -> Reply<'_, AnyTransaction> {
        self.carried_out(|shared| async move {
            let transaction = shared.transactions.begin().await?;
            Ok(Box::new(transaction) as AnyTransaction)
        })
    }

    fn commit(
        &self,
        transaction: AnyTransaction,
        unit: UnitId,
        fence: Fence,
        settlement: Settlement,
    ) -> Reply<'_, bool> {
        self.carried_out(move |shared| async move {
            let settled = Settle { unit, fence, settlement };
            shared.transactions.commit(mine(transaction)?, &shared.clock, settled).await
        })
    }

    fn roll_back(&self, transaction: AnyTransaction) -> Reply<'_, ()> {
        self.carried_out(|shared| async move { shared.transactions.roll_back(mine(transaction)?).await })
    }

    fn close(&self) -> Reply<'_, ()> {
        self.writer.close()
    }
}

fn mine(transaction: AnyTransaction) -> Result<SqliteTransaction, InboxError> {
    transaction.downcast().map(|transaction| *transaction).map_err(|_| not_mine())
}
