//! [`Journal`]: what handlers did, written so that it survives the process.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Serialize};

use crate::clock::{Moment, now};

/// A file to which each process appends a line when a handler begins, and one when it ends. What
/// `write` has taken survives SIGKILL; nothing here has to survive the power.
#[derive(Debug)]
pub struct Journal {
    file: File,
    runs: AtomicU32,
}

/// How a run of a handler ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunEnding {
    /// It returned done.
    Done,
    /// It returned that this can never be handled.
    Discarded,
    /// It failed or panicked.
    Failed,
    /// It was dropped before it ended.
    Dropped,
}

/// A line.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum JournalLine {
    Begin { run: u32, at: Moment, marker: u64, place: usize, since: Option<i64> },
    End { run: u32, at: Moment, ending: RunEnding },
}

/// A run of a handler, as the journal records it.
#[derive(Clone, Debug)]
pub struct JournalRun {
    /// Which start of which victim.
    pub process: u32,
    /// Of which delivery.
    pub marker: u64,
    /// The job of that delivery.
    pub place: usize,
    /// The start of the period, for a change.
    pub since: Option<i64>,
    /// When it began.
    pub began: Moment,
    /// When and how it ended; `None` where the process was killed meanwhile.
    pub ended: Option<(Moment, RunEnding)>,
}

impl Journal {
    /// Appends to a file.
    ///
    /// # Panics
    /// When it cannot be opened.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        let file = File::options().create(true).append(true).open(path);
        let file = file.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { file, runs: AtomicU32::new(0) }
    }

    /// A handler begins.
    #[must_use]
    pub fn begin(&self, marker: u64, place: usize, since: Option<i64>) -> OpenRun<'_> {
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        self.write(&JournalLine::Begin { run, at: now(), marker, place, since });
        OpenRun { journal: self, run, ending: RunEnding::Dropped }
    }

    fn write(&self, line: &JournalLine) {
        let mut text = serde_json::to_string(line).unwrap();
        text.push('\n');
        // One call: what other threads write does not come between.
        (&self.file).write_all(text.as_bytes()).unwrap();
    }
}

/// A run that goes on. It ends when this is dropped.
#[derive(Debug)]
pub struct OpenRun<'j> {
    journal: &'j Journal,
    run: u32,
    ending: RunEnding,
}

impl OpenRun<'_> {
    /// The handler returns this.
    pub fn end(mut self, ending: RunEnding) {
        self.ending = ending;
    }
}

impl Drop for OpenRun<'_> {
    fn drop(&mut self) {
        let ending = if std::thread::panicking() { RunEnding::Failed } else { self.ending };
        self.journal.write(&JournalLine::End { run: self.run, at: now(), ending });
    }
}

/// Reads what a process wrote.
///
/// # Panics
/// When a line but the last is damaged.
#[must_use]
pub fn read(path: &Path, process: u32) -> Vec<JournalRun> {
    // It may have been killed before it opened the file.
    let text = std::fs::read_to_string(path).unwrap_or_default();
    // A process can be killed in the middle of a line, which is then its last.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let mut runs: Vec<JournalRun> = Vec::new();
    let mut places = Vec::new();
    for line in whole.lines() {
        match serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {line:?}: {error}", path.display())) {
            JournalLine::Begin { run, at, marker, place, since } => {
                places.resize(places.len().max(run as usize + 1), None);
                places[run as usize] = Some(runs.len());
                runs.push(JournalRun { process, marker, place, since, began: at, ended: None });
            }
            JournalLine::End { run, at, ending } => {
                let place = places[run as usize].expect("a run begins before it ends");
                runs[place].ended = Some((at, ending));
            }
        }
    }
    runs
}

impl JournalRun {
    /// Whether its handler returned done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.ended_as(RunEnding::Done)
    }

    /// Whether it ended like this.
    #[must_use]
    pub fn ended_as(&self, ending: RunEnding) -> bool {
        self.ended.is_some_and(|(_, ended)| ended == ending)
    }
}
