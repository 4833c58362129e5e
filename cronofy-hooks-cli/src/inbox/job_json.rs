//! [`JobJson`]: a job as JSON.

use cronofy_hooks::inbox::{JobId, JobRecord};
use jiff::Timestamp;
use serde::{Serialize, Serializer};

/// The help for the JSON of a job.
pub(super) const FIELDS: &str = "\
JSON of a job; times are RFC 3339:
  job          \"17.0\"
  name         its name, such as notification \"change\"
  state        waiting, running, joined, done, discarded or dead
  attempts     the number of leases since it was stored or replayed
  replays      the number of replays
  key          its key, or null; jobs with one key run one at a time
  since        the earliest time of the jobs that joined it, or null
  joined       the job that runs in its place, or null
  due_at       the time at which it is due, or at which its lease ends
  received_at  the time at which the delivery arrived
  finished_at  the time at which it finished, or null
  error        the last error, or the reason why it was discarded, or null";

/// A job as JSON. The names of its fields are stable: programs read them.
#[derive(Serialize)]
pub(super) struct JobJson<'e> {
    #[serde(serialize_with = "as_text")]
    job: JobId,
    name: &'e str,
    state: &'static str,
    attempts: u32,
    replays: u32,
    key: Option<&'e str>,
    since: Option<Timestamp>,
    joined: Option<String>,
    due_at: Timestamp,
    received_at: Timestamp,
    finished_at: Option<Timestamp>,
    error: Option<&'e str>,
}

impl<'e> JobJson<'e> {
    pub(super) fn new(entry: &'e JobRecord) -> Self {
        Self {
            job: entry.job,
            name: &entry.name,
            state: entry.state.as_str(),
            attempts: entry.attempts,
            replays: entry.replays,
            key: entry.key.as_deref(),
            since: entry.since,
            joined: entry.joined.map(|job| job.to_string()),
            due_at: entry.due_at,
            received_at: entry.received_at,
            finished_at: entry.finished_at,
            error: entry.error.as_deref(),
        }
    }
}

pub(super) fn as_text<S: Serializer>(job: &JobId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(job)
}
