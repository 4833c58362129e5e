//! [`PostgresInbox`]: the engine.

use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sqlx::PgPool;

use super::super::engine::{AnyTransaction, Inbox, Progress, Reply};
use super::super::error::InboxError;
use super::super::lease::{Demand, Leased, Settlement};
use super::super::manage::{Change, Entry, Retention, Selection, Statistics, Stored};
use super::super::new::{Accepted, NewDelivery};
use super::super::unit::{Fence, UnitId};
use super::super::writer::{Settle, Writer};
use super::change::{change, prune};
use super::error::misconfigured;
use super::listen::Listening;
use super::look::{list, show, statistics};
use super::options::PostgresInboxOptions;
use super::shared::Shared;
use super::transaction::PostgresTransaction;

/// An inbox in a PostgreSQL database.
///
/// It is cheap to clone: all clones are the same inbox.
#[derive(Clone)]
pub struct PostgresInbox(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) shared: Arc<Shared>,
    pub(super) writer: Writer,
    pub(super) listening: Listening,
}

impl PostgresInbox {
    /// Opens the inbox in the database of the application's own pool, whose tables are made when
    /// there are none.
    ///
    /// # Errors
    /// Those of [`PostgresInboxOptions::open`].
    pub async fn open(pool: PgPool) -> Result<Self, InboxError> {
        Self::options(pool).open().await
    }

    /// Opens the inbox in the database of a URL, `postgres://user:password@host/database`, with a
    /// small pool of its own.
    ///
    /// # Errors
    /// Those of [`PostgresInboxOptions::from_url`] and [`PostgresInboxOptions::open`].
    pub async fn from_url(url: &str) -> Result<Self, InboxError> {
        PostgresInboxOptions::from_url(url)?.open().await
    }

    /// Sets how to open the inbox in the database of a pool.
    pub fn options(pool: PgPool) -> PostgresInboxOptions {
        PostgresInboxOptions::new(pool)
    }

    /// Also when nobody waits for it any more.
    fn carried_out<T, F>(&self, work: impl FnOnce(Arc<Shared>) -> F) -> Reply<'static, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, InboxError>> + Send + 'static,
    {
        let work = work(Arc::clone(&self.0.shared));
        match self.0.shared.check_open() {
            Ok(()) => self.0.writer.carried_out(work),
            Err(closed) => Box::pin(std::future::ready(Err(closed))),
        }
    }
}

impl fmt::Debug for PostgresInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresInbox").field("schema", &self.0.shared.schema.name()).finish_non_exhaustive()
    }
}

impl Inbox for PostgresInbox {
    fn accept(&self, delivery: NewDelivery) -> Reply<'_, Accepted> {
        self.0.writer.accept(delivery)
    }

    fn lease(&self, demand: Demand) -> Reply<'_, Vec<Leased>> {
        self.0.writer.lease(demand)
    }

    fn settle(&self, unit: UnitId, fence: Fence, settlement: Settlement) -> Reply<'_, bool> {
        self.0.writer.settle(unit, fence, settlement)
    }

    fn list(&self, selection: Selection) -> Reply<'_, Vec<Entry>> {
        Box::pin(async move {
            self.0.shared.check_open()?;
            list(&self.0.shared, &selection).await
        })
    }

    fn show(&self, delivery: i64) -> Reply<'_, Option<Stored>> {
        Box::pin(async move {
            self.0.shared.check_open()?;
            show(&self.0.shared, delivery).await
        })
    }

    fn change(&self, what: Change, selection: Selection) -> Reply<'_, u64> {
        self.change_with_progress(what, selection, Box::new(|_| {}))
    }

    fn change_with_progress(&self, what: Change, selection: Selection, progress: Progress) -> Reply<'_, u64> {
        self.carried_out(move |shared| async move { change(&shared, what, &selection, progress).await })
    }

    fn prune(&self, retention: Retention) -> Reply<'_, u64> {
        self.carried_out(move |shared| async move { prune(&shared, retention).await })
    }

    fn statistics(&self) -> Reply<'_, Statistics> {
        Box::pin(async move {
            self.0.shared.check_open()?;
            statistics(&self.0.shared).await
        })
    }

    fn transactions(&self) -> Option<TypeId> {
        Some(TypeId::of::<sqlx::Postgres>())
    }

    fn begin(&self) -> Reply<'_, AnyTransaction> {
        self.carried_out(|shared| async move {
            let transaction = PostgresTransaction::begin(&shared).await?;
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
            mine(transaction)?.settle(&shared, Settle { unit, fence, settlement }).await
        })
    }

    fn roll_back(&self, transaction: AnyTransaction) -> Reply<'_, ()> {
        self.carried_out(|_| async move { mine(transaction)?.roll_back().await })
    }

    fn close(&self) -> Reply<'_, ()> {
        Box::pin(async move {
            let Inner { shared, writer, listening } = &*self.0;
            shared.closed.store(true, Ordering::Relaxed);
            listening.stop();
            let closed = writer.close().await;
            if shared.is_own_pool {
                shared.pool.close().await;
            }
            closed
        })
    }
}

fn mine(transaction: AnyTransaction) -> Result<PostgresTransaction, InboxError> {
    let mine = transaction.downcast().map(|transaction| *transaction);
    mine.map_err(|_| misconfigured("the transaction is not one of this inbox; end it with the inbox that began it"))
}
