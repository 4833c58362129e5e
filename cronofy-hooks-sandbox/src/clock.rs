//! [`Clock`]: the time of the sandbox.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How the time of a sandbox passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "mode", content = "speed")]
pub enum ClockMode {
    /// It stands still, and only moves when it is moved.
    #[default]
    Paused,
    /// So many of its seconds pass in each second; 1 is real time. What is not above 0, or no number that
    /// has an end, is as good as [`ClockMode::Paused`].
    Running(f64),
}

/// Turns real time into the time of the sandbox.
#[derive(Debug)]
pub(crate) struct Clock {
    mode: ClockMode,
    /// The time of the sandbox at `since`.
    from: Timestamp,
    since: Instant,
}

impl Clock {
    pub(crate) fn new(now: Timestamp, mode: ClockMode) -> Self {
        let mode = match mode {
            ClockMode::Running(speed) if speed > 0.0 && speed.is_finite() => mode,
            ClockMode::Running(_) | ClockMode::Paused => ClockMode::Paused,
        };
        Self { mode, from: now, since: Instant::now() }
    }

    pub(crate) fn mode(&self) -> ClockMode {
        self.mode
    }

    /// Goes on in another way, from `now`.
    pub(crate) fn set(&mut self, now: Timestamp, mode: ClockMode) {
        *self = Self::new(now, mode);
    }

    /// What time it should be.
    pub(crate) fn now(&self) -> Timestamp {
        let ClockMode::Running(speed) = self.mode else { return self.from };
        let passed = SignedDuration::try_from_secs_f64(self.since.elapsed().as_secs_f64() * speed);
        self.from.saturating_add(passed.unwrap_or(SignedDuration::MAX)).unwrap_or(Timestamp::MAX)
    }

    /// How long it really takes until then; None while time stands still.
    pub(crate) fn wait_for(&self, at: Timestamp) -> Option<Duration> {
        let ClockMode::Running(speed) = self.mode else { return None };
        let virtual_seconds = at.duration_since(self.now()).as_secs_f64().max(0.0);
        // Not more often than a timer can wake, and not beyond what one can count.
        Some(Duration::from_secs_f64((virtual_seconds / speed).clamp(0.001, 86_400.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_that_is_none_stands_still() {
        for speed in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let clock = Clock::new(Timestamp::UNIX_EPOCH, ClockMode::Running(speed));
            assert_eq!(clock.mode(), ClockMode::Paused, "{speed}");
            assert_eq!((clock.now(), clock.wait_for(Timestamp::MAX)), (Timestamp::UNIX_EPOCH, None), "{speed}");
        }
        for speed in [f64::MIN_POSITIVE, 1.0, f64::MAX] {
            let clock = Clock::new(Timestamp::UNIX_EPOCH, ClockMode::Running(speed));
            assert_eq!(clock.mode(), ClockMode::Running(speed));
            assert!(clock.now() >= Timestamp::UNIX_EPOCH && clock.wait_for(Timestamp::MAX).is_some(), "{speed}");
        }
    }
}
