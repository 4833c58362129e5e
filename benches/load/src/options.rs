//! [`LoadOptions`]: what to do.

use std::time::Duration;

use crate::BoxError;

pub(crate) const USAGE: &str = "\
Sends a steady stream of notifications from the sandbox to the quickstart, and measures both.

Usage: cronofy-hooks-load [--rate N | --calendars N] [--seconds N] [--warm-up N]

  --rate N      notifications a second; 1000 unless given
  --calendars N the rate of so many connected calendars in their busiest hour: 20 changes a
                day each, 15 of 100 of them in that hour
  --seconds N   for so long; 60 unless given
  --warm-up N   and before that N seconds without a look at memory: 90 unless given, in
                which the cache of SQLite fills at the usual rate
";

/// Makes this program be the receiver.
pub(crate) const RECEIVE: &str = "receive";

/// An assumption: how often a calendar changes on a working day.
const CHANGES_A_DAY: u64 = 20;
/// An assumption: how many of 100 changes fall into the busiest hour.
const IN_THE_BUSIEST_HOUR: u64 = 15;

/// What to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LoadOptions {
    Send(LoadPlan),
    Receive,
    Help,
}

/// How much to send.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoadPlan {
    /// Notifications a second.
    pub(crate) rate: u32,
    pub(crate) lasts: Duration,
    /// Before memory is looked at.
    pub(crate) warm_up: Duration,
}

impl LoadOptions {
    pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, BoxError> {
        let mut plan = LoadPlan { rate: 1000, lasts: Duration::from_secs(60), warm_up: Duration::from_secs(90) };
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let number = arguments.next().and_then(|text| text.parse::<u32>().ok()).filter(|number| *number > 0);
                number.ok_or_else(|| format!("`{argument}` takes a number above 0\n\n{USAGE}"))
            };
            match argument.as_str() {
                RECEIVE => return Ok(Self::Receive),
                "--help" | "-h" => return Ok(Self::Help),
                "--rate" => plan.rate = number()?,
                "--calendars" => plan.rate = rate_of(number()?),
                "--warm-up" => plan.warm_up = Duration::from_secs(number()?.into()),
                "--seconds" => plan.lasts = Duration::from_secs(number()?.into()),
                _ => return Err(format!("`{argument}` is not understood\n\n{USAGE}").into()),
            }
        }
        Ok(Self::Send(plan))
    }
}

/// Notifications a second in the busiest hour, at least 1.
fn rate_of(calendars: u32) -> u32 {
    let an_hour = u64::from(calendars) * CHANGES_A_DAY * IN_THE_BUSIEST_HOUR / 100;
    u32::try_from(an_hour.div_ceil(3600)).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::rate_of;

    #[test]
    fn calendars_have_a_rate() {
        let rates = [1, 1_200, 1_000_000, u32::MAX].map(rate_of);
        assert_eq!(rates, [1, 1, 834, 3_579_140]);
    }
}
