//! [`RecordingInbox`]: an inbox with fixed deliveries that records its calls.

use std::fmt::Debug;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cronofy_hooks::inbox::{
    Accepted, Fence, Inbox, InboxError, InboxErrorKind, InboxFuture, JobAction, JobFilter, JobId, JobRecord, JobState,
    LeaseRequest, LeaseUpdate, LeasedJob, NewDelivery, Retention, Statistics, StoredDelivery,
};
use jiff::Timestamp;

use crate::content::{NOW, at};

/// An inbox with fixed deliveries that records its calls. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct RecordingInbox(Arc<Mutex<Recorded>>);

#[derive(Debug)]
struct Recorded {
    deliveries: Vec<StoredDelivery>,
    calls: Vec<String>,
    failure: Option<InboxError>,
    /// How many calls still succeed.
    successes: usize,
}

impl RecordingInbox {
    pub(crate) fn new(mut deliveries: Vec<StoredDelivery>) -> Self {
        for delivery in &mut deliveries {
            for job in &mut delivery.jobs {
                job.received_at = delivery.received_at;
                if job.due_at == Timestamp::MIN {
                    job.due_at = delivery.received_at;
                }
            }
        }
        Self(Arc::new(Mutex::new(Recorded { deliveries, calls: Vec::new(), failure: None, successes: 0 })))
    }

    /// An inbox whose calls all fail.
    pub(crate) fn failing(failure: InboxError) -> Self {
        let inbox = Self::new(Vec::new());
        inbox.recorded().failure = Some(failure);
        inbox
    }

    /// An empty inbox whose calls fail after some.
    pub(crate) fn failing_after(successes: usize) -> Self {
        let inbox = Self::failing(InboxError::new(InboxErrorKind::Unavailable, "it is gone; wait"));
        inbox.recorded().successes = successes;
        inbox
    }

    /// The calls, in order.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.recorded().calls.clone()
    }

    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer<'a, T: Send + 'a>(
        &'a self,
        call: String,
        answer: impl FnOnce(&mut Vec<StoredDelivery>) -> T,
    ) -> InboxFuture<'a, T> {
        let mut recorded = self.recorded();
        recorded.calls.push(call);
        let answer = match recorded.failure.clone() {
            Some(failure) if recorded.successes == 0 => Err(failure),
            _ => {
                recorded.successes = recorded.successes.saturating_sub(1);
                Ok(answer(&mut recorded.deliveries))
            }
        };
        Box::pin(ready(answer))
    }
}

fn chosen<'d>(deliveries: &'d mut [StoredDelivery], filter: &JobFilter, states: &[JobState]) -> Vec<&'d mut JobRecord> {
    let JobFilter { jobs, states: filtered, since, until, name, limit, .. } = filter;
    let mut entries: Vec<_> = deliveries.iter_mut().flat_map(|delivery| &mut delivery.jobs).collect();
    entries.retain(|entry| {
        states.contains(&entry.state)
            && (filtered.is_empty() || filtered.contains(&entry.state))
            && (jobs.is_empty() || jobs.contains(&entry.job))
            && since.is_none_or(|since| since <= entry.received_at)
            && until.is_none_or(|until| until > entry.received_at)
            && name.as_ref().is_none_or(|name| entry.name.contains(name))
    });
    entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.job));
    entries.truncate(limit.map_or(usize::MAX, |limit| limit as usize));
    entries
}

fn edit(entry: &mut JobRecord, change: JobAction) {
    match change {
        JobAction::Bury => {
            *entry = JobRecord {
                state: JobState::Dead,
                error: Some("buried by hand".to_owned()),
                finished_at: Some(at(NOW)),
                ..entry.clone()
            };
        }
        _ => {
            let replays = entry.replays + u32::from(change == JobAction::Replay);
            *entry = JobRecord {
                state: JobState::Waiting,
                due_at: at(NOW),
                finished_at: None,
                attempts: 0,
                replays,
                ..entry.clone()
            };
        }
    }
}

fn unused<T: Send + 'static>(what: impl Debug) -> InboxFuture<'static, T> {
    let message = format!("the command line does not call this: {what:?}");
    Box::pin(ready(Err(InboxError::new(InboxErrorKind::Unsupported, message))))
}

impl Inbox for RecordingInbox {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        unused(delivery)
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        unused(request)
    }

    fn update_lease(&self, job: JobId, _: Fence, _: LeaseUpdate) -> InboxFuture<'_, bool> {
        unused(job)
    }

    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        self.answer(format!("list {}", describe(&filter)), |deliveries| {
            chosen(deliveries, &filter, &JobState::ALL).into_iter().map(|entry| entry.clone()).collect()
        })
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        self.answer(format!("show {delivery}"), |deliveries| {
            deliveries.iter().find(|stored| stored.delivery == delivery).cloned()
        })
    }

    fn apply(&self, change: JobAction, filter: JobFilter) -> InboxFuture<'_, u64> {
        self.answer(format!("{change:?} {}", describe(&filter)), |deliveries| {
            let states = JobState::ALL.into_iter().filter(|&state| change.applies_to(state)).collect::<Vec<_>>();
            let chosen = chosen(deliveries, &filter, &states);
            chosen.into_iter().map(|entry| edit(entry, change)).count() as u64
        })
    }

    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64> {
        let hours = |duration: std::time::Duration| duration.as_secs() / 3600;
        let call = format!("prune done {} h, dead {:?} h", hours(retention.done), retention.dead.map(hours));
        self.answer(call, |deliveries| {
            let before = deliveries.len();
            let oldest = at(NOW) - retention.done;
            let is_kept = |job: &JobRecord| !matches!(job.state, JobState::Done | JobState::Discarded);
            deliveries.retain(|stored| stored.received_at >= oldest || stored.jobs.iter().any(is_kept));
            (before - deliveries.len()) as u64
        })
    }

    fn deliveries_of(&self, channel_id: String) -> InboxFuture<'_, Vec<i64>> {
        self.answer(format!("deliveries of {channel_id}"), |deliveries| {
            let came_through = |stored: &&StoredDelivery| {
                let body: serde_json::Value = serde_json::from_slice(&stored.body).unwrap_or_default();
                body["channel"]["channel_id"] == *channel_id
            };
            deliveries.iter().filter(came_through).map(|stored| stored.delivery).collect()
        })
    }

    fn delete(&self, numbers: Vec<i64>) -> InboxFuture<'_, u64> {
        self.answer(format!("delete {numbers:?}"), |deliveries| {
            let before = deliveries.len();
            let runs = |job: &JobRecord| job.state == JobState::Running;
            deliveries.retain(|stored| !numbers.contains(&stored.delivery) || stored.jobs.iter().any(runs));
            (before - deliveries.len()) as u64
        })
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        self.answer("statistics".to_owned(), |deliveries| {
            let mut statistics = Statistics::default();
            for job in deliveries.iter().flat_map(|stored| &stored.jobs) {
                match job.state {
                    JobState::Waiting => statistics.waiting += 1,
                    JobState::Running => statistics.running += 1,
                    JobState::Dead => statistics.dead += 1,
                    _ => continue,
                }
                if job.state != JobState::Dead {
                    statistics.oldest = statistics.oldest.into_iter().chain([job.received_at]).min();
                }
            }
            statistics
        })
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        Box::pin(ready(Ok(())))
    }
}

/// The fields of a filter that are set.
fn describe(filter: &JobFilter) -> String {
    let JobFilter { jobs, states, since, until, name, limit, .. } = filter;
    let all = |items: Vec<String>| items.join(",");
    let mut fields = Vec::new();
    if !jobs.is_empty() {
        fields.push(format!("jobs={}", all(jobs.iter().map(ToString::to_string).collect())));
    }
    if !states.is_empty() {
        fields.push(format!("states={}", all(states.iter().map(ToString::to_string).collect())));
    }
    fields.extend(since.map(|since| format!("since={since}")));
    fields.extend(until.map(|until| format!("until={until}")));
    fields.extend(name.as_ref().map(|name| format!("name={name:?}")));
    fields.extend(limit.map(|limit| format!("limit={limit}")));
    fields.join(" ")
}
