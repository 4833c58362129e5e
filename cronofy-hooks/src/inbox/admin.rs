//! What people read from an inbox and change in it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::job_id::JobId;

/// The state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum JobState {
    /// Not yet handled: due now or later, or behind another job of its key.
    Waiting,
    /// Leased by a worker.
    Running,
    /// Handled by the run of another job, which it joined.
    Joined,
    /// Handled.
    Done,
    /// Its handler returned that it can never be handled.
    Discarded,
    /// It failed for the last time, or a person buried it.
    Dead,
}

impl JobState {
    /// All states, in the order in which a job has them.
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Running, Self::Joined, Self::Done, Self::Discarded, Self::Dead];

    /// Its name, in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Joined => "joined",
            Self::Done => "done",
            Self::Discarded => "discarded",
            Self::Dead => "dead",
        }
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which jobs: those that meet every condition that is set. Without conditions, all jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "give it to a method of the inbox"]
pub struct JobFilter {
    /// Is one of these jobs.
    pub jobs: Vec<JobId>,
    /// Is in one of these states.
    pub states: Vec<JobState>,
    /// Its delivery arrived at this time or later.
    pub since: Option<Timestamp>,
    /// Its delivery arrived before this time.
    pub until: Option<Timestamp>,
    /// Its [name](super::NewJob::name) contains this.
    pub name: Option<String>,
    /// No worker has leased it. A job whose lease has ended does not meet this until it is leased again and completed: its
    /// worker may still run it.
    pub unleased: bool,
    /// Is one of this many newest jobs that meet the other conditions.
    pub limit: Option<u32>,
}

impl JobFilter {
    /// All jobs.
    pub fn all() -> Self {
        Self::default()
    }

    /// One job.
    pub fn job(job: JobId) -> Self {
        Self { jobs: vec![job], ..Self::default() }
    }

    /// Adds a state to those that a job may be in.
    pub fn state(mut self, state: JobState) -> Self {
        self.states.push(state);
        self
    }

    /// Only jobs whose delivery arrived at this time or later.
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Only jobs whose delivery arrived before this time.
    pub fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }

    /// Only jobs whose name contains this.
    pub fn name(mut self, part: impl Into<String>) -> Self {
        self.name = Some(part.into());
        self
    }

    /// Only jobs that no worker may be running: also a job whose [lease has ended](Self::unleased) is left out.
    pub fn unleased(mut self) -> Self {
        self.unleased = true;
        self
    }

    /// At most this many jobs, the newest.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// A job as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRecord {
    /// Its id.
    pub job: JobId,
    /// Its readable name, such as `notification "change"`.
    pub name: String,
    /// Its state.
    pub state: JobState,
    /// How often it was leased since it was stored or replayed. A lease that ended without a result is not
    /// counted any more once the job is leased again.
    pub attempts: u32,
    /// How many leases before the current one ended without a result: see
    /// [`LeasedJob::lost`](super::LeasedJob::lost).
    pub lost: u32,
    /// How many of those ended while nothing else ran in the process.
    pub crashes: u32,
    /// How often it was replayed.
    pub replays: u32,
    /// Jobs with the same key run one at a time.
    pub key: Option<String>,
    /// The earliest time of all jobs that joined it.
    pub since: Option<Timestamp>,
    /// The job that it joined.
    pub joined: Option<JobId>,
    /// When it is due, or when its lease ends.
    pub due_at: Timestamp,
    /// When the delivery arrived.
    pub received_at: Timestamp,
    /// When it was finished.
    pub finished_at: Option<Timestamp>,
    /// The last error, or the reason why it was discarded.
    pub error: Option<String>,
}

/// A stored delivery, as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDelivery {
    /// Its number.
    pub delivery: i64,
    /// When it arrived.
    pub received_at: Timestamp,
    /// [`NewDelivery::head`](super::NewDelivery::head), as it was stored; read it with
    /// [`RequestHead::decode`](super::RequestHead::decode).
    pub head: String,
    /// The body, byte for byte.
    pub body: Bytes,
    /// Its jobs, in order.
    pub jobs: Vec<JobRecord>,
}

/// The most jobs that [`Inbox::apply`](super::Inbox::apply) changes in one step.
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres", feature = "testing")),
    allow(dead_code, reason = "engines use it")
)]
pub(crate) const MOST_IN_A_STEP: usize = 1000;

/// What a person can do to jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobAction {
    /// Makes waiting jobs due now. Dead jobs wait again, with all their attempts.
    Retry,
    /// Makes finished jobs wait again, with all their attempts: done, discarded, joined or dead ones.
    Replay,
    /// Makes waiting jobs dead letters.
    Bury,
}

impl JobAction {
    /// The states of a filter to which the action applies.
    pub(crate) fn states_of(self, filter: &JobFilter) -> Vec<JobState> {
        let asked = |state: &JobState| filter.states.is_empty() || filter.states.contains(state);
        JobState::ALL.into_iter().filter(|state| self.applies_to(*state)).filter(asked).collect()
    }

    /// Sorts the chosen jobs into the order in which they change.
    ///
    /// Jobs that wait again change in order of arrival, because a worker may lease the first before the last
    /// has changed. Jobs are buried from the last to the first: in the other order, each buried job would let
    /// the next one of its key run before that is buried too.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "testing")),
        allow(dead_code, reason = "engines use it")
    )]
    pub(crate) fn in_order(self, mut jobs: Vec<JobId>) -> Vec<JobId> {
        jobs.sort_unstable();
        if self == Self::Bury {
            jobs.reverse();
        }
        jobs
    }

    /// Whether the action changes jobs in this state.
    #[must_use]
    pub const fn applies_to(self, state: JobState) -> bool {
        match self {
            Self::Retry => matches!(state, JobState::Waiting | JobState::Dead),
            Self::Replay => !matches!(state, JobState::Waiting | JobState::Running),
            Self::Bury => matches!(state, JobState::Waiting),
        }
    }
}

/// How long finished deliveries are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "give it to `WorkerSettings::retention` or to `Inbox::prune`"]
pub struct Retention {
    /// How long jobs that are done, discarded or joined are kept, counted from their arrival; 72 hours unless
    /// set. A delivery that is sent again is recognised for the same time, so it must exceed the 24 hours for
    /// which the service retries.
    /// Source: <https://docs.cronofy.com/developers/push-notifications/>.
    pub done: Duration,
    /// How long dead letters are kept, counted from their arrival; without a limit unless set.
    pub dead: Option<Duration>,
}

impl Retention {
    /// How long to keep jobs that are done, discarded or joined.
    pub fn done(mut self, done: Duration) -> Self {
        self.done = done;
        self
    }

    /// How long to keep dead letters.
    pub fn dead(mut self, dead: Duration) -> Self {
        self.dead = Some(dead);
        self
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { done: Duration::from_secs(72 * 60 * 60), dead: None }
    }
}

/// How many jobs an inbox has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Jobs that are due now or later, or behind another job of their key.
    pub waiting: u64,
    /// Jobs that are leased.
    pub running: u64,
    /// Jobs that failed for the last time.
    pub dead: u64,
    /// When the oldest delivery with a waiting or running job arrived.
    pub oldest: Option<Timestamp>,
}
