//! [`Walk`]: takes each step on an engine and on the in-memory inbox.

use std::time::Duration;

use cronofy_hooks::inbox::{
    Accepted, Fence, Inbox, JobAction, JobFilter, JobId, JobRecord, LeaseRequest, NewDelivery, StoredDelivery,
};
use cronofy_hooks::testing::MemoryInbox;
use fastrand::Rng;

use super::draw::{self, pick};
use super::lines;
use crate::TestClock;
use crate::difference::{CheckResult, Difference, holds, same, same_lines};
use crate::together::together;

pub(super) struct Walk<'a> {
    inbox: &'a dyn Inbox,
    oracle: MemoryInbox,
    clock: TestClock,
    /// The numbers of the engine's deliveries. The in-memory inbox counts the same deliveries from 1.
    numbers: Vec<i64>,
    /// Every lease there was: the job of the in-memory inbox with its fence, and the engine's fence.
    leases: Vec<(JobId, Fence, Fence)>,
    /// How many deliveries were sent.
    sent: usize,
    /// What happened, step by step.
    pub(super) steps: Vec<String>,
    /// The jobs as they were before the last step.
    pub(super) before: Vec<String>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(inbox: &'a dyn Inbox, clock: TestClock) -> Self {
        let time = clock.clone();
        let oracle = MemoryInbox::with_clock(move || time.now());
        let (numbers, leases, steps, before) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { inbox, oracle, clock, numbers, leases, sent: 0, steps, before }
    }

    /// Takes the step of a seed, and compares everything that can be seen afterwards.
    pub(super) async fn step(&mut self, seed: u64) -> CheckResult {
        self.before = lines::of_records(&self.oracle.list(JobFilter::all()).await?);
        let random = &mut Rng::with_seed(seed);
        match random.u8(..42) {
            0..10 => self.accept(random).await?,
            10..20 => self.lease(random).await?,
            20..30 => self.update_lease(random).await?,
            30..34 => {
                let action = pick(random, [JobAction::Retry, JobAction::Replay, JobAction::Bury]);
                let (of_engine, filter) = self.filter(random, &format!("{action:?}")).await?;
                same(
                    "jobs changed",
                    self.inbox.apply(action, of_engine).await?,
                    self.oracle.apply(action, filter).await?,
                )?;
            }
            34 => {
                let (of_engine, filter) = self.filter(random, "list").await?;
                self.same_records("the list", self.inbox.list(of_engine).await?, &self.oracle.list(filter).await?)?;
            }
            35..37 => {
                let retention = draw::retention(random);
                self.steps.push(format!("prune {retention:?}"));
                same("deliveries deleted", self.inbox.prune(retention).await?, self.oracle.prune(retention).await?)?;
            }
            _ => {
                let by = Duration::from_secs(pick(random, [1, 5, 10, 30, 31]));
                self.steps.push(format!("advance {by:?}"));
                self.clock.advance(by);
            }
        }
        let all = JobFilter::all;
        self.same_records("all jobs after the step", self.inbox.list(all()).await?, &self.oracle.list(all()).await?)?;
        same("the statistics", self.inbox.statistics().await?, self.oracle.statistics().await?)?;
        let Some((number, newest)) = (1..).zip(&self.numbers).last() else { return Ok(()) };
        let (found, expected) = (self.inbox.show(*newest).await?, self.oracle.show(number).await?);
        let parts = |stored: &Option<StoredDelivery>| {
            stored.as_ref().map(|stored| (stored.received_at, stored.head.clone(), stored.body.clone()))
        };
        same("the newest delivery", parts(&found), parts(&expected))?;
        let jobs = |stored: Option<StoredDelivery>| stored.map(|stored| stored.jobs).unwrap_or_default();
        self.same_records("the jobs of the newest delivery", jobs(found), &jobs(expected))
    }

    /// Deliveries arrive, perhaps several at the same time. The in-memory inbox gets those that the engine
    /// stored in the engine's order, and must know the others.
    async fn accept(&mut self, random: &mut Rng) -> CheckResult {
        let count = if random.u8(..5) == 0 { random.usize(2..5) } else { 1 };
        let first = self.sent + 1;
        self.sent += count;
        let sent: Vec<_> = (first..).take(count).map(|it| draw::delivery(random, it, self.clock.now())).collect();
        let text = |NewDelivery { repeat, head, received_at, jobs, .. }: &NewDelivery| {
            format!(" {head} repeat={:?} received={received_at} {jobs:?}", repeat.map(|repeat| repeat[0]))
        };
        self.steps.push(format!("accept{}", sent.iter().map(text).collect::<String>()));
        let answers = together(sent.iter().map(|new| self.inbox.accept(new.clone()))).await?;
        let listed = self.inbox.list(JobFilter::all()).await?;
        let mut stored: Vec<_> = listed.iter().map(|record| record.job.delivery()).collect();
        stored.retain(|number| self.numbers.binary_search(number).is_err());
        stored.sort_unstable();
        stored.dedup();
        let mut expected = vec![Accepted::Repeated; count];
        for number in stored {
            let is_higher = self.numbers.last().is_none_or(|last| number > *last);
            holds("the number of a new delivery is higher than all before", is_higher)?;
            self.numbers.push(number);
            let head = self.inbox.show(number).await?.map(|stored| stored.head);
            let place = sent.iter().position(|new| Some(&new.head) == head.as_ref());
            let place = place.ok_or_else(|| Difference::new("the head", "one that was sent", format!("{head:?}")))?;
            expected[place] = Accepted::New;
            same("a delivery that was stored", Accepted::New, self.oracle.accept(sent[place].clone()).await?)?;
        }
        for (new, stored) in sent.into_iter().zip(&expected).filter(|(_, stored)| **stored == Accepted::Repeated) {
            same("a delivery that was not stored", *stored, self.oracle.accept(new).await?)?;
        }
        same("the answers", answers, expected)
    }

    async fn lease(&mut self, random: &mut Rng) -> CheckResult {
        let lease_duration = pick(random, [5, 30, 30, u64::MAX]);
        let request =
            LeaseRequest { max: random.usize(1..5), lease_duration: Duration::from_secs(lease_duration), wait: false };
        self.steps.push(format!("{request:?}"));
        let mut found = self.inbox.lease(request).await?;
        found.iter_mut().for_each(|leased| leased.job = self.of_oracle(leased.job));
        let expected = self.oracle.lease(request).await?;
        same_lines("what is leased", lines::of_leases(&found), lines::of_leases(&expected))?;
        for (found, expected) in found.iter().zip(&expected) {
            let last = self.leases.iter().rev().find(|(job, ..)| *job == found.job);
            let grows = last.is_none_or(|(.., fence)| found.fence > *fence);
            holds("the fence is higher than that of the lease before", grows)?;
            self.leases.push((found.job, expected.fence, found.fence));
        }
        Ok(())
    }

    /// A worker updates one of the latest leases, be it still its own or not.
    async fn update_lease(&mut self, random: &mut Rng) -> CheckResult {
        let (back, update, in_transaction) = (random.usize(..6), draw::update(random), random.bool());
        let Some(&(job, of_oracle, fence)) = self.leases.iter().rev().cycle().nth(back) else { return Ok(()) };
        let in_transaction = in_transaction && self.inbox.transactions().is_some();
        let how = if in_transaction { " in a transaction" } else { "" };
        self.steps.push(format!("update the lease {} of {job}{how}: {update:?}", of_oracle.0));
        let expected = self.oracle.update_lease(job, of_oracle, update.clone()).await?;
        let job = self.of_engine(job);
        let found = if in_transaction {
            let transaction = self.inbox.begin().await?;
            self.inbox.commit(transaction, job, fence, update).await?
        } else {
            self.inbox.update_lease(job, fence, update).await?
        };
        same("whether it was taken", found, expected)
    }

    /// The same filter for the engine and for the in-memory inbox: in half of the cases of one job.
    async fn filter(&mut self, random: &mut Rng, what: &str) -> CheckResult<(JobFilter, JobFilter)> {
        let (mut filter, back) = (draw::filter(random), random.usize(..16));
        let all = self.oracle.list(JobFilter::all()).await?;
        let job = all.iter().cycle().nth(back).filter(|_| back < 8).map(|record| record.job);
        let of_one = job.map_or_else(String::new, |job| format!(" {job}"));
        self.steps.push(format!("{what}{of_one} {filter:?}"));
        let mut of_engine = filter.clone();
        filter.jobs.extend(job);
        of_engine.jobs.extend(job.map(|job| self.of_engine(job)));
        Ok((of_engine, filter))
    }

    fn same_records(&self, what: &str, mut found: Vec<JobRecord>, expected: &[JobRecord]) -> CheckResult {
        for record in &mut found {
            record.job = self.of_oracle(record.job);
            record.joined = record.joined.map(|joined| self.of_oracle(joined));
        }
        same_lines(what, lines::of_records(&found), lines::of_records(expected))
    }

    /// The id that the in-memory inbox has for a job of the engine.
    fn of_oracle(&self, job: JobId) -> JobId {
        let number = self.numbers.binary_search(&job.delivery()).ok().and_then(|place| i64::try_from(place + 1).ok());
        number.and_then(|number| JobId::new(number, job.index())).unwrap_or(job)
    }

    /// The reverse.
    fn of_engine(&self, job: JobId) -> JobId {
        let place = usize::try_from(job.delivery() - 1).ok();
        let number = place.and_then(|place| self.numbers.get(place)).copied();
        number.and_then(|number| JobId::new(number, job.index())).unwrap_or(job)
    }
}
