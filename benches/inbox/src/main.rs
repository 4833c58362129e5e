//! Compares the inbox of cronofy-hooks with other durable queues, and with the disk alone.
//!
//! All sides take turns in random order inside each round, on the same disk, and what counts is the
//! ratio of two sides in the same round: the machine is never the same twice. See `../README.md`.

mod accept;
mod cost;
mod counters;
mod drive;
mod figures;
mod growth;
mod latency;
mod message;
mod options;
mod pipeline;
mod place;
mod processes;
mod report;
mod sides;
mod starts;

use std::process::ExitCode;

use serde_json::{Map, Value};

use self::options::{BenchOptions, USAGE, What};
use self::place::BenchFolder;
use self::report::{BenchReport, say, warn};
use self::sides::BoxError;

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().skip(1).any(|argument| argument == "--help" || argument == "-h") {
        say(USAGE);
        return ExitCode::SUCCESS;
    }
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|first| first == processes::CHILD).is_some() {
        return match processes::child(arguments).await {
            Ok(accepted) => {
                say(&accepted.to_string());
                ExitCode::SUCCESS
            }
            Err(error) => {
                warn(&format!("error: {error:#}"));
                ExitCode::FAILURE
            }
        };
    }
    let ended = tokio::select! {
        ended = run() => ended,
        _ = tokio::signal::ctrl_c() => Err("interrupted".into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            warn(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let options = BenchOptions::read(std::env::args().skip(1))?;
    let place = BenchFolder::in_folder(&options.dir)?;
    let cores = std::thread::available_parallelism()?.get();
    say(&format!("{cores} cores, {}, seed {}", place.file_system(), options.seed));
    let mut about = Map::new();
    about.insert("cores".to_owned(), cores.into());
    about.insert("file_system".to_owned(), place.file_system().into());
    about.insert("seed".to_owned(), options.seed.into());
    about.insert("rounds".to_owned(), Value::from(options.rounds));
    for what in &options.what {
        let name = match what {
            What::Accept => "accept",
            What::Latency => "latency",
            What::Growth => "growth",
            What::Pipeline => "pipeline",
            What::Cost => "cost",
            What::Processes => "processes",
        };
        let mut report = BenchReport::new(name, &options.figures, &about)?;
        match what {
            What::Accept => accept::run(&options, &place, &mut report).await?,
            What::Latency => latency::run(&options, &place, &mut report).await?,
            What::Growth => growth::run(&options, &place, &mut report).await?,
            What::Pipeline => pipeline::run(&options, &place, &mut report).await?,
            What::Cost => cost::run(&options, &place, &mut report).await?,
            What::Processes => processes::run(&options, &place, &mut report).await?,
        }
    }
    Ok(())
}
