//! [`Pace`]: how time passes.

use std::str::FromStr;

use cronofy_hooks_sandbox::ClockMode;

/// Beyond this the order of what happens at once is all that is left of time.
const FASTEST: f64 = 1_000_000.0;

/// How time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace(pub(super) ClockMode);

impl FromStr for Pace {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mode = match text {
            "real" => ClockMode::Running(1.0),
            "paused" => ClockMode::Paused,
            speed => {
                let speed = speed.strip_suffix('x').unwrap_or(speed).parse().ok();
                let speed = speed.filter(|speed| *speed > 0.0 && *speed <= FASTEST);
                ClockMode::Running(speed.ok_or("write `real`, `paused`, or a speed up to 1000000, such as `60`")?)
            }
        };
        Ok(Self(mode))
    }
}
