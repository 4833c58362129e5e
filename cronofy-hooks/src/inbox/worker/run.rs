//! [`Run`]: what one run of a handler has besides the delivery, for the extractor `Tx`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

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
        match self.replace(Slot::Taken) {
            Slot::Returned(transaction) => return Ok(transaction),
            Slot::Untouched => {}
            Slot::Taken => {
                return Err(InboxError::new(
                    InboxErrorKind::Unsupported,
                    "a handler has one transaction, and takes it twice; take `Tx` once",
                ));
            }
        }
        let begun = self.inbox.begin().await;
        if begun.is_err() {
            self.replace(Slot::Untouched);
        }
        begun
    }

    /// The handler has done with it.
    pub(crate) fn give_back(&self, transaction: AnyTransaction) {
        self.replace(Slot::Returned(transaction));
    }

    /// The handler has it, although it has ended.
    pub(super) fn is_missing(&self) -> bool {
        matches!(*self.transaction.lock().unwrap_or_else(PoisonError::into_inner), Slot::Taken)
    }

    pub(super) fn left(&self) -> Left {
        let mut slot = self.transaction.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *slot, Slot::Untouched) {
            Slot::Returned(transaction) => Left::Transaction(transaction),
            Slot::Untouched => Left::Nothing,
            // Rolled back where it is dropped.
            Slot::Taken => {
                *slot = Slot::Taken;
                Left::Nothing
            }
        }
    }

    fn replace(&self, slot: Slot) -> Slot {
        std::mem::replace(&mut self.transaction.lock().unwrap_or_else(PoisonError::into_inner), slot)
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").finish_non_exhaustive()
    }
}
