//! [`Walk`]: takes each step on an inbox and on the model.

use bytes::Bytes;

use super::clock::Clock;
use super::difference::{CheckResult, Difference, holds, same, same_lines};
use super::lines;
use super::model::{Model, earlier};
use super::step::{Incoming, Step};
use super::together::together;
use crate::inbox::{Accepted, Fence, Inbox, JobFilter, JobId, LeaseRequest, LeaseUpdate, NewDelivery};

pub(super) struct Walk<'a> {
    inbox: &'a dyn Inbox,
    clock: &'a Clock,
    model: Model,
    /// Every lease there was, with the fence of each side.
    leases: Vec<(JobId, Fence, Fence)>,
    /// How many deliveries were sent.
    sent: u64,
    /// The highest number of a delivery so far.
    highest: i64,
    /// The jobs as they were before the step.
    before: Vec<String>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(inbox: &'a dyn Inbox, clock: &'a Clock) -> Self {
        let model = Model::default();
        Self { inbox, clock, model, leases: Vec::new(), sent: 0, highest: i64::MIN, before: Vec::new() }
    }

    pub(super) fn before(&self) -> &[String] {
        &self.before
    }

    pub(super) async fn step(&mut self, step: &Step) -> CheckResult {
        self.model.set_time(self.clock.now());
        self.before = lines::entries(&self.model.list(&JobFilter::all()));
        match step {
            Step::Accept(deliveries) => self.accept(deliveries).await,
            Step::Lease { max, lease_duration } => {
                self.lease(LeaseRequest { max: *max, lease_duration: *lease_duration, wait: false }).await
            }
            Step::Update { lease, update, transaction } => self.update_lease(*lease, update, *transaction).await,
            Step::Apply { change, job, filter } => {
                let filter = self.select(*job, filter);
                let expected = self.model.apply(*change, &filter);
                same("jobs changed", self.inbox.apply(*change, filter).await?, expected)
            }
            Step::List { job, filter } => {
                let filter = self.select(*job, filter);
                let expected = lines::entries(&self.model.list(&filter));
                same_lines("the list", lines::entries(&self.inbox.list(filter).await?), expected)
            }
            Step::Prune(retention) => {
                let expected = self.model.prune(retention);
                same("deliveries forgotten", self.inbox.prune(*retention).await?, expected)
            }
            Step::Advance(by) => {
                self.clock.advance(*by);
                self.model.set_time(self.clock.now());
                Ok(())
            }
        }
    }

    /// Everything that can be seen.
    pub(super) async fn compare(&self) -> CheckResult {
        let expected = lines::entries(&self.model.list(&JobFilter::all()));
        let found = lines::entries(&self.inbox.list(JobFilter::all()).await?);
        same_lines("all jobs after the step", found, expected)?;
        let expected = lines::statistics(&self.model.statistics());
        same_lines("the statistics", lines::statistics(&self.inbox.statistics().await?), expected)?;
        let Some(newest) = self.model.numbers().into_iter().max() else { return Ok(()) };
        let found = lines::stored(self.inbox.show(newest).await?.as_ref());
        same_lines("the newest delivery", found, lines::stored(self.model.show(newest).as_ref()))
    }

    async fn accept(&mut self, deliveries: &[Incoming]) -> CheckResult {
        let sent: Vec<_> = deliveries.iter().map(|delivery| self.send(delivery)).collect();
        let calls = sent.iter().map(|new| self.inbox.accept(new.clone())).collect();
        let answers = together(calls).await?;
        let mut numbers: Vec<_> =
            self.inbox.list(JobFilter::all()).await?.iter().map(|entry| entry.job.delivery()).collect();
        let known = self.model.numbers();
        numbers.retain(|number| !known.contains(number));
        numbers.sort_unstable();
        numbers.dedup();
        let mut stored = vec![false; sent.len()];
        for number in numbers {
            holds("the number of a new delivery is higher than all before", number > self.highest)?;
            self.highest = number;
            // Which of those that were sent at the same time it is.
            let head = self.inbox.show(number).await?.map(|stored| stored.head);
            let place = sent.iter().position(|new| Some(&new.head) == head.as_ref());
            let place = place.ok_or_else(|| Difference::new("the head", "one that was sent", format!("{head:?}")))?;
            let new = &sent[place];
            holds("what was stored before is not stored again", !new.repeat.is_some_and(|it| self.model.knows(it)))?;
            self.model.accept(number, new.clone());
            stored[place] = true;
        }
        for ((answer, new), stored) in answers.into_iter().zip(&sent).zip(stored) {
            let is_known = new.repeat.is_some_and(|repeat| self.model.knows(repeat));
            holds("what was sent is stored", stored || is_known)?;
            same("the answer", answer, if stored { Accepted::New } else { Accepted::Repeated })?;
        }
        Ok(())
    }

    fn send(&mut self, Incoming { repeat, age, jobs }: &Incoming) -> NewDelivery {
        self.sent += 1;
        NewDelivery {
            repeat: repeat.map(|repeat| [repeat; 16]),
            head: format!("delivery \"{}\"", self.sent),
            body: Bytes::from(vec![b'b'; self.sent as usize % 7]),
            received_at: earlier(self.clock.now(), *age),
            jobs: jobs.clone(),
        }
    }

    async fn lease(&mut self, request: LeaseRequest) -> CheckResult {
        let expected = self.model.lease(request.max, request.lease_duration);
        let found = self.inbox.lease(request).await?;
        same_lines("what is leased", lines::leased(&found), lines::leased(&expected))?;
        for (found, expected) in found.iter().zip(&expected) {
            let last = self.leases.iter().rev().find(|(job, ..)| *job == found.job);
            let grows = last.is_none_or(|(_, fence, _)| found.fence > *fence);
            holds("the fence is higher than that of the lease before", grows)?;
            self.leases.push((found.job, found.fence, expected.fence));
        }
        Ok(())
    }

    async fn update_lease(&mut self, lease: usize, update: &LeaseUpdate, transaction: bool) -> CheckResult {
        let Some(back) = lease.checked_rem(self.leases.len()) else { return Ok(()) };
        let (job, fence, of_the_model) = self.leases[self.leases.len() - 1 - back];
        let expected = self.model.update_lease(job, of_the_model, update);
        let found = if transaction && self.inbox.transactions().is_some() {
            let transaction = self.inbox.begin().await?;
            self.inbox.commit(transaction, job, fence, update.clone()).await?
        } else {
            self.inbox.update_lease(job, fence, update.clone()).await?
        };
        same(&format!("whether {job} was completed"), found, expected)
    }

    fn select(&self, job: Option<usize>, filter: &JobFilter) -> JobFilter {
        let all = self.model.list(&JobFilter::all());
        let job = job.and_then(|job| job.checked_rem(all.len())).map(|back| all[back].job);
        JobFilter { jobs: job.into_iter().collect(), ..filter.clone() }
    }
}
