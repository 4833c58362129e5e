//! [`Board`]: which process is in the middle of what, as far as they have said.

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::watch;

use crate::line::{Line, Step};

#[derive(Debug)]
pub(super) struct Board(watch::Sender<Said>);

#[derive(Debug, Default)]
struct Said {
    /// What has begun and not ended, by process.
    middle: BTreeMap<String, BTreeSet<String>>,
    /// How often something has begun.
    begun: usize,
    /// Whose it was, the last time.
    last: Option<String>,
}

impl Board {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Said::default()))
    }

    /// Takes down what a process has said.
    pub(super) fn note(&self, process: &str, line: Line) {
        self.0.send_modify(|said| {
            let subjects = said.middle.entry(process.to_owned()).or_default();
            match line.step {
                Step::Begins => {
                    subjects.insert(line.subject);
                    said.begun += 1;
                    said.last = Some(process.to_owned());
                }
                Step::Done | Step::Fails => {
                    subjects.remove(&line.subject);
                }
            }
        });
    }

    /// How often something has begun.
    pub(super) fn begun(&self) -> usize {
        self.0.borrow().begun
    }

    /// Waits until something begins after so many, and says which process has begun it.
    pub(super) async fn somebody_begins(&self, after: usize) -> Option<String> {
        let mut said = self.0.subscribe();
        said.wait_for(|said| said.begun > after).await.ok()?.last.clone()
    }

    /// What a process was in the middle of, which is not there any more.
    pub(super) fn take(&self, process: &str) -> Vec<String> {
        let mut taken = BTreeSet::new();
        self.0.send_modify(|said| taken = said.middle.remove(process).unwrap_or_default());
        taken.into_iter().collect()
    }
}
