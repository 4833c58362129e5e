//! A job as JSON.

use cronofy_hooks::inbox::JobRecord;
use serde_json::{Value, json};

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
pub(super) fn job_json(job: &JobRecord) -> Value {
    json!({
        "job": job.job.to_string(),
        "name": job.name,
        "state": job.state.as_str(),
        "attempts": job.attempts,
        "replays": job.replays,
        "key": job.key,
        "since": job.since,
        "joined": job.joined.map(|job| job.to_string()),
        "due_at": job.due_at,
        "received_at": job.received_at,
        "finished_at": job.finished_at,
        "error": job.error,
    })
}
