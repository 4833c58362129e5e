//! [`Board`]: which process is in the middle of what, by the lines that they printed.

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::watch;

use crate::line::{HandlerStep, ProcessLine};

#[derive(Debug)]
pub(super) struct Board(watch::Sender<BoardState>);

#[derive(Debug, Default)]
struct BoardState {
    /// The handlers that have started and not ended, by process.
    middle: BTreeMap<String, BTreeSet<String>>,
    /// How many handlers have started.
    starts: usize,
    /// Whose it was, the last time.
    last: Option<String>,
}

impl Board {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(BoardState::default()))
    }

    /// Records a line of a process.
    pub(super) fn note(&self, process: &str, line: ProcessLine) {
        self.0.send_modify(|state| {
            let subjects = state.middle.entry(process.to_owned()).or_default();
            match line.step {
                HandlerStep::Begins => {
                    subjects.insert(line.subject);
                    state.starts += 1;
                    state.last = Some(process.to_owned());
                }
                HandlerStep::Done | HandlerStep::Fails => {
                    subjects.remove(&line.subject);
                }
            }
        });
    }

    /// How many handlers have started.
    pub(super) fn starts(&self) -> usize {
        self.0.borrow().starts
    }

    /// Waits for another start after this many. Returns the process that started.
    pub(super) async fn next_start(&self, after: usize) -> Option<String> {
        let mut state = self.0.subscribe();
        state.wait_for(|state| state.starts > after).await.ok()?.last.clone()
    }

    /// What a process was in the middle of, which is not there any more.
    pub(super) fn take(&self, process: &str) -> Vec<String> {
        let mut taken = BTreeSet::new();
        self.0.send_modify(|state| taken = state.middle.remove(process).unwrap_or_default());
        taken.into_iter().collect()
    }
}
