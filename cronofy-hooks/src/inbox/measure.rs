//! The metrics of the inbox.

use jiff::Timestamp;
use metrics::{counter, gauge, histogram};

use super::admin::Statistics;
use super::error::InboxError;
use super::lease::LeaseUpdate;
use super::new_delivery::Accepted;
use crate::measure::{ACCEPTED, DEAD, OLDEST, REPEATED, RUNNING, START, WAITING, ran};

/// A delivery that could not be stored counts as a refused request, when it is answered.
pub(super) fn stored(stored: &Result<Accepted, InboxError>) {
    match stored {
        Ok(Accepted::New) => counter!(ACCEPTED).increment(1),
        Ok(Accepted::Repeated) => counter!(REPEATED).increment(1),
        Err(_) => {}
    }
}

/// Records only first runs: the time before a retry says nothing of the inbox.
pub(super) fn started(handler: &'static str, received_at: Timestamp, now: Timestamp, is_first: bool) {
    if is_first {
        histogram!(START, "handler" => handler).record(age(received_at, now));
    }
}

pub(super) fn completed(handler: &'static str, update: &LeaseUpdate) {
    let outcome = match update {
        LeaseUpdate::Done => "done",
        LeaseUpdate::Discarded { .. } => "discarded",
        LeaseUpdate::Retry { .. } => "retried",
        LeaseUpdate::Dead { .. } => "dead",
        LeaseUpdate::Release => "released",
        LeaseUpdate::Extend { .. } | LeaseUpdate::Isolate { .. } => return,
    };
    ran(handler, outcome);
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
pub(super) fn counted(statistics: &Statistics, now: Timestamp) {
    gauge!(WAITING).set(statistics.waiting as f64);
    gauge!(RUNNING).set(statistics.running as f64);
    gauge!(DEAD).set(statistics.dead as f64);
    gauge!(OLDEST).set(statistics.oldest.map_or(0.0, |oldest| age(oldest, now)));
}

/// At least 0, because the clocks of two machines may differ.
pub(super) fn age(from: Timestamp, now: Timestamp) -> f64 {
    now.duration_since(from).as_secs_f64().max(0.0)
}
