//! The driver: lets time pass, sends what is to be sent, and tells the world what became of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::shared::Shared;
use crate::world::delivery::Sending;

/// How long it sleeps at most: the world is not to be far behind its clock, however far away the next
/// plan is.
const GLANCE: Duration = Duration::from_secs(1);

/// Until it is dropped. Nobody waits for it who would hear of a panic.
pub(crate) async fn drive(shared: Arc<Shared>) {
    if AssertUnwindSafe(run(shared)).catch_unwind().await.is_err() {
        tracing::error!("the sandbox has a mistake, and nothing happens in it any more; start it again");
    }
}

async fn run(shared: Arc<Shared>) {
    let mut requests = JoinSet::new();
    loop {
        let (sendings, wait) = shared.run_clock();
        for sending in sendings {
            requests.spawn(carry_out(Arc::clone(&shared), sending));
        }
        tokio::select! {
            () = shared.wake.notified() => {}
            Some(_) = requests.join_next() => {}
            () = tokio::time::sleep(wait.map_or(GLANCE, |wait| wait.min(GLANCE))) => {}
        }
    }
}

/// Moves the clock, and waits for every answer on the way.
pub(crate) async fn advance(shared: &Arc<Shared>, until: Timestamp) {
    let mut in_flight = shared.in_flight.subscribe();
    loop {
        // What comes next may depend on the answers. The sender cannot be gone: it is in `shared`.
        let _ = in_flight.wait_for(|count| *count == 0).await;
        let (sendings, more) = shared.step(until);
        for sending in sendings {
            tokio::spawn(carry_out(Arc::clone(shared), sending));
        }
        if !more && *in_flight.borrow_and_update() == 0 {
            break;
        }
    }
    shared.told();
}

async fn carry_out(shared: Arc<Shared>, sending: Sending) {
    let (outcome, took) = shared.sender.send(&sending, shared.clock_mode()).await;
    shared.change(|world| world.answered(sending.delivery, sending.attempt, outcome, took));
    shared.in_flight.send_modify(|count| *count -= 1);
}
