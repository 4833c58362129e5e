//! Faults: what can go wrong on the way to an application, on purpose.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::world::chance::die;

/// Something that goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// The request never arrives; the service waits for nothing.
    Drop,
    /// The request arrives twice.
    Duplicate,
    /// Notifications that come after it overtake it.
    Reorder,
    /// The request arrives late.
    Delay,
    /// The body ends too early, and says so in its length.
    Truncate,
    /// It is signed with the secret of another application.
    WrongKey,
    /// A notification of a type that nobody knows comes before it.
    UnknownType,
    /// A notification with a subtype that nobody knows comes before it.
    UnknownSubtype,
    /// The body comes so slowly that the deadline passes first.
    SlowBody,
    /// The connection is cut when the request has arrived, before the answer.
    Cut,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Drop,
        Self::Duplicate,
        Self::Reorder,
        Self::Delay,
        Self::Truncate,
        Self::WrongKey,
        Self::UnknownType,
        Self::UnknownSubtype,
        Self::SlowBody,
        Self::Cut,
    ];

    /// As it is written in rules and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Duplicate => "duplicate",
            Self::Reorder => "reorder",
            Self::Delay => "delay",
            Self::Truncate => "truncate",
            Self::WrongKey => "wrong_key",
            Self::UnknownType => "unknown_type",
            Self::UnknownSubtype => "unknown_subtype",
            Self::SlowBody => "slow_body",
            Self::Cut => "cut",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// When a fault happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FaultRule {
    /// What goes wrong.
    pub fault: Fault,
    /// With what probability, from 0 to 1.
    pub rate: f64,
    /// Only for notifications, interactions or transitions of this name.
    pub only: Option<String>,
    /// How often at most; without end unless set.
    pub times: Option<u32>,
}

impl FaultRule {
    /// A fault that always happens, until it is limited by one of the fields.
    #[must_use]
    pub const fn new(fault: Fault) -> Self {
        Self { fault, rate: 1.0, only: None, times: None }
    }

    /// With a probability from 0 to 1.
    #[must_use]
    pub fn rate(self, rate: f64) -> Self {
        Self { rate, ..self }
    }

    /// Only for notifications, interactions or transitions of this name.
    #[must_use]
    pub fn only(self, name: impl Into<String>) -> Self {
        Self { only: Some(name.into()), ..self }
    }

    /// At most so often.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }
}

/// The rules, and the seed that decides where a rate leaves it to chance.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Faults {
    pub(crate) seed: u64,
    pub(crate) rules: Vec<FaultRule>,
}

impl Faults {
    /// What goes wrong with an attempt: of the rules that take it, the first whose die falls so.
    ///
    /// The die depends on the seed, the delivery, the attempt and the rule alone, so that a run can be
    /// repeated although answers come in another order.
    pub(crate) fn choose(&mut self, delivery: u64, attempt: u32, name: &str) -> Option<Fault> {
        let seed = self.seed;
        let takes = |(place, rule): &(usize, &mut FaultRule)| {
            let die = || die(seed, [delivery, attempt.into(), *place as u64]);
            rule.times != Some(0) && rule.only.as_deref().is_none_or(|only| only == name) && die() < rule.rate
        };
        let (_, rule) = self.rules.iter_mut().enumerate().find(takes)?;
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_kept_and_a_seed_repeats_it() {
        let run = |seed| {
            let mut faults = Faults { seed, rules: vec![FaultRule::new(Fault::Drop).rate(0.05)] };
            (1..=20_000).map(|delivery| faults.choose(delivery, 1, "change")).collect::<Vec<_>>()
        };
        let dropped = run(1).iter().flatten().count();
        assert!((800..=1200).contains(&dropped), "{dropped} of 20000 at 5 %");
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }

    #[test]
    fn a_rule_ends_and_keeps_to_its_name() {
        let mut faults = Faults { seed: 1, rules: vec![FaultRule::new(Fault::Cut).only("change").times(1)] };
        let chosen: Vec<_> = ["event_start", "change", "change"].map(|name| faults.choose(1, 1, name)).into();
        assert_eq!(chosen, [None, Some(Fault::Cut), None]);
    }
}
