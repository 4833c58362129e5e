//! [`Trial`]: an inbox under test, and short methods for common steps.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::inbox::{
    Accepted, Inbox, JobAction, JobFilter, JobId, JobRecord, JobState, Join, LeaseRequest, LeaseUpdate, LeasedJob,
    NewDelivery, NewJob, RepeatKey, Retention,
};
use jiff::Timestamp;

use crate::TestClock;
use crate::difference::{CheckResult, Difference, holds, same};
use crate::together::together;

/// The lease duration of the checks.
pub(crate) const LEASE_DURATION: Duration = Duration::from_secs(30);

/// Some checks wait for years.
pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Asks for a job, and waits until there is one.
pub(crate) const WAIT: LeaseRequest = LeaseRequest { max: 10, lease_duration: LEASE_DURATION, wait: true };

/// An empty inbox, and its clock.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) inbox: Arc<dyn Inbox>,
    pub(crate) clock: TestClock,
}

/// Accepting.
impl Trial {
    pub(crate) fn new_delivery(&self, jobs: impl IntoIterator<Item = NewJob>) -> NewDelivery {
        let (head, body) = ("{}".to_owned(), Bytes::from_static(b"body"));
        NewDelivery { repeat: None, head, body, received_at: self.clock.now(), jobs: jobs.into_iter().collect() }
    }

    pub(crate) fn repeatable(&self, repeat: RepeatKey, job: NewJob) -> NewDelivery {
        NewDelivery { repeat: Some(repeat), ..self.new_delivery([job]) }
    }

    pub(crate) async fn accept(&self, what: &str, delivery: NewDelivery, expected: Accepted) -> CheckResult {
        same(what, self.inbox.accept(delivery).await?, expected)
    }

    /// Accepts a delivery that is new; returns its number. Nothing may be accepted meanwhile.
    pub(crate) async fn store(&self, delivery: NewDelivery) -> CheckResult<i64> {
        self.accept("the answer to a new delivery", delivery, Accepted::New).await?;
        let newest = self.inbox.list(JobFilter::all().limit(1)).await?;
        let newest = newest.first().map(|record| record.job.delivery());
        newest.ok_or_else(|| Difference::new("the list after a delivery was accepted", "its jobs", "nothing"))
    }

    /// Accepts a delivery with several jobs; returns its number.
    pub(crate) async fn store_jobs(&self, jobs: impl IntoIterator<Item = NewJob>) -> CheckResult<i64> {
        self.store(self.new_delivery(jobs)).await
    }

    /// Accepts jobs, each in its own delivery.
    pub(crate) async fn arrive(&self, jobs: impl IntoIterator<Item = NewJob>) -> CheckResult<Vec<JobId>> {
        let mut ids = Vec::new();
        for job in jobs {
            ids.extend(JobId::new(self.store_jobs([job]).await?, 0));
        }
        Ok(ids)
    }

    /// Accepts this many of the same delivery, a hundred at a time.
    pub(crate) async fn store_many(&self, many: usize, delivery: &NewDelivery) -> CheckResult {
        for _ in 0..many / 100 {
            let answers = together((0..100).map(|_| self.inbox.accept(delivery.clone()))).await?;
            same("the answers to new deliveries", answers, [Accepted::New; 100])?;
        }
        Ok(())
    }
}

/// Leasing and updating.
impl Trial {
    pub(crate) async fn lease(&self, max: usize) -> CheckResult<Vec<LeasedJob>> {
        Ok(self.inbox.lease(LeaseRequest { max, wait: false, ..WAIT }).await?)
    }

    /// Leases as many, or all there are. An engine may give fewer at a time than are due.
    pub(crate) async fn lease_many(&self, max: usize) -> CheckResult<Vec<LeasedJob>> {
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

    /// What can be leased now, in order.
    pub(crate) async fn leases<const N: usize>(&self, what: &str, names: [&str; N]) -> CheckResult<[LeasedJob; N]> {
        let leased = self.lease(100).await?;
        let mut found = Vec::new();
        for leased in &leased {
            found.push(self.record(leased.job).await?.name);
        }
        let wrong = Difference::new(what, format!("{names:?}"), format!("{found:?}"));
        if found == names { leased.try_into().map_err(|_| wrong) } else { Err(wrong) }
    }

    /// Leases exactly one job: this one.
    pub(crate) async fn lease_only(&self, what: &str, name: &str) -> CheckResult<LeasedJob> {
        self.leases(what, [name]).await.map(|[leased]| leased)
    }

    /// Accepts a job, and leases it.
    pub(crate) async fn leased(&self, job: NewJob) -> CheckResult<LeasedJob> {
        let name = job.name.clone();
        self.arrive([job]).await?;
        self.lease_only("what can be leased", &name).await
    }

    pub(crate) async fn update_lease(&self, leased: &LeasedJob, update: LeaseUpdate) -> CheckResult {
        self.updates(leased, update, true).await
    }

    /// An update of a lease that is not held any more.
    pub(crate) async fn refuses(&self, leased: &LeasedJob, update: LeaseUpdate) -> CheckResult {
        self.updates(leased, update, false).await
    }

    async fn updates(&self, leased: &LeasedJob, update: LeaseUpdate, expected: bool) -> CheckResult {
        let what = format!("whether {update:?} was taken");
        same(&what, self.inbox.update_lease(leased.job, leased.fence, update).await?, expected)
    }

    pub(crate) async fn done(&self, leased: &LeasedJob) -> CheckResult {
        self.update_lease(leased, LeaseUpdate::Done).await
    }

    /// Updates many leases, a hundred at a time.
    pub(crate) async fn update_all(&self, leased: &[LeasedJob], update: LeaseUpdate) -> CheckResult {
        for some in leased.chunks(100) {
            let calls = some.iter().map(|it| self.inbox.update_lease(it.job, it.fence, update.clone()));
            holds("every update was taken", together(calls).await?.iter().all(|taken| *taken))?;
        }
        Ok(())
    }

    /// Leases the only job there is to lease, and updates it.
    pub(crate) async fn run(&self, name: &str, update: LeaseUpdate) -> CheckResult<LeasedJob> {
        let leased = self.lease_only("what can be leased", name).await?;
        self.update_lease(&leased, update).await?;
        Ok(leased)
    }

    /// One after the other, each is the only job there is to lease, and is done.
    pub(crate) async fn run_each(&self, names: impl IntoIterator<Item = &str>) -> CheckResult {
        for name in names {
            self.run(name, LeaseUpdate::Done).await?;
        }
        Ok(())
    }
}

/// Looking and changing.
impl Trial {
    pub(crate) async fn record(&self, job: JobId) -> CheckResult<JobRecord> {
        let found = self.inbox.list(JobFilter::job(job)).await?;
        let is_it = found.first().filter(|record| record.job == job && found.len() == 1);
        is_it.cloned().ok_or_else(|| Difference::new("a list of one job", job.to_string(), format!("{found:?}")))
    }

    pub(crate) async fn state(&self, what: &str, job: JobId, state: JobState) -> CheckResult<JobRecord> {
        let record = self.record(job).await?;
        same(what, record.state, state)?;
        Ok(record)
    }

    /// The jobs of a delivery.
    pub(crate) async fn shown(&self, delivery: i64) -> CheckResult<Vec<JobRecord>> {
        Ok(self.inbox.show(delivery).await?.map(|stored| stored.jobs).unwrap_or_default())
    }

    pub(crate) async fn lists<const N: usize>(&self, what: &str, filter: JobFilter, names: [&str; N]) -> CheckResult {
        let found: Vec<_> = self.inbox.list(filter).await?.into_iter().map(|record| record.name).collect();
        same(what, found, names)
    }

    pub(crate) async fn lists_many(&self, many: usize) -> CheckResult {
        same("jobs in the list", self.inbox.list(JobFilter::all()).await?.len(), many)
    }

    pub(crate) async fn apply(&self, action: JobAction, filter: JobFilter, count: u64) -> CheckResult {
        let what = format!("how many jobs changed by {action:?}");
        same(&what, self.inbox.apply(action, filter).await?, count)
    }

    pub(crate) async fn prune(&self, done: u64, dead: Option<u64>, count: u64) -> CheckResult {
        let mut retention = Retention::default().done(Duration::from_secs(done));
        retention.dead = dead.map(Duration::from_secs);
        same("how many deliveries were deleted", self.inbox.prune(retention).await?, count)
    }

    pub(crate) fn after(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

/// A job that runs whenever it can.
pub(crate) fn job(name: &str) -> NewJob {
    NewJob { name: name.to_owned(), key: None, join: None, delay: Duration::ZERO }
}

/// A job with a key.
pub(crate) fn keyed(name: &str, key: &str) -> NewJob {
    NewJob { key: Some(key.to_owned()), ..job(name) }
}

/// A job that joins, about everything since some second of the epoch.
pub(crate) fn ping(name: &str, topic: &str, since: i64) -> NewJob {
    NewJob { join: Some(Join { topic: topic.to_owned(), since: second(since) }), ..job(name) }
}

/// The same job, due later.
pub(crate) fn delayed(job: NewJob, seconds: u64) -> NewJob {
    NewJob { delay: Duration::from_secs(seconds), ..job }
}

pub(crate) fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}

pub(crate) fn retry(seconds: u64) -> LeaseUpdate {
    LeaseUpdate::Retry { after: Duration::from_secs(seconds), error: "it failed".to_owned() }
}

pub(crate) fn dead() -> LeaseUpdate {
    LeaseUpdate::Dead { error: "it failed for good".to_owned() }
}

pub(crate) fn discarded() -> LeaseUpdate {
    LeaseUpdate::Discarded { reason: "it is not wanted".to_owned() }
}

pub(crate) fn extend(seconds: u64) -> LeaseUpdate {
    LeaseUpdate::Extend { lease_duration: Duration::from_secs(seconds) }
}

pub(crate) fn isolate(seconds: u64) -> LeaseUpdate {
    LeaseUpdate::Isolate { lease_duration: Duration::from_secs(seconds) }
}
