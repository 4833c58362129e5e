//! [`TestEnvironment`]: time that the test moves, and chance that is none.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cronofy_hooks_client::{Environment, Wait};
use jiff::Timestamp;
use tokio::sync::watch;

/// A wait ends at once, and moves the time on; the time for an answer ends when the test says so.
#[derive(Clone, Debug)]
pub(crate) struct TestEnvironment(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    state: Mutex<State>,
    timeouts: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    now: Timestamp,
    elapsed: Duration,
    waits: Vec<Duration>,
}

impl TestEnvironment {
    pub(crate) fn at(now: Timestamp) -> Self {
        let state = State { now, elapsed: Duration::ZERO, waits: Vec::new() };
        Self(Arc::new(Inside { state: Mutex::new(state), timeouts: watch::Sender::new(0) }))
    }

    /// Moves both clocks on.
    pub(crate) fn advance(&self, by: Duration) {
        let mut state = self.0.state.lock().unwrap();
        state.now += by;
        state.elapsed += by;
    }

    /// Sets the time of day alone, as a clock that jumps does.
    pub(crate) fn jump(&self, to: Timestamp) {
        self.0.state.lock().unwrap().now = to;
    }

    /// How long was waited since the last call of this.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        std::mem::take(&mut self.0.state.lock().unwrap().waits)
    }

    /// Whether a call waits, or has waited.
    pub(crate) fn has_waited(&self) -> bool {
        !self.0.state.lock().unwrap().waits.is_empty()
    }

    /// Ends the time of every answer that is waited for.
    pub(crate) fn end_timeouts(&self) {
        self.0.timeouts.send_modify(|count| *count += 1);
    }
}

impl Environment for TestEnvironment {
    fn now(&self) -> Timestamp {
        self.0.state.lock().unwrap().now
    }

    fn elapsed(&self) -> Duration {
        self.0.state.lock().unwrap().elapsed
    }

    fn sleep(&self, duration: Duration) -> Wait {
        self.0.state.lock().unwrap().waits.push(duration);
        let environment = self.clone();
        Box::pin(async move {
            // Other calls come in between.
            tokio::task::yield_now().await;
            environment.advance(duration);
        })
    }

    fn timeout(&self, _: Duration) -> Wait {
        let mut timeouts = self.0.timeouts.subscribe();
        Box::pin(async move { timeouts.changed().await.unwrap_or(()) })
    }

    fn random(&self) -> f64 {
        1.0
    }
}
