//! [`Filter`] and [`Targets`]: which jobs.

use std::fmt;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cronofy_hooks::inbox::{JobAction, JobFilter, JobId, JobState};
use jiff::Timestamp;

use crate::time::When;

/// The flags that narrow.
#[derive(Clone, Debug, Args)]
pub(super) struct Filter {
    /// Only in these states, with commas: waiting, running, joined, done, discarded, dead
    #[arg(long = "state", value_name = "STATE", value_delimiter = ',', value_parser = states(), hide_possible_values = true)]
    states: Vec<JobState>,
    /// Only what arrived at this time or later: `2h` (ago), `2026-01-05`, RFC 3339
    #[arg(long, value_name = "TIME")]
    since: Option<When>,
    /// Only what arrived before this time
    #[arg(long, value_name = "TIME")]
    until: Option<When>,
    /// Only jobs whose name contains this, such as `change`
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
}

impl Filter {
    /// The jobs that they leave.
    pub(super) fn selection(&self, now: Timestamp) -> JobFilter {
        let mut selection = JobFilter::all();
        selection.states.clone_from(&self.states);
        selection.since = self.since.map(|since| since.resolve(now));
        selection.until = self.until.map(|until| until.resolve(now));
        selection.name.clone_from(&self.name);
        selection
    }

    fn is_empty(&self) -> bool {
        let Self { states, since, until, name } = self;
        states.is_empty() && since.is_none() && until.is_none() && name.is_none()
    }
}

/// Which jobs to change.
#[derive(Clone, Debug, Args)]
pub(super) struct Targets {
    /// The jobs, such as `17.0`
    #[arg(value_name = "JOB")]
    jobs: Vec<JobId>,
    #[command(flatten)]
    filter: Filter,
    /// At most this many, the newest; all of them unless given
    #[arg(long, value_name = "N", value_parser = count)]
    limit: Option<u32>,
    /// Everything that it applies to; needed where nothing else says which
    #[arg(long, conflicts_with_all = ["jobs", "states", "since", "until", "name", "limit"])]
    all: bool,
}

impl Targets {
    /// That it was said which.
    pub(super) fn check(&self, command: &'static str) -> Result<(), NothingNamed> {
        let is_said = self.all || !self.jobs.is_empty() || !self.filter.is_empty() || self.limit().is_some();
        if is_said { Ok(()) } else { Err(NothingNamed { command }) }
    }

    /// The jobs that a change applies to. `None` where only states were asked for that it does not
    /// apply to.
    pub(super) fn selection(&self, change: JobAction, now: Timestamp) -> Option<JobFilter> {
        let mut selection = self.filter.selection(now);
        if selection.states.is_empty() {
            selection.states.extend(JobState::ALL);
        }
        selection.states.retain(|&state| change.applies_to(state));
        selection.jobs.clone_from(&self.jobs);
        selection.limit = self.limit();
        (!selection.states.is_empty()).then_some(selection)
    }

    /// How many were named one by one.
    pub(super) fn named(&self) -> usize {
        let mut jobs = self.jobs.clone();
        jobs.sort_unstable();
        jobs.dedup();
        jobs.len()
    }

    fn limit(&self) -> Option<u32> {
        self.limit.filter(|&limit| limit != 0)
    }
}

/// A change was asked for, and not of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NothingNamed {
    command: &'static str,
}

impl fmt::Display for NothingNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` of which jobs? name them, narrow with `--state`, `--since`, `--until`, `--name` or `--limit`, or say `--all`",
            self.command
        )
    }
}

/// How many.
pub(super) fn count(text: &str) -> Result<u32, &'static str> {
    text.parse().map_err(|_| "not a number; write one such as 50, or 0 for all")
}

fn states() -> impl TypedValueParser<Value = JobState> {
    PossibleValuesParser::new(JobState::ALL.map(JobState::as_str)).try_map(|word| {
        let state = JobState::ALL.into_iter().find(|state| state.as_str() == word);
        state.ok_or("not a state")
    })
}
