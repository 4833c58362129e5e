//! [`BenchOptions`]: the command line.

use std::path::PathBuf;
use std::time::Duration;

use crate::sides::{BoxError, QueueSide};

pub(crate) const USAGE: &str = "\
Compares the inbox with other durable queues and with the disk alone.

Usage: cargo run --release --manifest-path benches/inbox/Cargo.toml -- <what> [options]

What:
  accept     deliveries accepted per second, with 64 senders and with 8
  latency    arrival to answer and arrival to handler, at 100 deliveries a second
  growth     deliveries accepted, leased and completed per second with 1,000, a million and 10 million stored
  pipeline   deliveries accepted, handled and marked as done per second
  cost       processor time, waits, system calls and bytes of a delivery
  processes  accepted and done per second by 1, 2, 4 and 8 processes with one PostgreSQL
  all        one after the other

Options:
  --rounds N      rounds, each with every side once in random order; 7 unless set
  --seconds N     how long each measurement takes; 3 unless set, 10 for latency
  --stored A,B    how many deliveries are stored, for growth; 1000,1000000,10000000 unless set
  --only A,B      only these sides
  --seed N        for the random order and arrivals; another each time unless set
  --dir PATH      where each side keeps its files; the temporary folder unless set
  --figures PATH  the folder for every single figure; benches/inbox/target/figures unless set
";

/// The command line.
#[derive(Clone, Debug)]
pub(crate) struct BenchOptions {
    pub(crate) what: Vec<What>,
    pub(crate) rounds: usize,
    pub(crate) time: Option<Duration>,
    pub(crate) stored: Vec<u64>,
    only: Option<Vec<QueueSide>>,
    pub(crate) seed: u64,
    pub(crate) dir: PathBuf,
    pub(crate) figures: PathBuf,
}

/// The benchmarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Accept,
    Latency,
    Growth,
    Pipeline,
    Cost,
    Processes,
}

impl BenchOptions {
    pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, BoxError> {
        let what = match arguments.next().as_deref() {
            Some("accept") => vec![What::Accept],
            Some("latency") => vec![What::Latency],
            Some("growth") => vec![What::Growth],
            Some("pipeline") => vec![What::Pipeline],
            Some("cost") => vec![What::Cost],
            Some("processes") => vec![What::Processes],
            Some("all") => {
                vec![What::Accept, What::Latency, What::Growth, What::Pipeline, What::Cost, What::Processes]
            }
            Some(other) => return Err(format!("{other:?} is no benchmark\n\n{USAGE}").into()),
            None => return Err(format!("say what to measure\n\n{USAGE}").into()),
        };
        let mut options = Self {
            what,
            rounds: 7,
            time: None,
            stored: vec![1_000, 1_000_000, 10_000_000],
            only: None,
            seed: fastrand::u64(..1_000_000),
            dir: std::env::temp_dir(),
            figures: concat!(env!("CARGO_MANIFEST_DIR"), "/target/figures").into(),
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n\n{USAGE}"))?;
            match &*name {
                "--rounds" => options.rounds = value.parse()?,
                "--seconds" => options.time = Some(Duration::try_from_secs_f64(value.parse()?)?),
                "--stored" => options.stored = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
                "--only" => options.only = Some(value.split(',').map(side).collect::<Result<_, _>>()?),
                "--seed" => options.seed = value.parse()?,
                "--dir" => options.dir = value.into(),
                "--figures" => options.figures = value.into(),
                _ => return Err(format!("{name} is no option\n\n{USAGE}").into()),
            }
        }
        Ok(options)
    }

    /// Those of the sides that were asked for.
    pub(crate) fn of(&self, sides: &[QueueSide]) -> Vec<QueueSide> {
        let asked = |side: &QueueSide| self.only.as_ref().is_none_or(|only| only.contains(side));
        sides.iter().copied().filter(asked).collect()
    }
}

fn side(name: &str) -> Result<QueueSide, BoxError> {
    let found = QueueSide::ALL.into_iter().find(|side| side.name() == name);
    found.ok_or_else(|| {
        let names: Vec<_> = QueueSide::ALL.iter().map(|side| side.name()).collect();
        format!("there is no side {name:?}; there are {}", names.join(", ")).into()
    })
}
