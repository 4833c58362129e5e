//! The log lines about occurrences: names and errors of handlers, never a body.

use std::time::Duration;

use crate::parse::Occurrence;

pub(super) fn done(occurrence: &Occurrence, handler: &str, took: Duration) {
    tracing::debug!(%occurrence, handler, took_ms = took.as_secs_f64() * 1e3, "handled");
}

pub(super) fn discarded(occurrence: &Occurrence, handler: &str, reason: &str) {
    tracing::info!(%occurrence, handler, reason, "discarded");
}

pub(super) fn retry(occurrence: &Occurrence, handler: &str, error: &str, after: Duration) {
    tracing::warn!(%occurrence, handler, error, again_in_s = after.as_secs_f64(), "the handler failed, and will run again");
}

pub(super) fn dead(occurrence: &Occurrence, handler: &str, error: &str) {
    tracing::error!(
        %occurrence, handler, error,
        "the handler failed for the last time; look at it with `cronofy-hooks inbox show`, then `retry` it, or forget it with `prune --dead AGE`"
    );
}

pub(super) fn unfit(occurrence: &Occurrence, handler: &str, reason: &str) {
    tracing::error!(
        %occurrence, handler, reason,
        "the occurrence does not fit its handler, and no fallback takes it; look at it with `cronofy-hooks inbox show`, and `retry` it once a handler or a fallback takes it"
    );
}

pub(super) fn suspect(occurrence: &Occurrence, handler: &str, lost: u32, crashes: u32) {
    tracing::info!(
        %occurrence, handler, lost, crashes,
        "a process ended while the handler ran, or its lease ended; it runs alone now, to see whether the handler ends the process"
    );
}

pub(super) fn lost(occurrence: &Occurrence, handler: &str) {
    tracing::warn!(%occurrence, handler, "the lease was lost, and with it what the handler wrote in its `Tx`; the job runs again, unless it was finished or deleted meanwhile");
}
