//! [`VictimState`]: what the handlers share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use cronofy_hooks::{BoxError, Delivery, Occurrence, Outcome};

use super::exclusion::Exclusion;
use super::settings::{StoreLocation, VictimSettings};
use crate::behaviour::HandlerBehaviour;
use crate::delivery::PlannedTask;
use crate::journal::{Journal, RunEnding};
use crate::marked::marker_of;

/// What the handlers share.
#[derive(Clone, Debug)]
pub(super) struct VictimState(Arc<VictimStateInner>);

#[derive(Debug)]
struct VictimStateInner {
    settings: VictimSettings,
    journal: Journal,
    exclusion: Option<Exclusion>,
    /// How often each job has been run here.
    runs: Mutex<HashMap<(u64, usize), u32>>,
}

impl VictimState {
    pub(super) fn new(settings: &VictimSettings) -> Self {
        let exclusion = match &settings.store {
            StoreLocation::Postgres(url) if settings.exclusive => Some(Exclusion::new(url)),
            _ => None,
        };
        Self(Arc::new(VictimStateInner {
            journal: Journal::open(&settings.journal),
            exclusion,
            runs: Mutex::default(),
            settings: settings.clone(),
        }))
    }

    /// The number of this process.
    pub(super) fn process(&self) -> i64 {
        i64::from(self.0.settings.process)
    }

    /// Notes a run of a handler, and makes it fail where the seed says so.
    pub(super) async fn play(
        &self,
        delivery: &Delivery,
        occurrence: &Occurrence,
        task: PlannedTask,
    ) -> Result<Outcome, BoxError> {
        let VictimStateInner { settings, journal, exclusion, .. } = &*self.0;
        let marker = marker_of(delivery.body()).ok_or("a stored body without a marker")?;
        let place = occurrence.index();
        let since = match task {
            PlannedTask::Change { since } => Some(since),
            _ => None,
        };
        let entry = journal.begin(marker, place, since);
        let lock = match exclusion {
            Some(exclusion) => {
                let key = settings.mix.delivery(marker).key;
                Some(exclusion.lock(marker, place, key.as_deref()).await?)
            }
            None => None,
        };
        tokio::time::sleep(settings.pause).await;
        if settings.aborts == Some(marker) {
            std::process::abort();
        }
        let behaviour = HandlerBehaviour::of(settings.mix.seed, marker, place, task, self.count(marker, place));
        let (ending, outcome) = match behaviour {
            HandlerBehaviour::Succeed => (RunEnding::Done, Ok(Outcome::Done)),
            HandlerBehaviour::Sleep(time) => {
                tokio::time::sleep(time).await;
                (RunEnding::Done, Ok(Outcome::Done))
            }
            HandlerBehaviour::Discard => (RunEnding::Discarded, Ok(Outcome::Discard("this one is not wanted".into()))),
            HandlerBehaviour::Fail => (RunEnding::Failed, Err("this run fails".into())),
            HandlerBehaviour::Panic => panic!("this run panics"),
            HandlerBehaviour::Hang => std::future::pending().await,
        };
        if let (Some(exclusion), Some(lock)) = (exclusion, lock) {
            exclusion.unlock(lock).await?;
        }
        entry.end(ending);
        outcome
    }

    fn count(&self, marker: u64, place: usize) -> u32 {
        let mut runs = self.0.runs.lock().unwrap();
        let runs = runs.entry((marker, place)).or_default();
        *runs += 1;
        *runs - 1
    }
}
