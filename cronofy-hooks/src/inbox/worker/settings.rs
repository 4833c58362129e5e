//! [`WorkerSettings`]: how a worker runs jobs; and [`HandlerSettings`], how it runs those of one handler.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::backoff::Backoff;
use crate::handler::Policy;
use crate::inbox::admin::Retention;

/// How a [`Worker`](crate::Worker) runs jobs. The attribute of a handler can override some of it for that
/// handler: `retries`, `backoff` and `timeout`.
///
/// ```
/// use std::time::Duration;
/// use cronofy_hooks::inbox::WorkerSettings;
///
/// let settings = WorkerSettings::default().concurrency(64).timeout(Duration::from_secs(30));
/// ```
#[derive(Clone, Debug)]
#[must_use = "give them to `Hooks::worker`"]
pub struct WorkerSettings {
    pub(super) concurrency: usize,
    pub(super) lease: Duration,
    pub(super) timeout: Duration,
    pub(super) retries: u32,
    pub(super) backoff: Backoff,
    pub(super) grace: Duration,
    pub(super) retention: Retention,
    pub(super) random: Random,
}

/// A number from 0 up to, and not including, 1.
#[derive(Clone)]
pub(super) struct Random(pub(super) Arc<dyn Fn() -> f64 + Send + Sync>);

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            concurrency: 16,
            lease: Duration::from_secs(30),
            timeout: Duration::from_secs(5 * 60),
            retries: 12,
            backoff: Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(60 * 60) },
            grace: Duration::from_secs(20),
            retention: Retention::default(),
            random: Random(Arc::new(fastrand::f64)),
        }
    }
}

impl WorkerSettings {
    /// How often a process may end while a job runs alone in it. After that the job is a dead letter. If its
    /// handler has fewer retries, that many; and at least one.
    ///
    /// A job whose lease ended without a result runs alone from then on, until a run has a result. So the jobs
    /// that ran beside it when the process ended are handled, and only a job that ends its process each time
    /// becomes a dead letter. Between two such runs the worker pauses that job, for 1 second after the first and
    /// twice as long after each further one, and runs other jobs.
    pub const CRASHES: u32 = 5;

    /// How many handlers run at once; 16 unless set. At least 1.
    ///
    /// A handler that has ended lets the next one run while its result is stored. If the inbox is slow, at most as
    /// many results wait.
    pub fn concurrency(mut self, handlers: usize) -> Self {
        self.concurrency = handlers.max(1);
        self
    }

    /// How long a job stays leased by a worker that does not extend its lease; 30 seconds unless set, at least
    /// one second. A running worker extends its leases three times as often. The jobs of a machine that is gone
    /// run on another one after this time.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease.max(Duration::from_secs(1));
        self
    }

    /// How long a handler may run; 5 minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often a handler runs again after it failed; 12 unless set. After that its job is a dead letter.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// How long to wait before a handler runs again: 1 second to 1 hour unless set. The delay doubles with each
    /// failure. A random part of its second half is left out, so that jobs that failed together do not come
    /// back together.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.backoff = Backoff { first, longest: longest.max(first) };
        self
    }

    /// How long a worker that stops waits for its handlers; 20 seconds unless set. Jobs that are not finished by
    /// then are given back.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// How long finished deliveries are kept. See [`Retention`].
    pub fn retention(mut self, retention: Retention) -> Self {
        self.retention = retention;
        self
    }

    /// The source of jitter, for tests: numbers from 0 up to, and not including, 1.
    pub fn random(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.random = Random(Arc::new(random));
        self
    }

    /// The settings of one handler.
    pub(super) fn of(&self, policy: Policy) -> HandlerSettings {
        HandlerSettings {
            retries: policy.retries.unwrap_or(self.retries),
            timeout: policy.timeout.unwrap_or(self.timeout),
            backoff: policy.backoff.map_or(self.backoff, |(first, longest)| Backoff { first, longest }),
        }
    }
}

/// The settings of one handler.
#[derive(Clone, Copy, Debug)]
pub(super) struct HandlerSettings {
    pub(super) retries: u32,
    pub(super) timeout: Duration,
    pub(super) backoff: Backoff,
}

impl HandlerSettings {
    /// How many crashes make a job a dead letter.
    ///
    /// A process that is killed from outside, by a deployment or by the system, counts as a crash as well: so it
    /// is more than one, unless the handler has no retries.
    pub(super) fn crashes(self) -> u32 {
        self.retries.clamp(1, WorkerSettings::CRASHES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_crashes_as_retries_make_a_dead_letter_but_one_to_five() {
        for (retries, crashes) in [(0, 1), (1, 1), (3, 3), (5, 5), (6, 5), (1000, 5)] {
            let settings = WorkerSettings::default().retries(retries).of(Policy::new());
            assert_eq!(settings.crashes(), crashes, "{retries} retries");
        }
    }
}
