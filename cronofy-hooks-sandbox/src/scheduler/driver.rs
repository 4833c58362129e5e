//! The driver: lets time pass, sends the requests that are due, and records their outcomes.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::shared_world::SharedWorld;
use crate::world::model::{OutgoingRequest, Step};

/// The driver sleeps at most this long, so that the world stays close to its clock.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// Runs until it is dropped. No task waits for its end, so it logs a panic itself.
pub(crate) async fn drive(shared: Arc<SharedWorld>) {
    if AssertUnwindSafe(run(shared)).catch_unwind().await.is_err() {
        tracing::error!("the sandbox stopped because of a bug; start it again");
    }
}

async fn run(shared: Arc<SharedWorld>) {
    let mut requests = JoinSet::new();
    loop {
        let (due, wait) = shared.run_clock();
        for request in due {
            requests.spawn(send(Arc::clone(&shared), request));
        }
        tokio::select! {
            () = shared.wake.notified() => {}
            Some(_) = requests.join_next() => {}
            () = tokio::time::sleep(wait.map_or(LONGEST_SLEEP, |wait| wait.min(LONGEST_SLEEP))) => {}
        }
    }
}

/// Moves the clock to `until`, and waits for every answer on the way.
pub(crate) async fn advance(shared: &Arc<SharedWorld>, until: Timestamp) {
    let mut in_flight = shared.in_flight.subscribe();
    shared.react(|world| {
        if until > world.now {
            world.record(world.ids.last(), Step::AdvanceTo(until));
            world.last_move = Some((world.now, until));
        }
    });
    loop {
        // The next action may depend on the answers. `shared` owns the watch's sender, so this cannot fail.
        let _ = in_flight.wait_for(|count| *count == 0).await;
        let (due, more) = shared.step(until);
        for request in due {
            tokio::spawn(send(Arc::clone(shared), request));
        }
        if !more && *in_flight.borrow_and_update() == 0 {
            break;
        }
    }
    shared.notify();
}

async fn send(shared: Arc<SharedWorld>, request: OutgoingRequest) {
    let result = shared.sender.send(&request, shared.clock_mode()).await;
    shared.react(|world| world.record_result(request.delivery, request.attempt, result));
    shared.in_flight.send_modify(|count| *count -= 1);
}
