//! Records the metrics that hooks have with an inbox and without.

use std::time::Duration;

use metrics::{counter, histogram};
use tokio::time::Instant;

use super::catalogue::{ANSWER, HANDLING, MISMATCHES, REFUSED, RUNS, UNHANDLED};

pub(crate) fn refused(kind: &'static str) {
    counter!(REFUSED, "kind" => kind).increment(1);
}

pub(crate) fn answered(complete: Instant) {
    histogram!(ANSWER).record(complete.elapsed());
}

pub(crate) fn handled(handler: &'static str, took: Duration) {
    histogram!(HANDLING, "handler" => handler).record(took);
}

pub(crate) fn ran(handler: &'static str, outcome: &'static str) {
    counter!(RUNS, "handler" => handler, "outcome" => outcome).increment(1);
}

pub(crate) fn mismatch(handler: &'static str) {
    counter!(MISMATCHES, "handler" => handler).increment(1);
}

pub(crate) fn unhandled() {
    counter!(UNHANDLED).increment(1);
}
