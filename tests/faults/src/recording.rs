//! [`CallRecording`]: what a victim asked of the system, and what it printed meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::format::{RecordedCall, SystemCall};

/// What a victim asked of the system, in order.
#[derive(Clone, Debug)]
pub struct CallRecording(pub Vec<RecordedCall>);

/// A line that the victim printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VictimNote {
    /// A part of its script begins.
    Phase(String),
    /// A delivery was answered.
    Answered(u64, u16),
    /// A handler without a transaction ran for a job of a delivery.
    Handled(u64, usize),
    /// A call of the inbox failed: which.
    Failed(String),
}

/// What the victim had printed up to some moment.
#[derive(Clone, Debug, Default)]
pub struct VictimOutput {
    /// The part of its script.
    pub phase: String,
    /// Deliveries that were sent.
    pub sent: BTreeSet<u64>,
    /// Deliveries that were answered with 204.
    pub acknowledged: BTreeSet<u64>,
    /// How often each was answered with something else.
    pub refused: BTreeMap<u64, Vec<u16>>,
    /// Jobs whose handler has run.
    pub handled: BTreeSet<(u64, usize)>,
    /// Whether it has started to delete what is done.
    pub prunes: bool,
    /// Calls of the inbox that failed.
    pub failed: Vec<String>,
}

impl CallRecording {
    /// Reads what the preload library wrote.
    ///
    /// # Panics
    /// When it wrote nothing: then it was not in the process, and nothing was tested.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_default();
        let mut rest = &*bytes;
        let events: Vec<RecordedCall> = std::iter::from_fn(|| RecordedCall::decode(&mut rest)).collect();
        assert!(
            events.first().is_some_and(|event| event.call == SystemCall::Start),
            "the preload library did not take effect; the dynamic linker must load it, so this needs Linux, and a \
             victim that is linked dynamically"
        );
        Self(events)
    }

    /// How often each call was made, in the order of their kind.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<SystemCall, u64> {
        let mut counts = BTreeMap::new();
        for event in &self.0 {
            if event.call != SystemCall::Start && event.call != SystemCall::Note {
                *counts.entry(event.call).or_default() += 1;
            }
        }
        counts
    }

    /// The calls that were made to fail: their files, and the part of the script.
    #[must_use]
    pub fn injected(&self) -> Vec<String> {
        let mut said = VictimOutput::default();
        let describe = |(index, event): (usize, &RecordedCall)| {
            said.hear(event);
            event.injected.then(|| format!("{} of {}, {}", event.call.name(), self.file(index), said.phase))
        };
        self.0.iter().enumerate().filter_map(describe).collect()
    }

    /// The name under which the file of a call was opened.
    fn file(&self, index: usize) -> &str {
        let event = &self.0[index];
        let opens =
            |other: &&RecordedCall| other.call == SystemCall::Open && other.succeeded && other.file == event.file;
        let opened = || self.0[..index].iter().rev().find(opens).map_or("", |opened| &opened.name);
        let named = matches!(event.call, SystemCall::Open | SystemCall::Rename | SystemCall::Unlink | SystemCall::Link);
        match if named { &event.name } else { opened() } {
            "" => "the folder",
            name => name,
        }
    }

    /// Everything that the victim printed.
    #[must_use]
    pub fn said(&self) -> VictimOutput {
        let mut said = VictimOutput::default();
        self.0.iter().for_each(|event| said.hear(event));
        said
    }
}

impl VictimOutput {
    /// Takes note of the next event.
    ///
    /// # Panics
    /// When the victim printed something that is no note.
    pub fn hear(&mut self, event: &RecordedCall) {
        if event.call != SystemCall::Note {
            return;
        }
        for line in String::from_utf8_lossy(&event.data).lines() {
            match parse(line).unwrap_or_else(|| panic!("the victim printed {line:?}")) {
                VictimNote::Phase(phase) => {
                    self.prunes |= phase.ends_with("prune");
                    self.phase = phase;
                }
                VictimNote::Answered(marker, 0) => {
                    self.sent.insert(marker);
                }
                VictimNote::Answered(marker, 204) => {
                    self.acknowledged.insert(marker);
                }
                VictimNote::Answered(marker, status) => self.refused.entry(marker).or_default().push(status),
                VictimNote::Handled(marker, place) => {
                    self.handled.insert((marker, place));
                }
                VictimNote::Failed(what) => self.failed.push(what),
            }
        }
    }

    /// How often a delivery was refused.
    #[must_use]
    pub fn refusals(&self) -> usize {
        self.refused.values().map(Vec::len).sum()
    }
}

impl VictimNote {
    /// The line.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Self::Phase(phase) => format!("phase {phase}\n"),
            Self::Answered(marker, status) => format!("answered {marker} {status}\n"),
            Self::Handled(marker, place) => format!("handled {marker} {place}\n"),
            Self::Failed(what) => format!("failed {what}\n"),
        }
    }
}

fn parse(line: &str) -> Option<VictimNote> {
    let (word, rest) = line.split_once(' ')?;
    let numbers = || rest.split_once(' ');
    Some(match word {
        "phase" => VictimNote::Phase(rest.to_owned()),
        "failed" => VictimNote::Failed(rest.to_owned()),
        "answered" => VictimNote::Answered(numbers()?.0.parse().ok()?, numbers()?.1.parse().ok()?),
        "handled" => VictimNote::Handled(numbers()?.0.parse().ok()?, numbers()?.1.parse().ok()?),
        _ => return None,
    })
}
