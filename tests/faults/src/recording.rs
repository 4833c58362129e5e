//! [`Recording`]: what a victim asked of the system, and what it printed meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::format::{Call, Event};

/// What a victim asked of the system, in order.
#[derive(Clone, Debug)]
pub struct Recording(pub Vec<Event>);

/// A line that the victim printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A part of its script begins.
    Phase(String),
    /// A delivery was answered.
    Answered(u64, u16),
    /// A handler without a transaction ran for a job of a delivery.
    Handled(u64, usize),
    /// A call of the inbox failed: which.
    Failed(String),
}

/// What the victim had said up to some moment.
#[derive(Clone, Debug, Default)]
pub struct Said {
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
    /// Whether it has begun to delete what is done.
    pub prunes: bool,
    /// Calls of the inbox that failed.
    pub failed: Vec<String>,
}

impl Recording {
    /// Reads what the preload library wrote.
    ///
    /// # Panics
    /// When it wrote nothing: then it was not in the process, and nothing was tested.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_default();
        let mut rest = &*bytes;
        let events: Vec<Event> = std::iter::from_fn(|| Event::decode(&mut rest)).collect();
        assert!(
            events.first().is_some_and(|event| event.call == Call::Start),
            "the preload library did not take effect; the dynamic linker must load it, so this needs Linux, and a \
             victim that is linked dynamically"
        );
        Self(events)
    }

    /// How often each call was made, in the order of their kind.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Call, u64> {
        let mut counts = BTreeMap::new();
        for event in &self.0 {
            if event.call != Call::Start && event.call != Call::Note {
                *counts.entry(event.call).or_default() += 1;
            }
        }
        counts
    }

    /// The calls that were made to fail: which file, and in which part of the script.
    #[must_use]
    pub fn injected(&self) -> Vec<String> {
        let mut said = Said::default();
        let describe = |(index, event): (usize, &Event)| {
            said.hear(event);
            event.injected.then(|| format!("{} of {}, {}", event.call.name(), self.file(index), said.phase))
        };
        self.0.iter().enumerate().filter_map(describe).collect()
    }

    /// The name under which the file of a call was opened.
    fn file(&self, index: usize) -> &str {
        let event = &self.0[index];
        let opens = |other: &&Event| other.call == Call::Open && other.succeeded && other.file == event.file;
        let opened = || self.0[..index].iter().rev().find(opens).map_or("", |opened| &opened.name);
        let named = matches!(event.call, Call::Open | Call::Rename | Call::Unlink | Call::Link);
        match if named { &event.name } else { opened() } {
            "" => "the folder",
            name => name,
        }
    }

    /// All that the victim said.
    #[must_use]
    pub fn said(&self) -> Said {
        let mut said = Said::default();
        self.0.iter().for_each(|event| said.hear(event));
        said
    }
}

impl Said {
    /// Takes note of the next event.
    ///
    /// # Panics
    /// When the victim printed something that is no note.
    pub fn hear(&mut self, event: &Event) {
        if event.call != Call::Note {
            return;
        }
        for line in String::from_utf8_lossy(&event.data).lines() {
            match parse(line).unwrap_or_else(|| panic!("the victim printed {line:?}")) {
                Note::Phase(phase) => {
                    self.prunes |= phase.ends_with("prune");
                    self.phase = phase;
                }
                Note::Answered(marker, 0) => {
                    self.sent.insert(marker);
                }
                Note::Answered(marker, 204) => {
                    self.acknowledged.insert(marker);
                }
                Note::Answered(marker, status) => self.refused.entry(marker).or_default().push(status),
                Note::Handled(marker, place) => {
                    self.handled.insert((marker, place));
                }
                Note::Failed(what) => self.failed.push(what),
            }
        }
    }

    /// How often a delivery was refused.
    #[must_use]
    pub fn refusals(&self) -> usize {
        self.refused.values().map(Vec::len).sum()
    }
}

impl Note {
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

fn parse(line: &str) -> Option<Note> {
    let (word, rest) = line.split_once(' ')?;
    let numbers = || rest.split_once(' ');
    Some(match word {
        "phase" => Note::Phase(rest.to_owned()),
        "failed" => Note::Failed(rest.to_owned()),
        "answered" => Note::Answered(numbers()?.0.parse().ok()?, numbers()?.1.parse().ok()?),
        "handled" => Note::Handled(numbers()?.0.parse().ok()?, numbers()?.1.parse().ok()?),
        _ => return None,
    })
}
