//! [`ReceiverCheck`]: one thing that is examined, as data and a function.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::examination::Examination;
use super::probe::{Probe, SentProbe};

/// All checks after this one need it.
pub(super) const SIGNED: &str = "signed-notification";

/// One thing that is examined.
#[derive(Debug)]
pub(super) struct ReceiverCheck {
    pub(super) texts: CheckTexts,
    /// Checks that must have passed: if one fails, this one would fail for the same reason. They stand before it in the
    /// list.
    pub(super) needs: &'static [&'static str],
    /// Whether it must run while no other check sends requests.
    pub(super) alone: bool,
    pub(super) procedure: Procedure,
}

impl ReceiverCheck {
    /// A check of requests that do not depend on one another, and are sent at once.
    pub(super) const fn requests(texts: CheckTexts, probes: fn(&Examination) -> Vec<Probe>) -> Self {
        Self::new(texts, Procedure::Requests(probes))
    }

    /// A check whose steps depend on one another.
    pub(super) const fn steps(texts: CheckTexts, steps: Steps) -> Self {
        Self::new(texts, Procedure::Steps(steps))
    }

    const fn new(texts: CheckTexts, procedure: Procedure) -> Self {
        Self { texts, needs: &[SIGNED], alone: false, procedure }
    }

    pub(super) const fn needs(self, needs: &'static [&'static str]) -> Self {
        Self { needs, ..self }
    }

    pub(super) const fn alone(self) -> Self {
        Self { alone: true, ..self }
    }
}

/// The texts of a check.
#[derive(Debug)]
pub(super) struct CheckTexts {
    pub(super) name: &'static str,
    /// What is sent, and what should come back.
    pub(super) sends: &'static str,
    pub(super) why: &'static str,
    /// What to change in a receiver that fails.
    pub(super) change: &'static str,
}

/// How a check is carried out.
pub(super) enum Procedure {
    Requests(fn(&Examination) -> Vec<Probe>),
    Steps(Steps),
}

/// The steps of a check.
pub(super) type Steps = for<'e> fn(&'e Examination) -> CheckFuture<'e>;

/// A check that is carried out.
pub(super) type CheckFuture<'e> = Pin<Box<dyn Future<Output = CheckVerdict> + Send + 'e>>;

impl fmt::Debug for Procedure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Requests(_) => "Requests",
            Self::Steps(_) => "Steps",
        })
    }
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CheckOutcome {
    Passed,
    Failed,
    /// The answers of this receiver do not show it.
    NotObservable,
    /// A check that it needs has failed.
    NotExamined,
    /// Its name was given to `--skip`.
    LeftOut,
}

impl CheckOutcome {
    pub(super) const ALL: [Self; 5] =
        [Self::Passed, Self::Failed, Self::NotObservable, Self::NotExamined, Self::LeftOut];

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotObservable => "not observable",
            Self::NotExamined => "not examined",
            Self::LeftOut => "left out",
        }
    }

    /// In JSON.
    pub(super) fn key(self) -> String {
        self.words().replace(' ', "_")
    }
}

/// What a check found, and with which requests.
#[derive(Clone, Debug)]
pub(super) struct CheckVerdict {
    pub(super) outcome: CheckOutcome,
    pub(super) probes: Vec<SentProbe>,
    /// What the replies alone do not say: a clause without a full stop.
    pub(super) note: Option<String>,
}

impl CheckVerdict {
    /// Passed if every reply is right.
    pub(super) fn of(probes: Vec<SentProbe>) -> Self {
        let is_right = probes.iter().all(SentProbe::is_right);
        Self::judged(is_right, probes, None)
    }

    pub(super) fn judged(passed: bool, probes: Vec<SentProbe>, note: Option<String>) -> Self {
        Self { outcome: if passed { CheckOutcome::Passed } else { CheckOutcome::Failed }, probes, note }
    }

    pub(super) fn without(outcome: CheckOutcome, note: impl Into<String>) -> Self {
        Self { outcome, probes: Vec::new(), note: Some(note.into()) }
    }

    pub(super) fn not_observable(probes: Vec<SentProbe>, note: impl Into<String>) -> Self {
        Self { outcome: CheckOutcome::NotObservable, probes, note: Some(note.into()) }
    }
}

/// What was found about a check.
#[derive(Debug)]
pub(super) struct CheckReport {
    pub(super) group: &'static str,
    pub(super) check: &'static ReceiverCheck,
    pub(super) verdict: CheckVerdict,
}
