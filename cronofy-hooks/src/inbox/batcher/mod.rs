//! The task that writes: everything that is asked for while one write is under way shares the next one.
//!
//! There is no timer and no added delay: the next batch fills while the one before is on its way to the
//! disk. A worker that waits for jobs gets them in the transaction that stores them.

mod batch;
mod handle;
mod lease_guard;
mod memory_bound;
mod outage_log;
mod task;

pub(super) use self::batch::{Batch, BatchResult, BatchStore, FencedUpdate, LeaseResult};
pub(super) use self::handle::Batcher;

#[cfg(test)]
mod tests;
