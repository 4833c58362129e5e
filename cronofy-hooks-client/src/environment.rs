//! [`Environment`]: time and chance, which tests can take over.

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// A wait of an [`Environment`].
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Time and chance. Programs leave it as it is; tests give a client time that they move.
pub trait Environment: fmt::Debug + Send + Sync + 'static {
    /// The time of day, by which tokens expire. It may jump.
    fn now(&self) -> Timestamp;

    /// The time since any fixed moment, by which requests are counted. It never goes back.
    fn elapsed(&self) -> Duration;

    /// Waits, before a retry or for the rate limit.
    fn sleep(&self, duration: Duration) -> Wait;

    /// Waits for the end of the time that an answer may take.
    fn timeout(&self, duration: Duration) -> Wait {
        self.sleep(duration)
    }

    /// A number from 0 up to 1.
    fn random(&self) -> f64;
}

/// The clocks of the system, tokio's timers, and a generator of random numbers.
#[derive(Debug)]
pub(crate) struct SystemEnvironment {
    start: Instant,
}

impl Default for SystemEnvironment {
    fn default() -> Self {
        Self { start: Instant::now() }
    }
}

impl Environment for SystemEnvironment {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Wait {
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self) -> f64 {
        fastrand::f64()
    }
}
