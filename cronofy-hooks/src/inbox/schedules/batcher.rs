//! The task that writes, and leases whose worker is gone when they arrive.

use std::time::Duration;

use shuttle::future::{JoinHandle, block_on, spawn, yield_now};
use tokio::sync::oneshot;

use super::orders::in_many_orders;
use super::store::{ScheduleStore, delivery};
use crate::inbox::batcher::{Batcher, FencedUpdate};
use crate::inbox::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use crate::inbox::{InboxError, InboxErrorKind, InboxFuture};

const REQUEST: LeaseRequest = LeaseRequest { max: 2, lease_duration: Duration::from_secs(60), wait: true };

fn start() -> (ScheduleStore, Batcher, JoinHandle<()>) {
    let store = ScheduleStore::default();
    let (batcher, task) = Batcher::new(store.clone());
    (store, batcher, spawn(task))
}

/// Stores a delivery. The only possible error is that of a closed inbox.
fn accept(batcher: &Batcher, head: &'static str) -> JoinHandle<bool> {
    let batcher = batcher.clone();
    spawn(async move { is_carried_out(batcher.accept(delivery(head)).await) })
}

fn update<'b>(batcher: &'b Batcher, leased: &LeasedJob, update: LeaseUpdate) -> InboxFuture<'b, bool> {
    batcher.update_lease(FencedUpdate { job: leased.job, fence: leased.fence, update })
}

fn is_carried_out<T>(answer: Result<T, InboxError>) -> bool {
    match answer {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.kind(), InboxErrorKind::Closed);
            false
        }
    }
}

/// Waits for jobs until it is stopped, which drops the future of its lease request at any point. Gives back
/// the jobs that it has then.
fn worker_that_stops(batcher: &Batcher, stop: oneshot::Receiver<()>) -> JoinHandle<()> {
    let batcher = batcher.clone();
    spawn(async move {
        let leased = tokio::select! {
            biased;
            _ = stop => return,
            leased = batcher.lease(REQUEST) => leased,
        };
        for leased in leased.unwrap_or_default() {
            is_carried_out(update(&batcher, &leased, LeaseUpdate::Release).await);
        }
        batcher.waker().notify_one();
    })
}

/// Finishes jobs until it has finished `until`, or the inbox is closed. Returns how many it finished.
fn worker(batcher: &Batcher, until: usize) -> JoinHandle<usize> {
    let batcher = batcher.clone();
    spawn(async move {
        let mut finished = 0;
        while finished < until {
            let Ok(leased) = batcher.lease(REQUEST).await else { break };
            for leased in leased {
                match update(&batcher, &leased, LeaseUpdate::Done).await {
                    Ok(held) => {
                        assert!(held, "no other worker has it");
                        finished += 1;
                    }
                    Err(error) => assert_eq!(error.kind(), InboxErrorKind::Closed),
                }
            }
        }
        finished
    })
}

#[test]
fn jobs_leased_for_a_worker_that_has_gone_are_handled_by_another_one() {
    in_many_orders(|| {
        block_on(async {
            let (store, batcher, task) = start();
            let (stop, stopped) = oneshot::channel();
            let gone = worker_that_stops(&batcher, stopped);
            let accepted = [accept(&batcher, "1"), accept(&batcher, "2"), accept(&batcher, "3")];
            let worker = worker(&batcher, 3);
            yield_now().await;
            drop(stop);
            for accepted in accepted {
                assert!(accepted.await.expect("it ends"));
            }
            gone.await.expect("it ends");
            // It would wait for ever if the jobs of the other worker did not come back.
            assert_eq!(worker.await.expect("it ends"), 3);
            assert!(is_carried_out(batcher.close().await));
            task.await.expect("it ends");
            let rows = store.rows();
            assert_eq!((rows.done.len(), rows.waiting.len(), rows.leased.len()), (3, 0, 0));
        });
    });
}

#[test]
fn jobs_leased_for_a_worker_that_goes_before_the_inbox_closes_are_not_left_leased() {
    in_many_orders(|| {
        block_on(async {
            let (store, batcher, task) = start();
            let (stop, stopped) = oneshot::channel();
            let gone = worker_that_stops(&batcher, stopped);
            let accepted = accept(&batcher, "1");
            yield_now().await;
            drop(stop);
            gone.await.expect("it ends");
            let closing = batcher.close();
            assert!(is_carried_out(closing.await));
            let is_stored = accepted.await.expect("it ends");
            task.await.expect("it ends");
            let rows = store.rows();
            assert_eq!((rows.waiting.len(), rows.leased.len()), (usize::from(is_stored), 0));
        });
    });
}

#[test]
fn whenever_the_inbox_closes_acknowledged_deliveries_are_stored_and_all_callers_get_a_result() {
    in_many_orders(|| {
        block_on(async {
            let (store, batcher, task) = start();
            let worker = worker(&batcher, usize::MAX);
            let accepted = [("1", accept(&batcher, "1")), ("2", accept(&batcher, "2")), ("3", accept(&batcher, "3"))];
            let closed = spawn({
                let batcher = batcher.clone();
                async move { is_carried_out(batcher.close().await) }
            });
            let mut acknowledged = 0;
            for (head, accepted) in accepted {
                if accepted.await.expect("it ends") {
                    acknowledged += 1;
                    assert!(store.rows().stored.contains(head), "it was acknowledged");
                }
            }
            assert!(closed.await.expect("it ends"));
            task.await.expect("it ends");
            let finished = worker.await.expect("it ends");
            assert!(!is_carried_out(batcher.accept(delivery("later")).await));
            assert!(!is_carried_out(batcher.lease(REQUEST).await));
            assert!(is_carried_out(batcher.close().await), "it may be closed again");
            let rows = store.rows();
            assert!(rows.is_closed);
            assert_eq!(rows.done.len(), finished);
            assert_eq!(rows.stored.len(), acknowledged, "a caller that got an error stored nothing");
            assert_eq!(rows.waiting.len() + rows.leased.len() + rows.done.len(), rows.stored.len());
        });
    });
}
