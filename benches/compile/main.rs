//! What handlers cost the compiler, beside the same number of plain axum handlers.
//!
//! Generates applications with 0, 50 and 500 handlers of each kind, builds them in turn, and prints
//! CPU time and expanded lines per handler. Then it builds a minimal application of each kind from
//! nothing. The output of one run is comparable with itself, not with that of another machine.

mod measure;
mod project;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;

use self::measure::{Build, median};
use self::project::{HandlerKind, Project};

const COUNTS: [usize; 3] = [0, 50, 500];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` runs this with `--test`: building it is all that is to be tested.
    if arguments.iter().any(|argument| argument == "--test") {
        return Ok(());
    }
    let rounds = match arguments.iter().position(|argument| argument == "--rounds") {
        Some(index) => arguments.get(index + 1).ok_or("--rounds needs a number")?.parse()?,
        None => 5,
    };
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile-cost");
    let mut out = std::io::stdout();

    let mut projects = Vec::new();
    for kind in HandlerKind::ALL {
        for count in COUNTS {
            projects.push(Project::write(&root, kind, count)?);
        }
    }
    writeln!(out, "building the dependencies")?;
    for project in &projects {
        for build in Build::ALL {
            build.cpu(project)?;
        }
    }

    writeln!(out, "\nms of CPU for each handler, median of {rounds} rounds (500 handlers against none)")?;
    writeln!(out, "{:24}{:>10}{:>10}{:>14}{:>18}", "", "build", "check", "incremental", "expanded lines")?;
    // Projects take turns inside a round, so that a slow moment of the machine meets all of them.
    let mut times = vec![vec![Vec::new(); Build::ALL.len()]; projects.len()];
    for _ in 0..rounds {
        for (project, times) in projects.iter().zip(&mut times) {
            for (build, times) in Build::ALL.into_iter().zip(times) {
                project.edit()?;
                times.push(build.cpu(project)?);
            }
        }
    }
    for (kind, (projects, times)) in
        HandlerKind::ALL.into_iter().zip(projects.chunks(COUNTS.len()).zip(times.chunks(COUNTS.len())))
    {
        let [none, .., most] = times else { return Err("there are three sizes".into()) };
        let per_handler = |build: usize| (median(&most[build]) - median(&none[build])) / 500.0 * 1e3;
        let lines = (projects[1].expanded_lines()? - projects[0].expanded_lines()?) / 50.0;
        writeln!(
            out,
            "{:24}{:>10.1}{:>10.1}{:>14.1}{:>18.1}",
            kind.title(),
            per_handler(0),
            per_handler(1),
            per_handler(2),
            lines
        )?;
    }

    writeln!(out, "\na minimal application, built from nothing (dev profile)")?;
    writeln!(out, "{:24}{:>10}{:>12}", "", "crates", "CPU s")?;
    let mut clean = Vec::new();
    for kind in HandlerKind::ALL {
        let project = Project::write(&root, kind, 1)?;
        let mut seconds = Vec::new();
        for _ in 0..rounds.min(3) {
            project.clean()?;
            seconds.push(Build::Leaf.cpu(&project)?);
        }
        let seconds = median(&seconds);
        writeln!(out, "{:24}{:>10}{:>12.1}", kind.title(), project.crates()?, seconds)?;
        clean.push(seconds);
    }
    if let [axum, ours] = clean[..] {
        writeln!(out, "ratio {:.2}", ours / axum)?;
    }
    Ok(())
}
