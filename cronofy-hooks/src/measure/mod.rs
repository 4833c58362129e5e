//! Metrics. `docs/telemetry.md` lists them. Recording costs next to nothing until the application installs a
//! recorder, and nothing at all without the feature `metrics`.

#[cfg(feature = "metrics")]
mod catalogue;
#[cfg(not(feature = "metrics"))]
mod off;
#[cfg(feature = "metrics")]
mod record;
mod stopwatch;

#[cfg(feature = "metrics")]
pub(crate) use self::catalogue::describe;
#[cfg(feature = "inbox")]
pub(crate) use self::catalogue::{ACCEPTED, DEAD, OLDEST, REPEATED, RUNNING, START, WAITING};
#[cfg(not(feature = "metrics"))]
pub(crate) use self::off::{answered, describe, handled, mismatch, ran, refused, unhandled};
#[cfg(feature = "metrics")]
pub(crate) use self::record::{answered, handled, mismatch, ran, refused, unhandled};
pub(crate) use self::stopwatch::Stopwatch;
