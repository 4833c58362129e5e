//! Reads that are longer than a page. Their results are kept, so that changes in between neither repeat
//! nor lose an item.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How many reads are kept; the oldest is dropped first.
pub(crate) const KEPT: usize = 100;
/// How many items the kept reads have together. A single read may have more.
const KEPT_ITEMS: usize = 20_000;

/// The reads that have a next page.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PagedReads {
    pub(crate) size: usize,
    /// Not in the state file: after a restart an application reads again from the first page.
    #[serde(skip)]
    pub(crate) kept: VecDeque<PagedRead>,
}

#[derive(Debug)]
pub(crate) struct PagedRead {
    pub(crate) name: String,
    /// Whose tokens may read on: the refresh token of the authorization.
    pub(crate) authorization: String,
    /// The resource: `events` or `free_busy`.
    pub(crate) resource: String,
    pub(crate) items: Vec<Value>,
}

impl Default for PagedReads {
    fn default() -> Self {
        Self { size: 50, kept: VecDeque::new() }
    }
}

impl PagedReads {
    pub(crate) fn keep(&mut self, read: PagedRead) {
        let mut left = KEPT_ITEMS.saturating_sub(read.items.len());
        let fits = |it: &&PagedRead| {
            let fits = it.items.len() <= left;
            left = left.saturating_sub(it.items.len());
            fits
        };
        let stay = self.kept.iter().rev().take(KEPT - 1).take_while(fits).count();
        self.kept.drain(..self.kept.len() - stay);
        self.kept.push_back(read);
    }
}
