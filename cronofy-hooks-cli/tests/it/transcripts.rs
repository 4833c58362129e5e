//! The output of each command.

use cronofy_hooks::inbox::{InboxError, InboxErrorKind};
use cronofy_hooks::{Handlers, Hooks, Secrets, Worker, cronofy_handler, handlers, payload};

use crate::content::deliveries;
use crate::golden::compare;
use crate::recording_inbox::RecordingInbox;
use crate::session::Session;

/// Runs commands on one inbox, and compares their output with a file.
async fn transcript(file: &str, lines: &[&str]) {
    let inbox = RecordingInbox::new(deliveries());
    let mut session = Session::new(&inbox);
    for line in lines {
        session.run(line).await;
    }
    compare(file, &session.transcript);
}

#[tokio::test]
async fn list() {
    let lines = [
        "list",
        "list --state dead --state discarded",
        "list --state waiting,running",
        "list --since 1h --until 1m --name change",
        "list --limit 2",
        "list --limit 0 --name nothing",
        "list --json",
        "list --json --name nothing",
        "list --json --limit 1",
    ];
    transcript("list.txt", &lines).await;
}

#[tokio::test]
async fn list_on_a_terminal() {
    let inbox = RecordingInbox::new(deliveries());
    let mut transcript = String::new();
    for columns in [160, 120, 100, 80] {
        let mut session = Session::new(&inbox).width(columns);
        session.run("list").await;
        transcript += &format!("{}\n{}", "-".repeat(columns), session.transcript);
    }
    compare("list_on_a_terminal.txt", &transcript);
}

#[tokio::test]
async fn show() {
    let lines = [
        "show 15",
        "show 15.1",
        "show 14",
        "show 16",
        "show 17",
        "show 18",
        "show 19",
        "show 20",
        "show 15.2",
        "show 15 --json",
        "show 15.0 --json",
        "show 19 --json",
        "show 20 --json",
        "show 15.1 --personal",
        "show 19 --personal",
        "show 15 --personal --json",
        "show 19 --personal --json",
    ];
    transcript("show.txt", &lines).await;
}

#[tokio::test]
async fn retry() {
    let lines = [
        "retry",
        "retry --all --dry-run",
        "retry --all --dry-run --json",
        "retry 15.0 15.1",
        "retry 14 15.1",
        "retry --state done --dry-run",
        "retry --name change --json",
        "retry --name nothing --json",
        "list --json --name conferencing_failing",
        "retry --all",
    ];
    transcript("retry.txt", &lines).await;
}

#[tokio::test]
async fn replay() {
    let lines = [
        "replay",
        "replay --dry-run --since 5h",
        "replay --dry-run --since 5h --json",
        "replay --dry-run --since 1s",
        "replay --since 5h",
        "replay --since 5h",
        "replay 14 --json",
        "list",
    ];
    transcript("replay.txt", &lines).await;
}

#[tokio::test]
async fn bury() {
    let lines = [
        "bury --limit 0",
        "bury 16 --dry-run",
        "bury 16",
        "bury 16 --json",
        "bury --all --dry-run --json",
        "bury --state dead",
        "show 16",
    ];
    transcript("bury.txt", &lines).await;
}

#[tokio::test]
async fn forget() {
    let lines = [
        "forget",
        "forget --channel chn_2",
        "forget --channel chn_1 --dry-run",
        "forget --channel chn_1 --dry-run --json",
        "forget --channel chn_1",
        "forget --channel chn_1 --json",
    ];
    transcript("forget.txt", &lines).await;
}

#[tokio::test]
async fn prune_and_stats() {
    let lines = [
        "stats",
        "stats --json",
        "prune --dry-run",
        "prune --dry-run --json",
        "prune --dead 30d",
        "prune --done 1h --json",
        "prune",
    ];
    transcript("prune_and_stats.txt", &lines).await;
    let inbox = RecordingInbox::new(Vec::new());
    let mut session = Session::new(&inbox);
    session.run("stats").await;
    session.run("stats --json").await;
    compare("stats_of_nothing.txt", &session.transcript);
}

#[tokio::test]
async fn wrong_usage() {
    let lines = [
        "",
        "lost",
        "list --state gone",
        "list --since yesterday",
        "list --limit many",
        "show",
        "show x",
        "retry 1.x",
        "replay --all --since 2h",
        "prune --done 3",
    ];
    transcript("wrong_usage.txt", &lines).await;
}

#[tokio::test]
async fn an_inbox_that_fails() {
    let refused = std::io::Error::other("connection to postgres://app:hidden@db.internal/app refused");
    let message = "the database does not answer; check that it runs";
    let failure = InboxError::new(InboxErrorKind::Unavailable, message).with_source(refused);
    let inbox = RecordingInbox::failing(failure);
    let mut session = Session::new(&inbox);
    for line in ["list", "show 1", "retry --all", "replay --all --dry-run", "bury --all", "prune", "stats --json"] {
        session.run(line).await;
    }
    compare("an_inbox_that_fails.txt", &session.transcript);
}

/// A handler whose effects could not be rolled back.
#[cronofy_handler(notification = "change")]
async fn sync(_change: payload::Change) {
    panic!("it must not run");
}

fn worker(inbox: &RecordingInbox) -> Worker {
    let handlers: Handlers<_> = handlers![sync, ..];
    let secrets = Secrets::new(["CRN_secret"]).expect("it is a secret");
    Hooks::new(secrets).handlers(handlers).inbox(inbox.clone()).into_worker().expect("the set-up works")
}

#[tokio::test]
async fn dry_run_in_an_application() {
    let inbox = RecordingInbox::new(deliveries());
    let worker = worker(&inbox);
    let mut session = Session::new(&inbox).worker(&worker).width(120);
    let lines = [
        "replay --dry-run --all",
        "replay --dry-run 14 --json",
        "replay --dry-run 16",
        "replay --dry-run --state waiting",
        "replay 14",
    ];
    for line in lines {
        session.run(line).await;
    }
    compare("dry_run_in_an_application.txt", &session.transcript);
}
