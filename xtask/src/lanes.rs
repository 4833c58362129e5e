//! Two lanes of tests: those that mostly wait run beside those that compute.
//!
//! Both lanes are `cargo test` with one selection of packages and features, so nothing is built twice. This program
//! stands between cargo and the test programs, and starts those of its lane.

use std::process::Command;
use std::thread;

use crate::command::{Outcome, cargo, print, run, step};

/// The packages whose tests mostly wait: for kills, disks, a browser, package registries.
pub(crate) const WAITING: [&str; 4] =
    ["cronofy-hooks-clients", "cronofy-hooks-browser", "cronofy-hooks-faults", "cronofy-hooks-crash"];

/// Builds all tests, then runs the lanes beside one another.
///
/// # Errors
/// When something does not build, or a test fails.
pub(crate) fn run_all(everything: &[&str]) -> Outcome {
    step("build all tests");
    run(&mut cargo(&[everything, &["--no-run"]].concat()))?;
    step("all tests");
    let (waiting, computing) = thread::scope(|scope| {
        let waiting = scope.spawn(move || lane("waiting", everything)?.output().map_err(|error| error.to_string()));
        let computing = lane("computing", everything).and_then(|mut lane| run(&mut lane));
        (waiting.join(), computing)
    });
    let waiting = waiting.map_err(|_| "a thread of xtask panicked".to_owned())??;
    step("tests that mostly wait, which ran beside the others");
    print(String::from_utf8_lossy(&waiting.stdout).trim());
    if !waiting.status.success() {
        print(&String::from_utf8_lossy(&waiting.stderr));
        return Err("tests that mostly wait failed".to_owned());
    }
    computing?;
    step("the examples of the documentation");
    // Without a lane: with a program in between they would run in one process.
    run(&mut cargo(&[everything, &["--doc"]].concat()))
}

fn lane(name: &str, everything: &[&str]) -> Outcome<Command> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let runner = format!("target.'cfg(all())'.runner = [{:?}, \"lane\", {name:?}]", program.display().to_string());
    let targets = ["--lib", "--bins", "--tests", "--no-fail-fast"];
    Ok(cargo(&[&["--config", &runner], everything, &targets[..]].concat()))
}

/// Runs a test program of a lane, and nothing where it belongs to the other lane.
///
/// # Errors
/// When it fails.
pub(crate) fn run_program(lane: &str, program: &str, arguments: &[&str]) -> Outcome {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    if !belongs(lane, &package) {
        return Ok(());
    }
    // Where cargo starts it: in the folder of its package.
    run(Command::new(program).args(arguments))
}

fn belongs(lane: &str, package: &str) -> bool {
    WAITING.contains(&package) == (lane == "waiting")
}

#[cfg(test)]
mod tests {
    use super::{WAITING, belongs};
    use crate::workspace::members;

    #[test]
    fn every_package_is_in_one_lane() {
        for member in members() {
            let lanes = ["waiting", "computing"].into_iter().filter(|lane| belongs(lane, &member.name));
            assert_eq!(lanes.count(), 1, "{}", member.name);
        }
    }

    #[test]
    fn the_packages_that_wait_are_members() {
        let names: Vec<String> = members().into_iter().map(|member| member.name).collect();
        assert!(WAITING.iter().all(|name| names.iter().any(|member| member == name)), "{names:?}");
    }
}
