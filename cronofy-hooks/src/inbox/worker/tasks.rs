//! [`JobTasks`]: the running jobs of a worker.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, timeout};

use super::context::WorkerContext;
use super::suspects::Suspects;
use super::task::{RunResult, release, work};
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::LeasedJob;

/// Don't start a job once this fraction of its lease has elapsed.
const LATE: u32 = 10;

/// What a worker did after it was asked to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Jobs that were finished.
    pub finished: usize,
    /// Jobs that were not finished in time and were given back: another worker runs them, or this one after its
    /// next start.
    pub given_back: usize,
}

/// A job whose task has not ended.
struct RunningJob {
    job: JobId,
    /// For a lease that this worker gets while the handler runs. Closed when the handler has ended.
    renewals: mpsc::UnboundedSender<(Fence, Instant)>,
}

/// The running jobs of a worker. Each job runs once at a time.
pub(super) struct JobTasks {
    context: Arc<WorkerContext>,
    tasks: JoinSet<RunResult>,
    jobs: HashMap<Id, RunningJob>,
    /// Jobs that were leased again while their run was completing them, and when.
    behind: HashMap<JobId, (LeasedJob, Instant)>,
    suspects: Suspects,
    /// A permit for each further handler that may run.
    slots: Arc<Semaphore>,
    give_back: watch::Sender<bool>,
    /// Whether the worker stops: what was leased and has not begun is given back.
    stops: bool,
}

impl JobTasks {
    pub(super) fn new(context: Arc<WorkerContext>) -> Self {
        let (jobs, behind, give_back) = (HashMap::new(), HashMap::new(), watch::Sender::new(false));
        let slots = Arc::new(Semaphore::new(context.settings.concurrency.min(Semaphore::MAX_PERMITS)));
        Self { context, tasks: JoinSet::new(), jobs, behind, suspects: Suspects::new(), slots, give_back, stops: false }
    }

    /// How many more jobs the worker may have; it may lease as many of them as there are [slots](Self::slots). Starts
    /// the next suspect if it may run now.
    ///
    /// A job whose handler has ended takes no slot, although its result is still being stored: so the same write
    /// stores the results of some jobs and leases the next ones. At most as many jobs as may run wait for that.
    pub(super) fn free(&mut self) -> usize {
        let others = self.tasks.len() - self.suspects.waiting();
        if !self.suspects.proceed(others) || self.slots.available_permits() == 0 {
            return 0;
        }
        self.context.settings.concurrency.saturating_mul(2).saturating_sub(others)
    }

    /// A permit for each further handler that may run.
    pub(super) fn slots(&self) -> Arc<Semaphore> {
        Arc::clone(&self.slots)
    }

    /// Whether no job runs.
    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// When to call [`JobTasks::free`] again although no job has ended.
    pub(super) fn look_again(&self) -> Option<Instant> {
        self.suspects.look_again()
    }

    pub(super) fn begin(&mut self, leased: LeasedJob) {
        let job = leased.job;
        if let Some(running) = self.jobs.values().find(|other| other.job == job) {
            let now = Instant::now();
            // The clock of the store leapt and ended the lease: the handler goes on with this one.
            if running.renewals.send((leased.fence, now)).is_err() {
                self.behind.insert(job, (leased, now));
            }
            return;
        }
        let (context, stop) = (Arc::clone(&self.context), self.give_back.subscribe());
        let (lost, crashes) = (leased.lost, leased.crashes);
        let (turn, waits) = oneshot::channel();
        // A suspect needs none, because it runs alone.
        let slot = if lost > 0 { None } else { Arc::clone(&self.slots).try_acquire_owned().ok() };
        let (renewals, renewed) = mpsc::unbounded_channel();
        let task = self.tasks.spawn(work(context, leased, stop, slot, (lost > 0).then_some(waits), renewed));
        self.jobs.insert(task.id(), RunningJob { job, renewals });
        if lost > 0 {
            self.suspects.add(task.id(), crashes, turn);
        }
    }

    /// Waits for the next job that ends, and returns its result, or `Some(None)` when its task panicked. `None` when
    /// no job runs. Nothing is lost when the future is dropped.
    pub(super) async fn ended(&mut self) -> Option<Option<RunResult>> {
        let (task, worked) = match self.tasks.join_next_with_id().await? {
            Ok((task, worked)) => (task, Some(worked)),
            Err(error) => (error.id(), None),
        };
        self.suspects.ended(task);
        if let Some(RunningJob { job, renewals }) = self.jobs.remove(&task)
            && let Some((leased, since)) = self.behind.remove(&job)
        {
            let is_late = since.elapsed() >= self.context.settings.lease / LATE;
            if is_late {
                tracing::warn!(%job, "the lease of a job ended while its handler ran; if the machine did not sleep, check its clock");
            }
            if !is_late && !self.stops {
                self.begin(leased);
            } else {
                // Left alone it would be due when its lease ends, which is never while the clock of a test stands still.
                let task = self.tasks.spawn(release(Arc::clone(&self.context), leased));
                // Its task is over, so a further lease waits behind this one.
                self.jobs.insert(task.id(), RunningJob { job, renewals });
            }
        }
        Some(worked)
    }

    /// Waits until all jobs have ended. After the grace, those that have not finished give their job back.
    pub(super) async fn drain(mut self) -> ShutdownReport {
        self.stops = true;
        self.suspects.give_back();
        let mut stopped = ShutdownReport::default();
        let grace = self.context.settings.grace;
        if timeout(grace, self.all(&mut stopped)).await.is_err() {
            self.give_back.send_replace(true);
            self.all(&mut stopped).await;
        }
        stopped
    }

    async fn all(&mut self, stopped: &mut ShutdownReport) {
        while let Some(worked) = self.ended().await {
            match worked {
                Some(RunResult::Finished) => stopped.finished += 1,
                Some(RunResult::GivenBack) => stopped.given_back += 1,
                Some(RunResult::Lost) | None => {}
            }
        }
    }
}
