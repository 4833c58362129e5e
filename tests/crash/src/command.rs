//! [`main`]: the command line.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use crate::campaign::{Campaign, Target};
use crate::cluster::Cluster;
use crate::counts::CrashCounts;
use crate::files::FileLoss;
use crate::process::Program;
use crate::standby::Standby;
use crate::upgrade::Upgrade;
use crate::victim;

const USAGE: &str = "\
crash --engine sqlite|postgres [--kill-server | --cluster] [--kills 1000] [--seed 1]
crash --files [--sequences 1000] [--seed 1]
crash --standby [--kills 10] [--seed 1]
crash --engine sqlite|postgres --previous PROGRAM [--seed 1]

Kills receivers at random moments, and counts what they promised; with --kill-server the database
under them; with --cluster one of three that share a database. With --files it deletes and replaces
the files of an inbox under its receiver as well; with --standby it kills a PostgreSQL server for
good, and has its synchronous standby take its place. With --previous, the same program built from the
release before, both releases work on one store. It ends with a message, and keeps the files, when a
promise was not kept.
";

/// Runs what the arguments say.
pub async fn main(arguments: Vec<String>) -> ExitCode {
    if let [first, settings] = &*arguments
        && first == "victim"
    {
        let settings = serde_json::from_str(settings).unwrap();
        return match victim::run(settings).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                print_error(&format!("{error}: {error:?}\n"));
                ExitCode::FAILURE
            }
        };
    }
    if arguments.first().is_some_and(|first| first == "inbox") {
        let arguments = std::iter::once("cronofy-hooks".to_owned()).chain(arguments);
        return cronofy_hooks_cli::run(arguments, &mut cronofy_hooks_cli::Io::standard()).await.into();
    }
    let Some(command) = parse(&arguments) else {
        print_error(USAGE);
        return ExitCode::from(2);
    };
    let summary = match command {
        ParsedCommand::Campaign(campaign) => {
            let started = Instant::now();
            campaign.run(|counts| print_progress(counts, started)).await.to_string()
        }
        ParsedCommand::Cluster(cluster) => cluster.run().await.to_string(),
        ParsedCommand::Upgrade(upgrade) => upgrade.run().await.to_string(),
        ParsedCommand::Standby(standby) => standby.run().await.to_string(),
        ParsedCommand::Files(files) => {
            let started = Instant::now();
            files.run(|counts| print_progress(counts, started)).await.to_string()
        }
    };
    // Ignore errors of writing to stdout.
    let _ = std::io::stdout().write_all(summary.as_bytes());
    ExitCode::SUCCESS
}

/// The test that the arguments name.
enum ParsedCommand {
    Campaign(Campaign),
    Cluster(Cluster),
    Files(FileLoss),
    Standby(Standby),
    Upgrade(Upgrade),
}

fn print_progress(counts: &CrashCounts, started: Instant) {
    let CrashCounts { kills, sequences, acknowledged, lost, .. } = counts;
    let seconds = started.elapsed().as_secs();
    let sequences = if *sequences > 0 { format!("  sequences {sequences:>5}") } else { String::new() };
    print_error(&format!("{seconds:>5} s  kills {kills:>5}{sequences}  acknowledged {acknowledged:>7}  lost {lost}\n"));
}

fn print_error(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn parse(arguments: &[String]) -> Option<ParsedCommand> {
    let program = Program::new(std::env::current_exe().ok()?);
    let (mut target, mut kills, mut seed, mut server, mut cluster) = (None, 1000, 1, false, false);
    let (mut files, mut sequences, mut standby, mut previous) = (false, 1000, false, None);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--engine" => {
                target = Some(match arguments.next()?.as_str() {
                    "sqlite" => Target::Sqlite,
                    "postgres" => Target::Postgres,
                    _ => return None,
                });
            }
            "--kills" => kills = arguments.next()?.parse().ok()?,
            "--seed" => seed = arguments.next()?.parse().ok()?,
            "--kill-server" => server = true,
            "--cluster" => cluster = true,
            "--files" => files = true,
            "--previous" => previous = Some(Program::new(arguments.next()?)),
            "--standby" => standby = true,
            "--sequences" => sequences = arguments.next()?.parse().ok()?,
            _ => return None,
        }
    }
    if files {
        return target.is_none().then_some(ParsedCommand::Files(FileLoss { sequences, seed, program }));
    }
    if standby {
        return target.is_none().then_some(ParsedCommand::Standby(Standby { kills, seed, program }));
    }
    if let Some(previous) = previous {
        return Some(ParsedCommand::Upgrade(Upgrade { target: target?, seed, program, previous }));
    }
    match (target?, server, cluster) {
        (Target::Postgres, false, true) => Some(ParsedCommand::Cluster(Cluster { kills, seed, program })),
        (Target::Postgres, true, false) => {
            Some(ParsedCommand::Campaign(Campaign { target: Target::Server, kills, seed, program }))
        }
        (target, false, false) => Some(ParsedCommand::Campaign(Campaign { target, kills, seed, program })),
        _ => None,
    }
}
