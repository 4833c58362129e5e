//! [`LoadOptions`]: what to do.

use std::time::Duration;

use crate::BoxError;

pub(crate) const USAGE: &str = "\
Sends a steady stream of notifications from the sandbox to the quickstart, and measures both.

Usage: cronofy-hooks-load [--rate N] [--seconds N] [--warm-up N]

  --rate N      notifications a second; 1000 unless given
  --seconds N   for so long; 60 unless given
  --warm-up N   and before that N seconds without a look at memory: 90 unless given, in
                which the cache of SQLite fills at the usual rate
";

/// Makes this program be the receiver.
pub(crate) const RECEIVE: &str = "receive";

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
                "--warm-up" => plan.warm_up = Duration::from_secs(number()?.into()),
                "--seconds" => plan.lasts = Duration::from_secs(number()?.into()),
                _ => return Err(format!("`{argument}` is not understood\n\n{USAGE}").into()),
            }
        }
        Ok(Self::Send(plan))
    }
}
