//! [`ClockArg`]: the value of `--clock`.

use std::str::FromStr;

use cronofy_hooks_sandbox::ClockMode;

/// At a higher speed, all timers run out at once.
const FASTEST: f64 = 1_000_000.0;

/// The value of `--clock`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ClockArg(pub(super) ClockMode);

impl FromStr for ClockArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mode = match text {
            "real" => ClockMode::Running(1.0),
            "paused" => ClockMode::Paused,
            speed => {
                let speed = speed.strip_suffix('x').unwrap_or(speed).parse().ok();
                let speed = speed.filter(|speed| *speed > 0.0 && *speed <= FASTEST);
                ClockMode::Running(
                    speed.ok_or("not a speed; write `real`, `paused`, or a factor up to 1000000, such as `60`")?,
                )
            }
        };
        Ok(Self(mode))
    }
}
