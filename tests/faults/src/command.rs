//! [`main`]: the command line.

use std::io::Write as _;
use std::process::ExitCode;

use crate::format::SystemCall;
use crate::known::KnownBreach;
use crate::run::VictimCommand;
use crate::{inject, power, victim};

const USAGE: &str = "\
faults inject [--all | --every 50] [--seed 1] [--call fsync] [--threads 6]
faults power [--all | --every 20] [--threads 2]

Makes each system call of an inbox in a file fail once, or cuts the power after each. Without --all
it takes one of so many. It ends with what was broken, and with a failure if anything was.
";

/// Runs what the arguments say.
#[must_use]
pub fn main(arguments: &[String]) -> ExitCode {
    if let [first, settings] = arguments
        && first == "victim"
    {
        return run_victim(settings);
    }
    let Some((command, options)) = parse(arguments) else {
        say(USAGE);
        return ExitCode::from(2);
    };
    let program = std::env::current_exe().unwrap();
    let FaultsOptions { every, seed, call, threads } = options;
    let (report, broken) = if command == "inject" {
        let plan = inject::FaultsPlan { every: every.unwrap_or(50), seed, call, threads: threads.unwrap_or(6) };
        let report = inject::inject(&program, plan, |tried| {
            if !tried.broken.is_empty() && KnownBreach::of(tried).is_none() {
                say(&tried.to_string());
            }
        });
        (report.to_string(), report.unknown().count())
    } else {
        let plan = power::CutsPlan {
            every: every.unwrap_or(20),
            seeds: if every == Some(1) { 6 } else { 2 },
            opened: 10,
            threads: threads.unwrap_or(2),
        };
        let report = power::cut(&VictimCommand::new(&program).run().recording, plan);
        (report.to_string(), report.broken.len())
    };
    // Ignore errors of writing to stdout.
    let _ = std::io::stdout().write_all(report.as_bytes());
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run_victim(settings: &str) -> ExitCode {
    let settings = serde_json::from_str(settings).unwrap();
    // As many threads on every machine: what runs beside what is then much the same.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match runtime.block_on(victim::run(&settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{error}: {error:?}\n"));
            ExitCode::FAILURE
        }
    }
}

struct FaultsOptions {
    every: Option<usize>,
    seed: u64,
    call: Option<SystemCall>,
    threads: Option<usize>,
}

fn parse(arguments: &[String]) -> Option<(&str, FaultsOptions)> {
    let (command, rest) = arguments.split_first()?;
    if !matches!(&**command, "inject" | "power") {
        return None;
    }
    let mut options = FaultsOptions { every: None, seed: 1, call: None, threads: None };
    let mut rest = rest.iter();
    while let Some(option) = rest.next() {
        if option == "--call" {
            let name = rest.next()?;
            options.call = Some(SystemCall::ALL.into_iter().find(|call| call.name() == name)?);
            continue;
        }
        let mut number = || rest.next()?.parse::<usize>().ok().filter(|number| *number > 0);
        match &**option {
            "--all" => options.every = Some(1),
            "--every" => options.every = Some(number()?),
            "--seed" => options.seed = number()? as u64,
            "--threads" => options.threads = Some(number()?),
            _ => return None,
        }
    }
    Some((command, options))
}

fn say(text: &str) {
    // Ignore errors of writing to stderr.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
