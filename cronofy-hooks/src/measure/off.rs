//! Without the feature `metrics`: records nothing.

use std::time::Duration;

use tokio::time::Instant;

/// Reads no clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch;

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self
    }

    pub(crate) fn elapsed(self) -> Duration {
        Duration::ZERO
    }
}

pub(crate) fn describe() {}

pub(crate) fn refused(_: &'static str) {}

pub(crate) fn answered(_: Instant) {}

pub(crate) fn handled(_: &'static str, _: Duration) {}

pub(crate) fn ran(_: &'static str, _: &'static str) {}

pub(crate) fn mismatch(_: &'static str) {}

pub(crate) fn unhandled() {}
