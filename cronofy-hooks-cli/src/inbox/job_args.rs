//! [`FilterArgs`] and [`TargetArgs`]: which jobs.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cronofy_hooks::inbox::{JobAction, JobFilter, JobId, JobState};
use jiff::Timestamp;

use crate::args::When;
use crate::error::CommandError;

/// The options that filter jobs.
#[derive(Clone, Debug, Args)]
pub(super) struct FilterArgs {
    /// Only jobs in these states, separated by commas: waiting, running, joined, done, discarded, dead
    #[arg(long = "state", value_name = "STATE", value_delimiter = ',', value_parser = parse_states(), hide_possible_values = true)]
    states: Vec<JobState>,
    /// Only jobs that arrived at this time or later: `2h` (ago), `2026-01-05`, RFC 3339
    #[arg(long, value_name = "TIME")]
    since: Option<When>,
    /// Only jobs that arrived before this time
    #[arg(long, value_name = "TIME")]
    until: Option<When>,
    /// Only jobs whose name contains this, such as `change`
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
}

impl FilterArgs {
    /// The filter for the inbox.
    pub(super) fn filter(&self, now: Timestamp) -> JobFilter {
        let mut filter = JobFilter::all();
        filter.states.clone_from(&self.states);
        filter.since = self.since.map(|since| since.resolve(now));
        filter.until = self.until.map(|until| until.resolve(now));
        filter.name.clone_from(&self.name);
        filter
    }

    fn is_empty(&self) -> bool {
        let Self { states, since, until, name } = self;
        states.is_empty() && since.is_none() && until.is_none() && name.is_none()
    }
}

/// Which jobs to change.
#[derive(Clone, Debug, Args)]
pub(super) struct TargetArgs {
    /// The jobs, such as `17.0`
    #[arg(value_name = "JOB")]
    jobs: Vec<JobId>,
    #[command(flatten)]
    filter: FilterArgs,
    /// At most this many jobs, the newest; all by default
    #[arg(long, value_name = "N", value_parser = parse_count)]
    limit: Option<u32>,
    /// All jobs that the command applies to; required if nothing else selects jobs
    #[arg(long, conflicts_with_all = ["jobs", "states", "since", "until", "name", "limit"])]
    all: bool,
}

impl TargetArgs {
    /// Checks that the arguments select jobs.
    pub(super) fn check(&self, command: &str) -> Result<(), CommandError> {
        if self.all || !self.jobs.is_empty() || !self.filter.is_empty() || self.limit().is_some() {
            return Ok(());
        }
        Err(CommandError::usage(format_args!(
            "`{command}` needs jobs; name them, filter with `--state`, `--since`, `--until`, `--name` or `--limit`, \
             or give `--all`"
        )))
    }

    /// The jobs that an action applies to. `None` if it applies to none of the given states.
    pub(super) fn filter(&self, action: JobAction, now: Timestamp) -> Option<JobFilter> {
        let mut filter = self.filter.filter(now);
        if filter.states.is_empty() {
            filter.states.extend(JobState::ALL);
        }
        filter.states.retain(|&state| action.applies_to(state));
        filter.jobs.clone_from(&self.jobs);
        filter.limit = self.limit();
        (!filter.states.is_empty()).then_some(filter)
    }

    /// How many jobs were named.
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

/// Parses a number of jobs.
pub(super) fn parse_count(text: &str) -> Result<u32, &'static str> {
    text.parse().map_err(|_| "not a number; write one such as 50, or 0 for all")
}

fn parse_states() -> impl TypedValueParser<Value = JobState> {
    PossibleValuesParser::new(JobState::ALL.map(JobState::as_str)).try_map(|word| {
        let state = JobState::ALL.into_iter().find(|state| state.as_str() == word);
        state.ok_or("not a state")
    })
}
