//! What handlers cost the compiler, beside the same number of plain axum handlers and beside the functions
//! alone.
//!
//! Generates applications with no handler and with 500 of each kind, builds them in turn, and prints CPU time
//! and expanded lines per handler. Then it builds a minimal application of each kind from nothing. The output
//! of one run is comparable with itself, not with that of another machine.
//!
//! With `--clients` it builds instead a program that makes one call with a client of the API, from nothing: with
//! cronofy-hooks-client, with other clients of other services, and with reqwest alone.

mod clients;
mod measure;
mod project;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;

use self::measure::{Build, Spread};
use self::project::{HandlerKind, Project};

const MOST: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    // `cargo test --benches` runs this with `--test`: building it is all that is to be tested.
    if has("--test") {
        return Ok(());
    }
    let rounds = match arguments.iter().position(|argument| argument == "--rounds") {
        Some(index) => arguments.get(index + 1).ok_or("--rounds needs a number")?.parse()?,
        None => 3,
    };
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile-cost");
    if has("--clients") {
        return clients::minimal(&root, rounds);
    }
    per_handler(&root, rounds)?;
    if has("--no-clean-builds") {
        return Ok(());
    }
    minimal(&root, rounds)
}

/// An application of a kind with no handler, and one with many.
struct Pair {
    kind: HandlerKind,
    none: Project,
    many: Project,
}

impl Pair {
    fn write(root: &Path, kind: HandlerKind) -> Result<Self, Box<dyn Error>> {
        Ok(Self { kind, none: Project::write(root, kind, 0)?, many: Project::write(root, kind, MOST)? })
    }

    /// Milliseconds for each handler.
    fn cost(&self, build: Build) -> Result<f64, Box<dyn Error>> {
        let cost = |project: &Project| {
            project.edit()?;
            build.cpu(project)
        };
        let none = cost(&self.none)?;
        Ok((cost(&self.many)? - none) / MOST as f64 * 1e3)
    }

    fn expanded_lines(&self) -> Result<f64, Box<dyn Error>> {
        Ok((self.many.expanded_lines()? - self.none.expanded_lines()?) / MOST as f64)
    }
}

fn per_handler(root: &Path, rounds: usize) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let pairs = HandlerKind::ALL.into_iter().map(|kind| Pair::write(root, kind)).collect::<Result<Vec<_>, _>>()?;
    writeln!(out, "building the dependencies")?;
    for build in Build::ALL {
        for pair in &pairs {
            pair.cost(build)?;
        }
    }
    writeln!(out, "\nms of CPU for each of {MOST} handlers; median of {rounds} rounds (lowest .. highest)")?;
    write!(out, "{:20}", "")?;
    for pair in &pairs {
        write!(out, "{:26}", pair.kind.title())?;
    }
    writeln!(out, "ours / axum")?;
    for build in Build::ALL {
        // The kinds take turns inside a round, so that a slow moment of the machine meets all of them.
        let rounds = (0..rounds).map(|_| pairs.iter().map(|pair| pair.cost(build)).collect::<Result<Vec<_>, _>>());
        let rounds = rounds.collect::<Result<Vec<_>, _>>()?;
        write!(out, "{:20}", build.title())?;
        for kind in 0..pairs.len() {
            write!(out, "{:26}", Spread::of(rounds.iter().map(|round| round[kind])))?;
        }
        writeln!(out, "{}", Spread::of(rounds.iter().map(|round| round[1] / round[0])))?;
    }
    write!(out, "{:20}", "expanded lines")?;
    for pair in &pairs {
        write!(out, "{:<26.1}", pair.expanded_lines()?)?;
    }
    writeln!(out)?;
    Ok(())
}

/// A minimal application of each kind, built from nothing.
fn minimal(root: &Path, rounds: usize) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    writeln!(out, "\na minimal application, built from nothing (dev profile); median of {rounds} rounds")?;
    let projects = HandlerKind::APPLICATIONS.map(|kind| Project::write(root, kind, 1));
    let projects = projects.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut seconds = Vec::new();
    for _ in 0..rounds {
        let mut round = Vec::new();
        for project in &projects {
            project.clean()?;
            round.push(Build::Leaf.cpu(project)?);
        }
        seconds.push(round);
    }
    for (index, (kind, project)) in HandlerKind::APPLICATIONS.into_iter().zip(&projects).enumerate() {
        let spread = Spread::of(seconds.iter().map(|round| round[index]));
        writeln!(out, "{:20}{:3} crates   {spread} s of CPU", kind.title(), project.crates()?)?;
    }
    writeln!(out, "{:20}{}", "ours / axum", Spread::of(seconds.iter().map(|round| round[1] / round[0])))?;
    Ok(())
}
