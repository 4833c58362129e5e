//! [`Running`]: the runs of a worker, of each unit one at a time.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{oneshot, watch};
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, timeout};

use super::pool::Stopped;
use super::suspects::Suspects;
use super::task::{Worked, work};
use super::{Core, tell};
use crate::inbox::{Leased, UnitId};

/// A lease of which such a part is over is not begun with.
const LATE: u32 = 10;

/// The runs of a worker, of each unit one at a time.
pub(super) struct Running {
    core: Arc<Core>,
    tasks: JoinSet<Worked>,
    units: HashMap<Id, UnitId>,
    /// Leased again before its run has ended, and when: the run has just settled it, or the clock of
    /// the store leapt and ended a lease of which the handler has not heard.
    behind: HashMap<UnitId, (Leased, Instant)>,
    suspects: Suspects,
    give_back: watch::Sender<bool>,
}

impl Running {
    pub(super) fn new(core: Arc<Core>) -> Self {
        let (units, behind, give_back) = (HashMap::new(), HashMap::new(), watch::Sender::new(false));
        Self { core, tasks: JoinSet::new(), units, behind, suspects: Suspects::new(), give_back }
    }

    /// How many more may be leased. Lets the next suspect run, where it is its turn.
    pub(super) fn free(&mut self) -> usize {
        let others = self.tasks.len() - self.suspects.waiting();
        if self.suspects.proceed(others) { self.core.settings.concurrency.saturating_sub(others) } else { 0 }
    }

    /// When [`Running::free`] may say something else although nothing has ended.
    pub(super) fn look_again(&self) -> Option<Instant> {
        self.suspects.look_again()
    }

    pub(super) fn begin(&mut self, leased: Leased) {
        let unit = leased.unit;
        if self.units.values().any(|other| *other == unit) {
            self.behind.insert(unit, (leased, Instant::now()));
            return;
        }
        let (core, stop) = (Arc::clone(&self.core), self.give_back.subscribe());
        let (lost, crashes) = (leased.lost, leased.crashes);
        let (turn, waits) = oneshot::channel();
        let task = self.tasks.spawn(work(core, leased, stop, (lost > 0).then_some(waits)));
        self.units.insert(task.id(), unit);
        if lost > 0 {
            self.suspects.add(task.id(), crashes, turn);
        }
    }

    /// The next run that ends: what became of its unit, or `None` where it took the whole task with it.
    /// Ready with nothing where none runs. Nothing is lost when it is dropped.
    pub(super) async fn ended(&mut self) -> Option<Option<Worked>> {
        let (task, worked) = match self.tasks.join_next_with_id().await? {
            Ok((task, worked)) => (task, Some(worked)),
            Err(error) => (error.id(), None),
        };
        self.suspects.ended(task);
        if let Some(unit) = self.units.remove(&task)
            && let Some((leased, since)) = self.behind.remove(&unit)
        {
            if since.elapsed() < self.core.settings.lease / LATE {
                self.begin(leased);
            } else {
                // It is due again when its lease ends.
                tell::leapt(unit);
            }
        }
        Some(worked)
    }

    /// Waits for all of them, and has given back what is not finished within the grace.
    pub(super) async fn drain(mut self) -> Stopped {
        // Their leases end by themselves.
        self.behind.clear();
        self.suspects.give_back();
        let mut stopped = Stopped::default();
        let grace = self.core.settings.grace;
        if timeout(grace, self.all(&mut stopped)).await.is_err() {
            self.give_back.send_replace(true);
            self.all(&mut stopped).await;
        }
        stopped
    }

    async fn all(&mut self, stopped: &mut Stopped) {
        while let Some(worked) = self.ended().await {
            match worked {
                Some(Worked::Finished) => stopped.finished += 1,
                Some(Worked::GivenBack) => stopped.given_back += 1,
                Some(Worked::Lost) | None => {}
            }
        }
    }
}
