//! [`Trial`]: an inbox under test, and short methods for common steps.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::clock::Clock;
use super::difference::{CheckResult, Difference, same};
use crate::inbox::{
    Accepted, Inbox, JobAction, JobFilter, JobId, JobRecord, JobState, Join, LeaseRequest, LeaseUpdate, LeasedJob,
    NewDelivery, NewJob, RepeatKey, Retention,
};

/// The lease duration of the checks.
pub(super) const LEASE_DURATION: Duration = Duration::from_secs(30);

/// Some checks wait for years.
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// An empty inbox, and its clock.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) clock: Clock,
}

impl Trial {
    pub(super) fn new_delivery(&self, jobs: Vec<NewJob>) -> NewDelivery {
        let (head, body) = ("{}".to_owned(), Bytes::from_static(b"body"));
        NewDelivery { repeat: None, head, body, received_at: self.clock.now(), jobs }
    }

    pub(super) fn repeatable(&self, repeat: RepeatKey, jobs: Vec<NewJob>) -> NewDelivery {
        NewDelivery { repeat: Some(repeat), ..self.new_delivery(jobs) }
    }

    /// Accepts a delivery that is new; returns its number. Nothing may be accepted meanwhile.
    pub(super) async fn store(&self, delivery: NewDelivery) -> CheckResult<i64> {
        same("the answer to a new delivery", self.inbox.accept(delivery).await?, Accepted::New)?;
        let newest = self.inbox.list(JobFilter::all().limit(1)).await?;
        let newest = newest.first().map(|entry| entry.job.delivery());
        newest.ok_or_else(|| Difference::new("the list after a delivery was accepted", "its jobs", "nothing"))
    }

    /// Accepts jobs, each in its own delivery.
    pub(super) async fn arrive(&self, jobs: impl IntoIterator<Item = NewJob>) -> CheckResult<Vec<JobId>> {
        let mut ids = Vec::new();
        for job in jobs {
            let number = self.store(self.new_delivery(vec![job])).await?;
            ids.extend(JobId::new(number, 0));
        }
        Ok(ids)
    }

    pub(super) async fn lease(&self, max: usize) -> CheckResult<Vec<LeasedJob>> {
        Ok(self.inbox.lease(LeaseRequest { max, lease_duration: LEASE_DURATION, wait: false }).await?)
    }

    /// Leases as many, or all there are. An engine may give fewer at a time than are due.
    pub(super) async fn lease_many(&self, max: usize) -> CheckResult<Vec<LeasedJob>> {
        let mut leased = Vec::new();
        while leased.len() < max {
            let more = self.lease(max - leased.len()).await?;
            if more.is_empty() {
                break;
            }
            leased.extend(more);
        }
        Ok(leased)
    }

    /// Leases exactly one job: this one.
    pub(super) async fn lease_only(&self, what: &str, name: &str) -> CheckResult<LeasedJob> {
        let mut leased = self.lease(10).await?;
        same(what, self.names(&leased).await?, vec![name.to_owned()])?;
        leased.pop().ok_or_else(|| Difference::new(what, name, "nothing"))
    }

    /// What can be leased now, in order.
    pub(super) async fn leases(&self, what: &str, names: &[&str]) -> CheckResult<Vec<LeasedJob>> {
        let leased = self.lease(100).await?;
        let expected: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        same(what, self.names(&leased).await?, expected)?;
        Ok(leased)
    }

    async fn names(&self, leased: &[LeasedJob]) -> CheckResult<Vec<String>> {
        let mut names = Vec::new();
        for leased in leased {
            names.push(self.entry(leased.job).await?.name);
        }
        Ok(names)
    }

    pub(super) async fn update_lease(&self, leased: &LeasedJob, update: LeaseUpdate) -> CheckResult {
        let what = format!("whether {update:?} was taken");
        same(&what, self.inbox.update_lease(leased.job, leased.fence, update).await?, true)
    }

    pub(super) async fn done(&self, leased: &LeasedJob) -> CheckResult {
        self.update_lease(leased, LeaseUpdate::Done).await
    }

    /// Leases the only job there is to lease, and updates it.
    pub(super) async fn run(&self, name: &str, update: LeaseUpdate) -> CheckResult<LeasedJob> {
        let leased = self.lease_only("what can be leased", name).await?;
        self.update_lease(&leased, update).await?;
        Ok(leased)
    }

    pub(super) async fn entry(&self, job: JobId) -> CheckResult<JobRecord> {
        let found = self.inbox.list(JobFilter::job(job)).await?;
        let is_it = found.first().filter(|entry| entry.job == job && found.len() == 1);
        is_it.cloned().ok_or_else(|| Difference::new("a list of one job", job.to_string(), format!("{found:?}")))
    }

    pub(super) async fn state(&self, what: &str, job: JobId, state: JobState) -> CheckResult<JobRecord> {
        let entry = self.entry(job).await?;
        same(what, entry.state, state)?;
        Ok(entry)
    }

    pub(super) async fn apply(&self, change: JobAction, filter: JobFilter, count: u64) -> CheckResult {
        let what = format!("how many jobs changed by {change:?}");
        same(&what, self.inbox.apply(change, filter).await?, count)
    }

    pub(super) async fn prune(&self, retention: Retention, count: u64) -> CheckResult {
        same("how many deliveries were forgotten", self.inbox.prune(retention).await?, count)
    }

    pub(super) fn after(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

/// A job that runs whenever it can.
pub(super) fn job(name: &str) -> NewJob {
    NewJob { name: name.to_owned(), key: None, join: None, delay: Duration::ZERO }
}

/// A job with a key.
pub(super) fn keyed(name: &str, key: &str) -> NewJob {
    NewJob { key: Some(key.to_owned()), ..job(name) }
}

/// A job that joins, about everything since some second of the epoch.
pub(super) fn ping(name: &str, topic: &str, since: i64) -> NewJob {
    NewJob { join: Some(Join { topic: topic.to_owned(), since: second(since) }), ..job(name) }
}

/// The same job, due later.
pub(super) fn delayed(job: NewJob, seconds: u64) -> NewJob {
    NewJob { delay: Duration::from_secs(seconds), ..job }
}

pub(super) fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}

pub(super) fn retry(seconds: u64) -> LeaseUpdate {
    LeaseUpdate::Retry { after: Duration::from_secs(seconds), error: "it failed".to_owned() }
}

pub(super) fn dead() -> LeaseUpdate {
    LeaseUpdate::Dead { error: "it failed for good".to_owned() }
}

pub(super) fn discarded() -> LeaseUpdate {
    LeaseUpdate::Discarded { reason: "it is not wanted".to_owned() }
}

pub(super) fn keep(done: u64, dead: Option<u64>) -> Retention {
    Retention { done: Duration::from_secs(done), dead: dead.map(Duration::from_secs) }
}
