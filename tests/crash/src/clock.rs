//! [`SharedClock`]: one time for all processes.

use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// Microseconds of the machine's monotonic clock, which all processes share: so moments of different
/// processes can be compared exactly.
pub type Moment = i64;

/// The time now.
#[must_use]
pub fn now() -> Moment {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
}

/// Writes moments as times of day. The hooks of a victim read it, so that the time at which a
/// delivery arrived can be compared with the time at which a handler began.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SharedClock {
    /// Microseconds from the epoch to the moment 0.
    epoch: i64,
}

impl SharedClock {
    /// Agrees with the time of day now.
    #[must_use]
    pub fn new() -> Self {
        Self { epoch: Timestamp::now().as_microsecond() - now() }
    }

    /// The time of day now.
    ///
    /// # Panics
    /// When the machine has been up for thousands of years.
    #[must_use]
    pub fn time(self) -> Timestamp {
        Timestamp::from_microsecond(self.epoch + now()).unwrap()
    }

    /// The moment of a time of day.
    #[must_use]
    pub fn moment(self, time: Timestamp) -> Moment {
        time.as_microsecond() - self.epoch
    }
}

impl Default for SharedClock {
    fn default() -> Self {
        Self::new()
    }
}
