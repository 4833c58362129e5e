//! [`HandlerTransaction`]: the transaction of one run of a handler, shared by the worker and the extractor `Tx`.

use std::any::TypeId;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::inbox::store::{AnyTransaction, Inbox};

/// The transaction of one run of a handler.
pub(crate) struct HandlerTransaction {
    inbox: Arc<dyn Inbox>,
    transaction: Mutex<Slot>,
}

/// Where the transaction is.
enum Slot {
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
        Self { inbox, transaction: Mutex::new(Slot::None) }
    }

    /// Whether the inbox has transactions in this type of database.
    pub(crate) fn has_transactions_in<DB: 'static>(&self) -> bool {
        self.inbox.transactions() == Some(TypeId::of::<DB>())
    }

    /// Called when a `Tx` is made. Returns the transaction that an earlier `Tx` left. The `Tx` calls
    /// [`HandlerTransaction::give_back`] when it is dropped.
    pub(crate) fn take(&self) -> Result<Option<AnyTransaction>, InboxError> {
        let mut slot = self.slot();
        match std::mem::replace(&mut *slot, Slot::Taken) {
            Slot::None => Ok(None),
            Slot::Returned(transaction) => Ok(Some(transaction)),
            Slot::Taken => Err(InboxError::new(
                InboxErrorKind::Unsupported,
                "a handler has one transaction, and takes it twice; take `Tx` once",
            )),
            Slot::Abandoned => {
                *slot = Slot::Abandoned;
                Err(ended())
            }
        }
    }

    /// Begins the transaction, for the first statement of a `Tx`.
    pub(crate) async fn begin(&self) -> Result<AnyTransaction, InboxError> {
        // When the statement is dropped meanwhile, the engine still begins the transaction, in a task of its own,
        // and drops it then. The next statement begins another one.
        let begun = self.inbox.begin().await?;
        // The run may have ended meanwhile.
        self.check_running()?;
        Ok(begun)
    }

    /// Fails when the run has ended: then nothing can be committed any more.
    pub(crate) fn check_running(&self) -> Result<(), InboxError> {
        if matches!(*self.slot(), Slot::Abandoned) { Err(ended()) } else { Ok(()) }
    }

    /// Called when a `Tx` is dropped, with its transaction if it has begun.
    pub(crate) fn give_back(&self, transaction: Option<AnyTransaction>) {
        let mut slot = self.slot();
        if matches!(*slot, Slot::Abandoned) {
            // Rolled back now: it would keep its locks, and its job could not be completed.
            drop(slot);
            drop(transaction);
        } else {
            *slot = transaction.map_or(Slot::None, Slot::Returned);
        }
    }

    /// Whether a `Tx` is still alive, although the handler has ended.
    pub(in crate::inbox) fn is_missing(&self) -> bool {
        matches!(*self.slot(), Slot::Taken)
    }

    /// Ends the run, and returns the transaction that the handler left, which the caller has to end. A transaction that is still in a
    /// `Tx` is rolled back when that is dropped.
    pub(in crate::inbox) fn left(&self) -> Option<AnyTransaction> {
        match std::mem::replace(&mut *self.slot(), Slot::Abandoned) {
            Slot::Returned(transaction) => Some(transaction),
            Slot::None | Slot::Taken | Slot::Abandoned => None,
        }
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.transaction.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ended() -> InboxError {
    InboxError::new(
        InboxErrorKind::Unsupported,
        "the run of the handler has ended, and its transaction with it; use `Tx` only while the handler runs",
    )
}

impl fmt::Debug for HandlerTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerTransaction").finish_non_exhaustive()
    }
}
