//! [`HandlerTransaction`]: what one run of a handler has besides the delivery, for the extractor `Tx`.

use std::any::TypeId;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::inbox::{AnyTransaction, Inbox, InboxError, InboxErrorKind};

/// One run of a handler behind an inbox.
pub(crate) struct HandlerTransaction {
    inbox: Arc<dyn Inbox>,
    transaction: Mutex<Slot>,
}

/// Where the transaction of a run is.
enum Slot {
    /// There is none, and the handler has no `Tx`.
    None,
    /// The handler has its `Tx`, and in it the transaction, if it has begun.
    Taken,
    /// The handler began it, and dropped its `Tx`.
    Returned(AnyTransaction),
    /// The run is over.
    Abandoned,
}

/// What a handler left of its transaction.
pub(in crate::inbox) enum Left {
    Nothing,
    Transaction(AnyTransaction),
}

impl HandlerTransaction {
    pub(in crate::inbox) fn new(inbox: Arc<dyn Inbox>) -> Self {
        Self { inbox, transaction: Mutex::new(Slot::None) }
    }

    /// Whether the transactions of the inbox are of this type of database.
    pub(crate) fn has_transactions_in<DB: 'static>(&self) -> bool {
        self.inbox.transactions() == Some(TypeId::of::<DB>())
    }

    /// A `Tx` is made: takes the transaction that the one before left. [`HandlerTransaction::give_back`] ends it.
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

    /// Begins the transaction of the `Tx`.
    pub(crate) async fn begin(&self) -> Result<AnyTransaction, InboxError> {
        // The engine begins in a task of its own and drops what arrives too late: a statement may be
        // dropped meanwhile, and the next one begins anew.
        let begun = self.inbox.begin().await?;
        // The run may have ended meanwhile.
        self.check_running()?;
        Ok(begun)
    }

    /// Fails when the run is over: then nothing can be committed any more.
    pub(crate) fn check_running(&self) -> Result<(), InboxError> {
        if matches!(*self.slot(), Slot::Abandoned) { Err(ended()) } else { Ok(()) }
    }

    /// The `Tx` is dropped, with its transaction if that has begun.
    pub(crate) fn give_back(&self, transaction: Option<AnyTransaction>) {
        let mut slot = self.slot();
        if matches!(*slot, Slot::Abandoned) {
            // Kept here it would keep its locks, and its job could not be settled.
            drop(slot);
            drop(transaction);
        } else {
            *slot = transaction.map_or(Slot::None, Slot::Returned);
        }
    }

    /// The handler has its `Tx`, although it has ended.
    pub(in crate::inbox) fn is_missing(&self) -> bool {
        matches!(*self.slot(), Slot::Taken)
    }

    /// Ends the run, and returns the transaction that is to be ended. What the handler still has is
    /// rolled back where it is dropped.
    pub(in crate::inbox) fn left(&self) -> Left {
        let mut slot = self.slot();
        match std::mem::replace(&mut *slot, Slot::Abandoned) {
            Slot::Returned(transaction) => Left::Transaction(transaction),
            Slot::None | Slot::Taken | Slot::Abandoned => Left::Nothing,
        }
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.transaction.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ended() -> InboxError {
    InboxError::new(
        InboxErrorKind::Unsupported,
        "the run of the handler is over, and its transaction with it; use `Tx` only while the handler runs",
    )
}

impl fmt::Debug for HandlerTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerTransaction").finish_non_exhaustive()
    }
}
