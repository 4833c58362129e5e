//! The value of `--clock`.

use cronofy_hooks_sandbox::ClockMode;

/// At a higher speed, all timers run out at once.
const FASTEST: f64 = 1_000_000.0;

pub(super) fn parse_clock(text: &str) -> Result<ClockMode, &'static str> {
    let speed = match text {
        "real" => Some(1.0),
        "paused" => return Ok(ClockMode::Paused),
        speed => speed.strip_suffix('x').unwrap_or(speed).parse().ok(),
    };
    let speed = speed.filter(|speed| *speed > 0.0 && *speed <= FASTEST);
    speed.map(ClockMode::Running).ok_or("not a speed; write `real`, `paused`, or a factor up to 1000000, such as `60`")
}
