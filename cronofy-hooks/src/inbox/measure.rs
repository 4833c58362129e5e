//! The metrics of the inbox. `docs/telemetry.md` lists their names. Recording costs next to nothing until the
//! application installs a recorder.

use std::time::Duration;

use jiff::Timestamp;
use metrics::{counter, gauge, histogram};

use super::admin::Statistics;
use super::error::{InboxError, InboxErrorKind};
use super::lease::LeaseUpdate;
use super::new_delivery::Accepted;

pub(super) fn stored(stored: &Result<Accepted, InboxError>, took: Duration) {
    match stored {
        Ok(Accepted::New) => counter!("cronofy_hooks_accepted_total").increment(1),
        Ok(Accepted::Repeated) => counter!("cronofy_hooks_repeated_total").increment(1),
        Err(error) => counter!("cronofy_hooks_refused_total", "kind" => kind(error.kind())).increment(1),
    }
    histogram!("cronofy_hooks_answer_seconds").record(took);
}

fn kind(kind: InboxErrorKind) -> &'static str {
    match kind {
        InboxErrorKind::Misconfigured => "misconfigured",
        InboxErrorKind::Full => "full",
        InboxErrorKind::Unavailable => "unavailable",
        InboxErrorKind::Corrupt => "corrupt",
        InboxErrorKind::Closed => "closed",
        InboxErrorKind::Unsupported => "unsupported",
    }
}

/// Records only first runs: the time before a retry says nothing of the inbox.
pub(super) fn started(received_at: Timestamp, now: Timestamp, is_first: bool) {
    if is_first {
        histogram!("cronofy_hooks_start_seconds").record(age(received_at, now));
    }
}

pub(super) fn handled(handler: &'static str, took: Duration) {
    histogram!("cronofy_hooks_handling_seconds", "handler" => handler).record(took);
}

pub(super) fn completed(update: &LeaseUpdate) {
    let outcome = match update {
        LeaseUpdate::Done => "done",
        LeaseUpdate::Discarded { .. } => "discarded",
        LeaseUpdate::Retry { .. } => "retried",
        LeaseUpdate::Dead { .. } => "dead",
        LeaseUpdate::Release => "released",
        LeaseUpdate::Extend { .. } | LeaseUpdate::Isolate { .. } => return,
    };
    counter!("cronofy_hooks_runs_total", "outcome" => outcome).increment(1);
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
pub(super) fn counted(statistics: &Statistics, now: Timestamp) {
    gauge!("cronofy_hooks_waiting").set(statistics.waiting as f64);
    gauge!("cronofy_hooks_running").set(statistics.running as f64);
    gauge!("cronofy_hooks_dead").set(statistics.dead as f64);
    gauge!("cronofy_hooks_oldest_seconds").set(statistics.oldest.map_or(0.0, |oldest| age(oldest, now)));
}

/// At least 0, because the clocks of two machines may differ.
pub(super) fn age(from: Timestamp, now: Timestamp) -> f64 {
    now.duration_since(from).as_secs_f64().max(0.0)
}
