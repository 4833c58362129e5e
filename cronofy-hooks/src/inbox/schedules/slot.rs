//! The transaction of a handler, used in one task while the worker ends the run in another.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use shuttle::future::{JoinHandle, block_on, spawn, yield_now};

use super::orders::in_every_order;
use crate::inbox::worker::HandlerTransaction;
use crate::inbox::{
    Accepted, AnyTransaction, Fence, Inbox, InboxError, InboxFuture, JobAction, JobFilter, JobId, JobRecord,
    LeaseRequest, LeaseUpdate, LeasedJob, NewDelivery, Retention, Statistics, StoredDelivery,
};

/// How many transactions have begun, and how many are open.
#[derive(Clone, Default)]
struct Ledger(Arc<LedgerCounts>);

#[derive(Default)]
struct LedgerCounts {
    begun: AtomicUsize,
    alive: AtomicUsize,
}

/// An inbox that only begins.
struct Begins(Ledger);

/// A transaction, and how many statements ran in it.
struct Transaction {
    ledger: Ledger,
    statements: usize,
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.ledger.0.alive.fetch_sub(1, Relaxed);
    }
}

/// Like `Tx`, for a transaction without a database.
struct ScheduleTx {
    run: Arc<HandlerTransaction>,
    transaction: Option<AnyTransaction>,
}

impl ScheduleTx {
    fn take(run: &Arc<HandlerTransaction>) -> Result<Self, InboxError> {
        let transaction = run.take()?;
        Ok(Self { run: Arc::clone(run), transaction })
    }

    async fn execute(&mut self) -> Result<(), InboxError> {
        if let Err(ended) = self.run.check_running() {
            self.transaction = None;
            return Err(ended);
        }
        yield_now().await;
        if self.transaction.is_none() {
            self.transaction = Some(self.run.begin().await?);
        }
        let transaction = self.transaction.as_mut().and_then(|transaction| transaction.downcast_mut::<Transaction>());
        transaction.expect("it has begun").statements += 1;
        yield_now().await;
        Ok(())
    }
}

impl Drop for ScheduleTx {
    fn drop(&mut self) {
        self.run.give_back(self.transaction.take());
    }
}

fn start() -> (Ledger, Arc<HandlerTransaction>) {
    let ledger = Ledger::default();
    let run = Arc::new(HandlerTransaction::new(Arc::new(Begins(ledger.clone()))));
    (ledger, run)
}

/// What the worker does after a handler that returned done. Returns how many statements it committed, or `None`
/// when the handler still has its `Tx`.
async fn finish(run: &HandlerTransaction) -> Option<usize> {
    let is_missing = run.is_missing();
    yield_now().await;
    let left = run.left();
    yield_now().await;
    match (is_missing, left) {
        (true, left) => {
            drop(left);
            None
        }
        (false, None) => Some(0),
        (false, Some(transaction)) => Some(transaction.downcast::<Transaction>().expect("it is one").statements),
    }
}

/// A task to which the handler passed its `Tx`. Returns how many statements succeeded.
fn runs_statements(mut tx: ScheduleTx, many: usize) -> JoinHandle<usize> {
    spawn(async move {
        let mut succeeded = 0;
        for _ in 0..many {
            succeeded += usize::from(tx.execute().await.is_ok());
        }
        drop(tx);
        yield_now().await;
        succeeded
    })
}

#[test]
fn all_successful_statements_are_committed_and_no_transaction_is_left_open() {
    in_every_order(|| {
        block_on(async {
            let (ledger, run) = start();
            let statements = runs_statements(ScheduleTx::take(&run).expect("it is the first"), 2);
            let committed = finish(&run).await;
            let succeeded = statements.await.expect("it ends");
            if let Some(committed) = committed {
                assert_eq!(committed, succeeded, "the handler saw that they succeeded");
            }
            assert_eq!(ledger.0.alive.load(Relaxed), 0, "a transaction is left open");
            assert!(ledger.0.begun.load(Relaxed) <= 1);
            // The run is still alive, so it could not hide one.
            assert!(ScheduleTx::take(&run).is_err());
        });
    });
}

#[test]
fn a_tx_that_is_dropped_and_taken_again_has_the_same_transaction() {
    in_every_order(|| {
        block_on(async {
            let (ledger, run) = start();
            let first = runs_statements(ScheduleTx::take(&run).expect("it is the first"), 1);
            let second = spawn({
                let run = Arc::clone(&run);
                async move {
                    yield_now().await;
                    match ScheduleTx::take(&run) {
                        Ok(mut tx) => usize::from(tx.execute().await.is_ok()),
                        Err(_) => 0,
                    }
                }
            });
            let succeeded = first.await.expect("it ends") + second.await.expect("it ends");
            assert!(!run.is_missing());
            assert_eq!(finish(&run).await, Some(succeeded));
            assert_eq!((ledger.0.begun.load(Relaxed), ledger.0.alive.load(Relaxed)), (1, 0));
        });
    });
}

#[test]
fn a_handler_that_is_dropped_at_any_moment_leaves_nothing_open() {
    in_every_order(|| {
        block_on(async {
            let (ledger, run) = start();
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let handler = spawn({
                let run = Arc::clone(&run);
                async move {
                    let body = async {
                        let mut tx = ScheduleTx::take(&run).expect("it is the first");
                        tx.execute().await.expect("the run is not over");
                    };
                    tokio::select! { biased; _ = stopped => {}, () = body => {} }
                    // As the worker does in either case.
                    drop(run.left());
                    assert!(ScheduleTx::take(&run).is_err());
                }
            });
            yield_now().await;
            drop(stop);
            handler.await.expect("it ends");
            assert_eq!(ledger.0.alive.load(Relaxed), 0, "a transaction is left open");
        });
    });
}

impl fmt::Debug for Begins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Begins")
    }
}

impl Inbox for Begins {
    fn transactions(&self) -> Option<TypeId> {
        Some(TypeId::of::<Transaction>())
    }

    fn begin(&self) -> InboxFuture<'_, AnyTransaction> {
        Box::pin(async {
            yield_now().await;
            self.0.0.begun.fetch_add(1, Relaxed);
            self.0.0.alive.fetch_add(1, Relaxed);
            let begun: AnyTransaction = Box::new(Transaction { ledger: self.0.clone(), statements: 0 });
            yield_now().await;
            Ok(begun)
        })
    }

    fn accept(&self, _: NewDelivery) -> InboxFuture<'_, Accepted> {
        unreachable!("a run only begins")
    }

    fn lease(&self, _: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        unreachable!("a run only begins")
    }

    fn update_lease(&self, _: JobId, _: Fence, _: LeaseUpdate) -> InboxFuture<'_, bool> {
        unreachable!("a run only begins")
    }

    fn list(&self, _: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        unreachable!("a run only begins")
    }

    fn show(&self, _: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        unreachable!("a run only begins")
    }

    fn apply(&self, _: JobAction, _: JobFilter) -> InboxFuture<'_, u64> {
        unreachable!("a run only begins")
    }

    fn prune(&self, _: Retention) -> InboxFuture<'_, u64> {
        unreachable!("a run only begins")
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        unreachable!("a run only begins")
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        unreachable!("a run only begins")
    }
}
