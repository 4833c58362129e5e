//! Without the feature `metrics`: records nothing.

use std::time::Duration;

use tokio::time::Instant;

pub(crate) fn describe() {}

pub(crate) fn refused(_: &'static str) {}

pub(crate) fn answered(_: Instant) {}

pub(crate) fn handled(_: &'static str, _: Duration) {}

pub(crate) fn ran(_: &'static str, _: &'static str) {}

pub(crate) fn mismatch(_: &'static str) {}

pub(crate) fn unhandled() {}
