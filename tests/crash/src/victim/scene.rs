//! [`Scene`]: what the handlers share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use cronofy_hooks::{BoxError, Delivery, Occurrence, Outcome};

use super::exclusion::Exclusion;
use super::settings::{Settings, Store};
use crate::behaviour::Behaviour;
use crate::journal::{Ending, Journal};
use crate::parcel::{Task, marker_of};

/// What the handlers share.
#[derive(Clone, Debug)]
pub(super) struct Scene(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    journal: Journal,
    exclusion: Option<Exclusion>,
    /// How often each job has been run here.
    runs: Mutex<HashMap<(u64, usize), u32>>,
}

impl Scene {
    pub(super) fn new(settings: &Settings) -> Self {
        let exclusion = match &settings.store {
            Store::Postgres(url) if settings.exclusive => Some(Exclusion::new(url)),
            _ => None,
        };
        Self(Arc::new(Inner {
            journal: Journal::open(&settings.journal),
            exclusion,
            runs: Mutex::default(),
            settings: settings.clone(),
        }))
    }

    /// Which start of which victim this is.
    pub(super) fn process(&self) -> i64 {
        i64::from(self.0.settings.process)
    }

    /// Notes a run of a handler, and lets it go wrong.
    pub(super) async fn play(
        &self,
        delivery: &Delivery,
        occurrence: &Occurrence,
        task: Task,
    ) -> Result<Outcome, BoxError> {
        let Inner { settings, journal, exclusion, .. } = &*self.0;
        let marker = marker_of(delivery.body()).ok_or("a stored body without a marker")?;
        let place = occurrence.index();
        let since = match task {
            Task::Change { since } => Some(since),
            _ => None,
        };
        let entry = journal.begin(marker, place, since);
        let held = match exclusion {
            Some(exclusion) => {
                let key = settings.mix.parcel(marker).key;
                Some(exclusion.hold(marker, place, key.as_deref()).await?)
            }
            None => None,
        };
        tokio::time::sleep(settings.pause).await;
        if settings.aborts == Some(marker) {
            std::process::abort();
        }
        let behaviour = Behaviour::of(settings.mix.seed, marker, place, task, self.count(marker, place));
        let (ending, outcome) = match behaviour {
            Behaviour::Succeed => (Ending::Done, Ok(Outcome::Done)),
            Behaviour::Sleep(time) => {
                tokio::time::sleep(time).await;
                (Ending::Done, Ok(Outcome::Done))
            }
            Behaviour::Discard => (Ending::Discarded, Ok(Outcome::Discard("this one is not wanted".into()))),
            Behaviour::Fail => (Ending::Failed, Err("this run fails".into())),
            Behaviour::Panic => panic!("this run panics"),
            Behaviour::Hang => std::future::pending().await,
        };
        if let (Some(exclusion), Some(held)) = (exclusion, held) {
            exclusion.let_go(held).await?;
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
