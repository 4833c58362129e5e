//! [`BenchReport`]: each figure as a line of JSON, then the medians and the ratios as a table.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{LineWriter, Write as _};
use std::path::Path;

use serde_json::{Map, Value};

use crate::figures::Spread;
use crate::sides::{BoxError, QueueSide};

/// What was measured of one side in one round.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) side: QueueSide,
    /// What distinguishes several measurements of a side: `64 senders`.
    pub(crate) case: String,
    pub(crate) round: usize,
    pub(crate) values: Vec<(&'static str, f64)>,
}

/// Two measurements of the same rounds.
#[derive(Clone, Debug)]
pub(crate) struct Comparison<'c> {
    pub(crate) of: (QueueSide, &'c str),
    pub(crate) to: (QueueSide, &'c str),
    pub(crate) value: &'static str,
    /// What the median of the ratios should reach.
    pub(crate) goal: Option<f64>,
}

/// All figures of one benchmark.
#[derive(Debug)]
pub(crate) struct BenchReport {
    what: &'static str,
    lines: LineWriter<File>,
    figures: Vec<Figure>,
}

impl BenchReport {
    pub(crate) fn new(what: &'static str, folder: &Path, about: &Map<String, Value>) -> Result<Self, BoxError> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{what}.jsonl"));
        let mut lines = LineWriter::new(File::create(&path)?);
        writeln!(lines, "{}", Value::Object(about.clone()))?;
        say(&format!("\n{what}: every figure goes to {}", path.display()));
        Ok(Self { what, lines, figures: Vec::new() })
    }

    pub(crate) fn add(&mut self, figure: Figure) -> Result<(), BoxError> {
        let mut line = Map::new();
        line.insert("what".to_owned(), self.what.into());
        line.insert("side".to_owned(), figure.side.name().into());
        line.insert("case".to_owned(), figure.case.clone().into());
        line.insert("round".to_owned(), figure.round.into());
        let mut text = format!("round {:<3}{:<24}{:<26}", figure.round, figure.side.name(), figure.case);
        for (name, value) in &figure.values {
            line.insert((*name).to_owned(), (*value).into());
            write!(text, "{name} {}   ", Number(*value))?;
        }
        warn(&text);
        writeln!(self.lines, "{}", Value::Object(line))?;
        self.figures.push(figure);
        Ok(())
    }

    /// Medians over the rounds, with the lowest and the highest.
    pub(crate) fn table(&self) {
        let mut cases: Vec<(QueueSide, &str)> = Vec::new();
        for figure in &self.figures {
            if !cases.contains(&(figure.side, &*figure.case)) {
                cases.push((figure.side, &figure.case));
            }
        }
        cases.sort_by_key(|(side, case)| (*case, side.place()));
        say(&format!("\n{}: medians over the rounds (lowest .. highest)\n", self.what));
        for (side, case) in cases {
            let names: Vec<_> =
                self.of(side, case).flat_map(|figure| figure.values.iter().map(|(name, _)| *name)).collect();
            let mut text = format!("{:<24}{case:<26}", side.name());
            let mut seen = Vec::new();
            for name in names {
                if seen.contains(&name) {
                    continue;
                }
                seen.push(name);
                if let Some(spread) =
                    Spread::of(self.values(side, case, name).into_iter().map(|(_, value)| value).collect())
                {
                    let Spread { median, low, high } = spread;
                    // Writing to a string cannot fail.
                    let _ = write!(text, "{name} {} ({} .. {})   ", Number(median), Number(low), Number(high));
                }
            }
            say(text.trim_end());
        }
        say("");
    }

    /// The ratio of two measurements: of each round, because the machine is not the same in another.
    pub(crate) fn compare(&self, comparison: &Comparison<'_>) {
        let Comparison { of, to, value, goal } = comparison;
        let to_values = self.values(to.0, to.1, value);
        let ratios = self.values(of.0, of.1, value).into_iter().filter_map(|(round, of)| {
            let (_, to) = to_values.iter().find(|(other, _)| *other == round)?;
            Some(of / to)
        });
        let Some(Spread { median, low, high }) = Spread::of(ratios.collect()) else { return };
        let what = if of.1 == to.1 {
            format!("{} / {}, {}", of.0.name(), to.0.name(), of.1)
        } else {
            format!("{}, {} / {}", of.0.name(), of.1, to.1)
        };
        let reached = goal.map(|goal| format!("goal >= {goal}: {}", if median >= goal { "reached" } else { "MISSED" }));
        let ratio = format!("{median:.2} ({low:.2} .. {high:.2})");
        say(format!("{what:<60}{value} {ratio:<26}{}", reached.unwrap_or_default()).trim_end());
    }

    /// A figure that should not be above a limit.
    pub(crate) fn at_most(&self, side: QueueSide, case: &str, value: &'static str, goal: f64) {
        let values = self.values(side, case, value).into_iter().map(|(_, value)| value).collect();
        let Some(Spread { median, .. }) = Spread::of(values) else { return };
        let reached = if median <= goal { "reached" } else { "MISSED" };
        let what = format!("{}, {case}", side.name());
        say(&format!("{what:<60}{value} {:<10} goal <= {goal}: {reached}", Number(median)));
    }

    fn of<'r>(&'r self, side: QueueSide, case: &'r str) -> impl Iterator<Item = &'r Figure> {
        self.figures.iter().filter(move |figure| figure.side == side && figure.case == case)
    }

    fn values(&self, side: QueueSide, case: &str, value: &str) -> Vec<(usize, f64)> {
        let values =
            self.of(side, case).flat_map(|figure| figure.values.iter().map(move |found| (figure.round, found)));
        values.filter(|(_, (name, _))| *name == value).map(|(round, (_, value))| (round, *value)).collect()
    }
}

/// As many digits as mean something.
struct Number(f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 >= 100.0 { write!(f, "{:.0}", self.0) } else { write!(f, "{:.2}", self.0) }
    }
}

/// Prints a line of the result.
pub(crate) fn say(text: &str) {
    // Ignore errors of writing to stdout.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints a warning to stderr.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
