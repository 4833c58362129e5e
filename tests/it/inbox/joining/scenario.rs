//! [`JoinScenario`]: pings of one topic, and the runs that cover them.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::Inbox;
use cronofy_hooks::inbox::{
    Fence, InboxError, JobFilter, JobId, JobState, Join, LeaseRequest, LeaseUpdate, LeasedJob, NewDelivery, NewJob,
};
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks_conformance::TestClock;
use jiff::Timestamp;

const LEASE_DURATION: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScenarioEvent {
    /// A ping arrives.
    Ping,
    /// A worker asks for one job.
    Lease,
    /// The run is done.
    Done,
    /// The run failed.
    Retry,
    /// Every lease ends; its worker goes on.
    Expire,
    /// The job is given back.
    Release,
}

impl ScenarioEvent {
    pub(super) const ALL: [Self; 6] = [Self::Ping, Self::Lease, Self::Done, Self::Retry, Self::Expire, Self::Release];
}

/// The variants of a scenario.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScenarioSetting {
    /// Whether runs of the topic are one at a time.
    pub(super) keyed: bool,
    /// Whether pings are due only after a while, so that they collect.
    pub(super) window: bool,
    /// Which of several workers updates: the one that began first, or last.
    pub(super) first_settles: bool,
    /// Whether the workers that are left in the end finish late, or never.
    pub(super) finish_late: bool,
}

pub(super) struct JoinScenario {
    inbox: MemoryInbox,
    clock: TestClock,
    setting: ScenarioSetting,
    step: usize,
    /// When each ping arrived, and its time.
    pings: Vec<(usize, Timestamp)>,
    /// Workers that have not completed their job, even if they lost their lease.
    workers: Vec<ScenarioRun>,
    /// Runs that were done.
    pub(super) runs: Vec<ScenarioRun>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ScenarioRun {
    job: JobId,
    fence: Fence,
    began: usize,
    since: Option<Timestamp>,
}

impl JoinScenario {
    pub(super) fn new(setting: ScenarioSetting) -> Self {
        let clock = TestClock::new();
        let time = clock.clone();
        let inbox = MemoryInbox::with_clock(move || time.now());
        Self { inbox, clock, setting, step: 0, pings: Vec::new(), workers: Vec::new(), runs: Vec::new() }
    }

    pub(super) fn happens(&mut self, event: ScenarioEvent) {
        self.step += 1;
        match event {
            ScenarioEvent::Ping => self.ping(),
            ScenarioEvent::Lease => self.lease(1),
            ScenarioEvent::Expire => self.clock.advance(LEASE_DURATION * 2),
            ScenarioEvent::Done => self.update_lease(LeaseUpdate::Done),
            ScenarioEvent::Retry => {
                self.update_lease(LeaseUpdate::Retry { after: LEASE_DURATION / 2, error: String::new() })
            }
            ScenarioEvent::Release => self.update_lease(LeaseUpdate::Release),
        }
    }

    fn ping(&mut self) {
        // Neither always later nor always earlier than the ones before.
        let since = Timestamp::from_second([50, 30, 40, 10, 60, 20, 70][self.pings.len() % 7]).unwrap();
        self.pings.push((self.step, since));
        let key = self.setting.keyed.then(|| "k".to_owned());
        let delay = if self.setting.window { LEASE_DURATION } else { Duration::ZERO };
        let join = Some(Join { topic: "t".to_owned(), since });
        let jobs = vec![NewJob { name: String::new(), key, join, delay }];
        let received_at = self.clock.now();
        let new = NewDelivery { repeat: None, head: String::new(), body: Bytes::new(), received_at, jobs };
        done(self.inbox.accept(new));
    }

    fn lease(&mut self, max: usize) {
        let leased = done(self.inbox.lease(LeaseRequest { max, lease_duration: LEASE_DURATION, wait: false }));
        let began = self.step;
        let run = |LeasedJob { job, fence, since, .. }| ScenarioRun { job, fence, began, since };
        self.workers.extend(leased.into_iter().map(run));
    }

    fn update_lease(&mut self, update: LeaseUpdate) {
        if self.workers.is_empty() {
            return;
        }
        let worker = if self.setting.first_settles { 0 } else { self.workers.len() - 1 };
        let run = self.workers.remove(worker);
        let is_done = update == LeaseUpdate::Done;
        // A worker that was replaced has done nothing that counts.
        if done(self.inbox.update_lease(run.job, run.fence, update)) && is_done {
            self.runs.push(run);
        }
    }

    /// Leases and completes jobs until nothing is left to do.
    pub(super) fn drain(&mut self) {
        while self.setting.finish_late && !self.workers.is_empty() {
            self.happens(ScenarioEvent::Done);
        }
        self.workers.clear();
        for _ in 0..=2 * self.pings.len() {
            self.happens(ScenarioEvent::Expire);
            self.lease(100);
            while !self.workers.is_empty() {
                self.happens(ScenarioEvent::Done);
            }
        }
    }

    /// Each ping has a run that began after it arrived, and went back far enough.
    pub(super) fn skipped(&self) -> Option<usize> {
        let covers = |run: &ScenarioRun, arrived: usize, time: Timestamp| {
            run.began > arrived && run.since.is_some_and(|since| since <= time)
        };
        self.pings.iter().position(|&(arrived, time)| !self.runs.iter().any(|run| covers(run, arrived, time)))
    }

    /// Whether no job is left to do.
    pub(super) fn is_drained(&self) -> bool {
        let jobs = done(self.inbox.list(JobFilter::all()));
        jobs.iter().all(|job| !matches!(job.state, JobState::Waiting | JobState::Running))
    }
}

/// The inbox in memory answers at once unless it waits for work.
fn done<T>(reply: impl Future<Output = Result<T, InboxError>>) -> T {
    match pin!(reply).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer.unwrap(),
        Poll::Pending => panic!("it waits"),
    }
}
