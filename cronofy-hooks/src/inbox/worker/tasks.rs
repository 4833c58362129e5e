//! [`Tasks`]: the runs of a worker, of each job one at a time.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{oneshot, watch};
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, timeout};

use super::pool::ShutdownReport;
use super::suspects::Suspects;
use super::task::{Worked, work};
use super::{Core, log};
use crate::inbox::{JobId, LeasedJob};

/// A lease of which such a part is over is not begun with.
const LATE: u32 = 10;

/// The runs of a worker, of each job one at a time.
pub(super) struct Tasks {
    core: Arc<Core>,
    tasks: JoinSet<Worked>,
    jobs: HashMap<Id, JobId>,
    /// Leased again before its run has ended, and when: the run has just settled it, or the clock of
    /// the store leapt and ended a lease of which the handler has not heard.
    behind: HashMap<JobId, (LeasedJob, Instant)>,
    suspects: Suspects,
    give_back: watch::Sender<bool>,
}

impl Tasks {
    pub(super) fn new(core: Arc<Core>) -> Self {
        let (jobs, behind, give_back) = (HashMap::new(), HashMap::new(), watch::Sender::new(false));
        Self { core, tasks: JoinSet::new(), jobs, behind, suspects: Suspects::new(), give_back }
    }

    /// How many more may be leased. Lets the next suspect run, where it is its turn.
    pub(super) fn free(&mut self) -> usize {
        let others = self.tasks.len() - self.suspects.waiting();
        if self.suspects.proceed(others) { self.core.settings.concurrency.saturating_sub(others) } else { 0 }
    }

    /// When [`Tasks::free`] may say something else although nothing has ended.
    pub(super) fn look_again(&self) -> Option<Instant> {
        self.suspects.look_again()
    }

    pub(super) fn begin(&mut self, leased: LeasedJob) {
        let job = leased.job;
        if self.jobs.values().any(|other| *other == job) {
            self.behind.insert(job, (leased, Instant::now()));
            return;
        }
        let (core, stop) = (Arc::clone(&self.core), self.give_back.subscribe());
        let (lost, crashes) = (leased.lost, leased.crashes);
        let (turn, waits) = oneshot::channel();
        let task = self.tasks.spawn(work(core, leased, stop, (lost > 0).then_some(waits)));
        self.jobs.insert(task.id(), job);
        if lost > 0 {
            self.suspects.add(task.id(), crashes, turn);
        }
    }

    /// The next run that ends: what became of its job, or `None` where it took the whole task with it.
    /// Ready with nothing where none runs. Nothing is lost when it is dropped.
    pub(super) async fn ended(&mut self) -> Option<Option<Worked>> {
        let (task, worked) = match self.tasks.join_next_with_id().await? {
            Ok((task, worked)) => (task, Some(worked)),
            Err(error) => (error.id(), None),
        };
        self.suspects.ended(task);
        if let Some(job) = self.jobs.remove(&task)
            && let Some((leased, since)) = self.behind.remove(&job)
        {
            if since.elapsed() < self.core.settings.lease / LATE {
                self.begin(leased);
            } else {
                // It is due again when its lease ends.
                log::leapt(job);
            }
        }
        Some(worked)
    }

    /// Waits for all of them, and has given back what is not finished within the grace.
    pub(super) async fn drain(mut self) -> ShutdownReport {
        // Their leases end by themselves.
        self.behind.clear();
        self.suspects.give_back();
        let mut stopped = ShutdownReport::default();
        let grace = self.core.settings.grace;
        if timeout(grace, self.all(&mut stopped)).await.is_err() {
            self.give_back.send_replace(true);
            self.all(&mut stopped).await;
        }
        stopped
    }

    async fn all(&mut self, stopped: &mut ShutdownReport) {
        while let Some(worked) = self.ended().await {
            match worked {
                Some(Worked::Finished) => stopped.finished += 1,
                Some(Worked::GivenBack) => stopped.given_back += 1,
                Some(Worked::Lost) | None => {}
            }
        }
    }
}
