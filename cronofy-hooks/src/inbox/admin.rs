//! What people ask of an inbox, and change in it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::job_id::JobId;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum JobState {
    /// Not yet handled: due now or later, or behind another of its key.
    Waiting,
    /// Leased by a worker.
    Running,
    /// Another run does for it.
    Joined,
    /// Handled.
    Done,
    /// Its handler said that it can never be handled.
    Discarded,
    /// It failed for the last time, or somebody buried it.
    Dead,
}

impl JobState {
    /// All of them, in the order of a job's life.
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Running, Self::Joined, Self::Done, Self::Discarded, Self::Dead];

    /// The word for it.
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

/// Which jobs. Everything that is set must hold; nothing set means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobFilter {
    /// One of these jobs.
    pub jobs: Vec<JobId>,
    /// One of these states.
    pub states: Vec<JobState>,
    /// Of a delivery that arrived at this time or later.
    pub since: Option<Timestamp>,
    /// Of a delivery that arrived before this time.
    pub until: Option<Timestamp>,
    /// Whose [name](super::NewJob::name) contains this.
    pub name: Option<String>,
    /// At most this many, the newest.
    pub limit: Option<u32>,
}

impl JobFilter {
    /// All jobs.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// One job.
    #[must_use]
    pub fn job(job: JobId) -> Self {
        Self { jobs: vec![job], ..Self::default() }
    }

    /// Narrowed to jobs in this state.
    #[must_use]
    pub fn state(mut self, state: JobState) -> Self {
        self.states.push(state);
        self
    }

    /// Narrowed to deliveries that arrived at this time or later.
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Narrowed to deliveries that arrived before this time.
    #[must_use]
    pub fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }

    /// Narrowed to names that contain this.
    #[must_use]
    pub fn name(mut self, part: impl Into<String>) -> Self {
        self.name = Some(part.into());
        self
    }

    /// At most this many, the newest.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The states that it asks for.
    #[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), allow(dead_code, reason = "engines use it"))]
    pub(crate) fn states_or_all(&self) -> &[JobState] {
        if self.states.is_empty() { &JobState::ALL } else { &self.states }
    }
}

/// A job, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRecord {
    /// Which.
    pub job: JobId,
    /// What it is: `notification "change"`.
    pub name: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was leased since it was stored or replayed. A lease that ended without a word does
    /// not count once it is leased again.
    pub attempts: u32,
    /// How many leases before the current one ended without a word. See
    /// [`LeasedJob::lost`](super::LeasedJob::lost).
    pub lost: u32,
    /// How many of those ended while nothing else ran in the process.
    pub crashes: u32,
    /// How often it was replayed.
    pub replays: u32,
    /// What it runs one at a time with.
    pub key: Option<String>,
    /// The earliest time of everything that joined it.
    pub since: Option<Timestamp>,
    /// Whose run does for it.
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

/// A stored delivery, as it came.
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

/// What people change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobAction {
    /// What waits is due now; what is dead waits again, with all its attempts.
    Retry,
    /// What is finished waits again, with all its attempts: done, discarded, joined or dead.
    Replay,
    /// What waits is dead.
    Bury,
}

impl JobAction {
    /// The states of a filter in which it has anything to change.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "testing")),
        allow(dead_code, reason = "engines use it")
    )]
    pub(crate) fn states_of(self, filter: &JobFilter) -> Vec<JobState> {
        let asked = |state: &JobState| filter.states.is_empty() || filter.states.contains(state);
        JobState::ALL.into_iter().filter(|state| self.applies_to(*state)).filter(asked).collect()
    }

    /// The jobs that were chosen, in the order in which they change.
    ///
    /// What waits again waits in order of arrival, also when the first of it is leased before the last
    /// has changed. What is buried goes from behind: buried from the front, each job would let the
    /// next of its key run before that is buried too.
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

    /// Whether it has anything to change in a job of this state.
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
pub struct Retention {
    /// What is done, discarded or joined, counted from its arrival; 72 hours unless set. It is also
    /// how long a delivery that is sent again is recognised, so it must exceed the 24 hours for
    /// which the service retries.
    /// Source: <https://docs.cronofy.com/developers/push-notifications/>.
    pub done: Duration,
    /// What is dead; unless set it is kept until somebody decides.
    pub dead: Option<Duration>,
}

impl Retention {
    /// How long to keep what is done, discarded or joined.
    #[must_use]
    pub fn done(mut self, done: Duration) -> Self {
        self.done = done;
        self
    }

    /// How long to keep what is dead.
    #[must_use]
    pub fn dead(mut self, dead: Duration) -> Self {
        self.dead = Some(dead);
        self
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { done: Duration::from_hours(72), dead: None }
    }
}

/// Counts of an inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Jobs that are due now or later, or behind another of their key.
    pub waiting: u64,
    /// Jobs that are leased.
    pub running: u64,
    /// Jobs that failed for the last time.
    pub dead: u64,
    /// Arrival of the delivery that was stored first, of those with a job that waits or runs.
    pub oldest: Option<Timestamp>,
}
