//! [`VirtualClock`]: the time of the sandbox.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How the clock of a sandbox runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "mode", content = "speed")]
pub enum ClockMode {
    /// It stands still unless it is moved. The sandbox still sends what is due now, at once and in the background; only
    /// what is due later waits for the clock.
    #[default]
    Paused,
    /// Its seconds in each real second; 1 is real time. A speed that is not finite and above 0 means
    /// [`ClockMode::Paused`].
    Running(f64),
}

/// Converts real time to the time of the sandbox.
#[derive(Debug)]
pub(crate) struct VirtualClock {
    mode: ClockMode,
    /// The time of the sandbox at `since`.
    from: Timestamp,
    since: Instant,
}

impl VirtualClock {
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

    /// Changes the mode, and continues from `now`.
    pub(crate) fn set(&mut self, now: Timestamp, mode: ClockMode) {
        *self = Self::new(now, mode);
    }

    /// The time that the sandbox should have reached.
    pub(crate) fn now(&self) -> Timestamp {
        let ClockMode::Running(speed) = self.mode else { return self.from };
        let passed = SignedDuration::try_from_secs_f64(self.since.elapsed().as_secs_f64() * speed);
        later(self.from, passed.unwrap_or(SignedDuration::MAX))
    }

    /// The real time until `at`; `None` while the clock is paused.
    pub(crate) fn wait_for(&self, at: Timestamp) -> Option<Duration> {
        let ClockMode::Running(speed) = self.mode else { return None };
        let virtual_seconds = at.duration_since(self.now()).as_secs_f64().max(0.0);
        // Timers count milliseconds, and a day bounds the wait at slow speeds.
        Some(Duration::from_secs_f64((virtual_seconds / speed).clamp(0.001, 86_400.0)))
    }
}

/// A time that much later, or the latest time of all.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unusable_speed_means_paused() {
        for speed in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let clock = VirtualClock::new(Timestamp::UNIX_EPOCH, ClockMode::Running(speed));
            assert_eq!(clock.mode(), ClockMode::Paused, "{speed}");
            assert_eq!((clock.now(), clock.wait_for(Timestamp::MAX)), (Timestamp::UNIX_EPOCH, None), "{speed}");
        }
        for speed in [f64::MIN_POSITIVE, 1.0, f64::MAX] {
            let clock = VirtualClock::new(Timestamp::UNIX_EPOCH, ClockMode::Running(speed));
            assert_eq!(clock.mode(), ClockMode::Running(speed));
            assert!(clock.now() >= Timestamp::UNIX_EPOCH && clock.wait_for(Timestamp::MAX).is_some(), "{speed}");
        }
    }
}
