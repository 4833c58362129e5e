//! [`HandlerTransaction`]: the transaction of one run of a handler, shared by the worker and the extractor `Tx`.

use std::any::TypeId;
#[cfg(all(feature = "testing", any(feature = "sqlite", feature = "postgres")))]
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::inbox::error::{InboxError, InboxErrorKind};
#[cfg(all(feature = "testing", any(feature = "sqlite", feature = "postgres")))]
use crate::inbox::store::InboxFuture;
use crate::inbox::store::{AnyTransaction, Inbox};

/// The transaction of one run of a handler.
pub(crate) struct HandlerTransaction {
    source: Source,
    transaction: Mutex<TransactionSlot>,
}

/// What begins the transaction.
enum Source {
    Inbox(Arc<dyn Inbox>),
    /// In a test: the type of the database, and what begins it.
    #[cfg(all(feature = "testing", any(feature = "sqlite", feature = "postgres")))]
    Pool(TypeId, Box<dyn Fn() -> InboxFuture<'static, AnyTransaction> + Send + Sync>),
}

/// Where the transaction is.
enum TransactionSlot {
    /// It has not begun, and the handler has no `Tx`.
    None,
    /// The handler has a `Tx`, which has the transaction if it has begun.
    Taken,
    /// It has begun, and the handler dropped its `Tx`.
    Returned(AnyTransaction),
    /// The run has ended.
    Abandoned,
}

impl HandlerTransaction {
    pub(in crate::inbox) fn new(inbox: Arc<dyn Inbox>) -> Self {
        Self { source: Source::Inbox(inbox), transaction: Mutex::new(TransactionSlot::None) }
    }

    /// For a test: begins on a pool.
    #[cfg(all(feature = "testing", any(feature = "sqlite", feature = "postgres")))]
    pub(crate) fn on_pool<DB, F>(begin: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        DB: crate::inbox::TxDatabase,
        F: Future<Output = Result<DB::Transaction, sqlx::Error>> + Send + 'static,
    {
        let begin = move || -> InboxFuture<'static, AnyTransaction> {
            let begun = begin();
            Box::pin(async move {
                begun.await.map(|transaction| Box::new(transaction) as AnyTransaction).map_err(|error| {
                    let message = "the pool of the test begins no transaction";
                    InboxError::new(InboxErrorKind::Unavailable, message).with_source(error)
                })
            })
        };
        Self {
            source: Source::Pool(TypeId::of::<DB>(), Box::new(begin)),
            transaction: Mutex::new(TransactionSlot::None),
        }
    }

    /// Whether the inbox has transactions in this type of database.
    pub(crate) fn has_transactions_in<DB: 'static>(&self) -> bool {
        let database = match &self.source {
            Source::Inbox(inbox) => inbox.transactions(),
            #[cfg(all(feature = "testing", any(feature = "sqlite", feature = "postgres")))]
            Source::Pool(database, _) => Some(*database),
        };
        database == Some(TypeId::of::<DB>())
    }

    /// Called when a `Tx` is made. Returns the transaction that an earlier `Tx` left. The `Tx` calls
    /// [`HandlerTransaction::give_back`] when it is dropped.
    pub(crate) fn take(&self) -> Result<Option<AnyTransaction>, InboxError> {
        let mut slot = self.slot();
        match std::mem::replace(&mut *slot, TransactionSlot::Taken) {
            TransactionSlot::None => Ok(None),
            TransactionSlot::Returned(transaction) => Ok(Some(transaction)),
            TransactionSlot::Taken => Err(InboxError::new(
                InboxErrorKind::Unsupported,
                "a handler has one transaction, and takes it twice; take `Tx` once",
            )),
            TransactionSlot::Abandoned => {
                *slot = TransactionSlot::Abandoned;
                Err(ended())
            }
        }
    }

    /// Begins the transaction, for the first statement of a `Tx`.
    pub(crate) async fn begin(&self) -> Result<AnyTransaction, InboxError> {
        // When the statement is dropped meanwhile, the engine still begins the transaction, in a task of its own,
        // and drops it then. The next statement begins another one.
        let begun = match &self.source {
            Source::Inbox(inbox) => inbox.begin().await?,
            #[cfg(all(feature = "testing", any(feature = "sqlite", feature = "postgres")))]
            Source::Pool(_, begin) => begin().await?,
        };
        // The run may have ended meanwhile.
        self.check_running()?;
        Ok(begun)
    }

    /// Fails when the run has ended: then nothing can be committed any more.
    pub(crate) fn check_running(&self) -> Result<(), InboxError> {
        if matches!(*self.slot(), TransactionSlot::Abandoned) { Err(ended()) } else { Ok(()) }
    }

    /// Called when a `Tx` is dropped, with its transaction if it has begun.
    pub(crate) fn give_back(&self, transaction: Option<AnyTransaction>) {
        let mut slot = self.slot();
        if matches!(*slot, TransactionSlot::Abandoned) {
            // Rolled back now: it would keep its locks, and its job could not be completed.
            drop(slot);
            drop(transaction);
        } else {
            *slot = transaction.map_or(TransactionSlot::None, TransactionSlot::Returned);
        }
    }

    /// Whether a `Tx` is still alive, although the handler has ended.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(*self.slot(), TransactionSlot::Taken)
    }

    /// Whether the handler left a transaction.
    pub(crate) fn has_transaction(&self) -> bool {
        matches!(*self.slot(), TransactionSlot::Returned(_))
    }

    /// Ends the run, and returns the transaction that the handler left, which the caller has to end. A transaction
    /// that is still in a `Tx` is rolled back when that is dropped.
    pub(crate) fn left(&self) -> Option<AnyTransaction> {
        match std::mem::replace(&mut *self.slot(), TransactionSlot::Abandoned) {
            TransactionSlot::Returned(transaction) => Some(transaction),
            TransactionSlot::None | TransactionSlot::Taken | TransactionSlot::Abandoned => None,
        }
    }

    fn slot(&self) -> MutexGuard<'_, TransactionSlot> {
        self.transaction.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ended() -> InboxError {
    InboxError::new(
        InboxErrorKind::Unsupported,
        "the run of the handler has ended, and its transaction with it; use `Tx` only while the handler runs",
    )
}
