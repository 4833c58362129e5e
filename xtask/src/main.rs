//! `cargo xtask`: installs what the tests need, runs them, and checks what has to hold.

mod ci;
mod command;
mod lanes;
mod rings;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

use crate::command::{Outcome, print};

const HELP: &str = "\
Usage: cargo xtask COMMAND

  test                install what is missing, then run all tests
  test RING… [-- ARG…]
                      the same for some of them; ARGs go to the test programs
  ci                  every check that is not a test
  ci JOB…             some of the checks, in the order given
  tidy                check the rules of the house; `cargo test -p xtask` does the same
  tidy --update       write the exceptions in xtask/allow anew: drop those that nothing needs any more,
                      and add what fails now, without a reason

`cargo test` alone needs nothing but Rust: it is the ring `inner`.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            print(&format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Outcome {
    match arguments {
        ["test", rest @ ..] => rings::run(rest),
        ["ci", names @ ..] => ci::run(names),
        // As cargo calls it.
        ["lane", lane, program, arguments @ ..] => lanes::run_program(lane, program, arguments),
        ["tidy"] => tidy::check(),
        ["tidy", "--update"] => tidy::update(),
        ["help" | "--help" | "-h"] => {
            print(&help());
            Ok(())
        }
        [] => Err(format!("no command\n\n{}", help())),
        [unknown, ..] => Err(format!("unknown command `{unknown}`\n\n{}", help())),
    }
}

fn help() -> String {
    format!("{HELP}\nRings:\n{}\nJobs:\n{}", rings::describe(), ci::describe())
}

#[cfg(test)]
mod tests {
    use super::{help, run};

    #[test]
    fn the_help_lists_every_ring_and_every_job() {
        let help = help();
        for name in ["inner", "postgres", "browser", "clients", "cost", "format", "clippy", "licences", "package"] {
            assert!(help.contains(&format!("\n  {name} ")), "{name}:\n{help}");
        }
    }

    #[test]
    fn an_unknown_name_is_refused_before_anything_runs() {
        for arguments in [&["tset"][..], &["test", "brwoser"], &["ci", "format", "clipy"], &["tidy", "--fix"]] {
            let message = run(arguments).expect_err("it is unknown");
            assert!(message.starts_with("unknown "), "{message}");
        }
    }
}
