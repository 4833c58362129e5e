//! How many bytes may wait to be written.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::handle::QUEUE;
use super::memory_bound::MOST_BYTES;
use super::{Batch, BatchResult, BatchStore, Batcher, LeaseResult};
use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::inbox::new_delivery::{Accepted, NewDelivery, NewJob};
use crate::inbox::store::InboxFuture;

/// Writes only as many batches as it has permits for.
struct Slow(Arc<Semaphore>);

impl BatchStore for Slow {
    async fn commit(&mut self, batch: &Batch) -> Result<BatchResult, InboxError> {
        self.0.acquire().await.map_err(|_| InboxError::closed())?.forget();
        let accepted = batch.deliveries.iter().map(|_| Accepted::New).collect();
        Ok(BatchResult { accepted, held: Ok(Vec::new()), leased: Ok(LeaseResult::default()) })
    }

    fn poll_interval(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        Ok(())
    }
}

fn batcher() -> (Batcher, Arc<Semaphore>) {
    let permits = Arc::new(Semaphore::new(0));
    (Batcher::start(Slow(Arc::clone(&permits))), permits)
}

fn delivery(bytes: usize) -> NewDelivery {
    let job = NewJob { name: String::new(), key: None, join: None, delay: Duration::ZERO };
    let body = Bytes::from(vec![b' '; bytes]);
    NewDelivery { repeat: None, head: String::new(), body, received_at: Timestamp::UNIX_EPOCH, jobs: vec![job] }
}

/// The error of a delivery for which there is no room. It comes without waiting for the store.
fn refused(accepting: InboxFuture<'_, Accepted>) -> InboxError {
    accepting.now_or_never().expect("an answer at once").expect_err("there is no room")
}

#[tokio::test]
async fn waiting_deliveries_are_bounded_in_bytes() {
    let (batcher, permits) = batcher();
    let mebibyte = |count: usize| delivery(count << 20);
    let waiting: Vec<_> = (0..64).map(|_| batcher.accept(mebibyte(1))).collect();
    for one_more in [delivery(1), NewDelivery { head: "{}".to_owned(), ..delivery(0) }] {
        let refused = refused(batcher.accept(one_more));
        assert_eq!(refused.kind(), InboxErrorKind::Full);
        let expected = "64 MiB of requests wait for the store already; the store is too slow for what comes in";
        assert_eq!(refused.to_string(), expected);
    }
    permits.add_permits(100);
    for accepted in waiting {
        assert_eq!(accepted.await.ok(), Some(Accepted::New));
    }
    // What is written takes no room any more.
    let again: Vec<_> = (0..64).map(|_| batcher.accept(mebibyte(1))).collect();
    for accepted in again {
        assert_eq!(accepted.await.ok(), Some(Accepted::New));
    }
}

#[tokio::test]
async fn a_delivery_that_is_larger_than_the_bound_passes_alone() {
    let (batcher, permits) = batcher();
    let large = batcher.accept(delivery(MOST_BYTES + 1));
    let second = refused(batcher.accept(delivery(1)));
    assert_eq!(second.kind(), InboxErrorKind::Full);
    permits.add_permits(1);
    assert_eq!(large.await.ok(), Some(Accepted::New));
    let small = batcher.accept(delivery(1));
    let large = refused(batcher.accept(delivery(MOST_BYTES + 1)));
    assert_eq!(large.kind(), InboxErrorKind::Full);
    permits.add_permits(1);
    assert_eq!(small.await.ok(), Some(Accepted::New));
}

/// The request timed out and was answered 503: its delivery must not keep others out.
#[tokio::test]
async fn a_request_that_has_timed_out_takes_no_room() {
    let (batcher, permits) = batcher();
    let first = batcher.accept(delivery(1));
    // Until it is being written, and nothing else is taken from the queue.
    while batcher.queue.capacity() < QUEUE {
        tokio::task::yield_now().await;
    }
    drop(batcher.accept(delivery(MOST_BYTES - 1)));
    // What was dropped is still in the queue.
    let refused = refused(batcher.accept(delivery(1)));
    assert_eq!(refused.kind(), InboxErrorKind::Full);
    permits.add_permits(2);
    assert_eq!(first.await.ok(), Some(Accepted::New));
    while batcher.free.available_permits() < MOST_BYTES {
        tokio::task::yield_now().await;
    }
    assert_eq!(batcher.accept(delivery(MOST_BYTES)).await.ok(), Some(Accepted::New));
}
