//! Runs the binary in its own process.

use std::process::{Command, Output, Stdio};

use crate::support::CommandOutput;

/// The binary with arguments between spaces.
pub(crate) fn program(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cronofy-hooks"));
    command.args(line.split_whitespace()).env_remove("INBOX_URL").stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> CommandOutput {
    let Output { status, stdout, stderr } = command.output().expect("the binary is built");
    CommandOutput::new(status.code().expect("no signal ended it"), stdout, stderr)
}

#[test]
fn wrong_usage_opens_nothing() {
    for (line, expected) in [
        ("", "Usage: cronofy-hooks <COMMAND>"),
        ("inbox", "Usage: cronofy-hooks inbox"),
        ("inbox list", "error: no inbox; give `--url sqlite:inbox.sqlite`"),
        ("inbox --url sqlite:/nowhere/inbox.sqlite retry", "error: `retry` needs jobs;"),
        ("inbox postgres://app:hidden@host/db list", "error: unrecognized subcommand 'postgres://app:***@host/db'"),
    ] {
        let ended = run(&mut program(line));
        assert_eq!((ended.code, &*ended.out), (2, ""), "{line}: {ended:?}");
        assert!(ended.err.contains(expected), "{line}: {ended:?}");
    }
}

#[test]
fn a_url_without_an_inbox_is_refused() {
    for (url, expected) in [
        ("mysql://app:hidden@host/db", "error: this is not the URL of an inbox; write `sqlite:inbox.sqlite`"),
        ("inbox.sqlite", "error: this is not the URL of an inbox; for a file write `sqlite:` before its path"),
    ] {
        for ended in [
            run(&mut program(&format!("inbox list --url {url}"))),
            run(&mut program(&format!("inbox --json --url {url} stats"))),
            run(program("inbox stats").env("INBOX_URL", url)),
        ] {
            assert_eq!((ended.code, &*ended.out), (1, ""), "{url}: {ended:?}");
            let expected = if ended.err.starts_with('{') { expected.trim_start_matches("error: ") } else { expected };
            assert!(ended.err.contains(expected) && !ended.err.contains("hidden"), "{url}: {ended:?}");
        }
    }
}

/// The environment names the inbox of `inbox`; captured bodies are compared without it.
#[test]
fn schemas_diff_reads_no_database_unless_asked() {
    let ended = run(program("schemas diff").env("INBOX_URL", "sqlite:/nowhere/inbox.sqlite"));
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.err.contains("there is nothing to compare"), "{ended:?}");
}

#[test]
fn the_help_does_not_show_the_url() {
    let ended = run(program("inbox --help").env("INBOX_URL", "postgres://app:hidden@host/db"));
    assert_eq!((ended.code, &*ended.err), (0, ""));
    assert!(!ended.out.contains("hidden"), "{ended:?}");
}
