//! [`Run`]: what one run of a handler has besides the delivery, for the extractor `Tx`.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::inbox::{AnyTransaction, Inbox, InboxError, InboxErrorKind};

/// One run of a handler behind an inbox.
pub(crate) struct Run {
    inbox: Arc<dyn Inbox>,
    transaction: Mutex<Slot>,
}

/// Where the transaction of a run is.
enum Slot {
    /// Nobody asked for one.
    Untouched,
    /// The handler has it.
    Taken,
    /// The handler gave it back by dropping it.
    Returned(AnyTransaction),
    /// Nobody waits for it any more.
    Abandoned,
}

/// What a handler left of its transaction.
pub(super) enum Left {
    Nothing,
    Transaction(AnyTransaction),
}

impl Run {
    pub(super) fn new(inbox: Arc<dyn Inbox>) -> Self {
        Self { inbox, transaction: Mutex::new(Slot::Untouched) }
    }

    /// The transaction for the handler. One that was given back is handed out again.
    pub(crate) async fn begin(&self) -> Result<AnyTransaction, InboxError> {
        match self.take() {
            Slot::Returned(transaction) => return Ok(transaction),
            Slot::Untouched => {}
            Slot::Taken | Slot::Abandoned => {
                return Err(InboxError::new(
                    InboxErrorKind::Unsupported,
                    "a handler has one transaction, and takes it twice; take `Tx` once",
                ));
            }
        }
        let begun = self.inbox.begin().await;
        if begun.is_err() {
            let mut slot = self.slot();
            if matches!(*slot, Slot::Taken) {
                *slot = Slot::Untouched;
            }
        }
        begun
    }

    /// The handler has done with it.
    pub(crate) fn give_back(&self, transaction: AnyTransaction) {
        let mut slot = self.slot();
        if matches!(*slot, Slot::Abandoned) {
            // Kept here it would keep its locks, and its unit could not be settled.
            drop(slot);
            drop(transaction);
        } else {
            *slot = Slot::Returned(transaction);
        }
    }

    /// The handler has it, although it has ended.
    pub(super) fn is_missing(&self) -> bool {
        matches!(*self.slot(), Slot::Taken)
    }

    /// What there is to end. What the handler still has is rolled back where it is dropped.
    pub(super) fn left(&self) -> Left {
        let mut slot = self.slot();
        match std::mem::replace(&mut *slot, Slot::Abandoned) {
            Slot::Returned(transaction) => Left::Transaction(transaction),
            Slot::Untouched | Slot::Taken | Slot::Abandoned => Left::Nothing,
        }
    }

    /// Takes what there is to take, and notes that it is taken.
    fn take(&self) -> Slot {
        let mut slot = self.slot();
        let after = if matches!(*slot, Slot::Abandoned) { Slot::Abandoned } else { Slot::Taken };
        std::mem::replace(&mut *slot, after)
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.transaction.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").finish_non_exhaustive()
    }
}
