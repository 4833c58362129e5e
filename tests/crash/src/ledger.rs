//! [`DeliveryLedger`]: what was sent, and what was answered.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::{Moment, now};

/// What was sent, and what was answered.
#[derive(Debug, Default)]
pub struct DeliveryLedger(Mutex<BTreeMap<u64, LedgerEntry>>);

/// What was sent of one delivery, and what was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// When it was sent for the first time.
    pub first: Moment,
    /// How often it was sent.
    pub times: u32,
    /// How often that was answered with 2xx.
    pub acknowledged: u32,
    /// When the first of these answers came.
    pub answered: Option<Moment>,
}

impl DeliveryLedger {
    /// It will be sent.
    pub fn sends(&self, marker: u64) {
        let sent = LedgerEntry { first: now(), times: 0, acknowledged: 0, answered: None };
        self.entries().entry(marker).or_insert(sent).times += 1;
    }

    /// It was answered with 2xx.
    pub fn acknowledged(&self, marker: u64) {
        if let Some(sent) = self.entries().get_mut(&marker) {
            sent.acknowledged += 1;
            sent.answered.get_or_insert_with(now);
        }
    }

    /// When the first answer after a moment came.
    #[must_use]
    pub fn first_answer_after(&self, moment: Moment) -> Option<Moment> {
        self.entries().values().filter_map(|sent| sent.answered).filter(|&answered| answered > moment).min()
    }

    /// Everything, by number.
    #[must_use]
    pub fn all(&self) -> BTreeMap<u64, LedgerEntry> {
        self.entries().clone()
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<u64, LedgerEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
