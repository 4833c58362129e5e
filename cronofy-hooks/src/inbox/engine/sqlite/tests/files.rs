//! Opening a file, alone and beside other processes.

use std::time::Duration;

use super::common::{
    Folder, Seconds, accept, complete, delivery, job, jobs, lease, made, message, only, open, options, raw, run,
    states, time,
};
use crate::inbox::sqlite::{SqliteInbox, SqliteInboxOptions};
use crate::inbox::{Inbox, InboxErrorKind, JobAction, JobFilter, JobState, LeaseRequest, LeaseUpdate, Retention};

/// An application may start in a task of its own. rustc proves this in an `async` block only, as in an application.
#[tokio::test]
async fn an_inbox_can_be_opened_in_a_task() {
    let folder = Folder::new();
    let file = folder.file();
    let (first, second, url) = (file.clone(), file.clone(), format!("sqlite:{}", file.display()));
    tokio::spawn(async move { SqliteInbox::open(first).await }).await.expect("no panic").expect("it opens");
    tokio::spawn(async move { SqliteInbox::options(second).open().await }).await.expect("no panic").expect("it opens");
    tokio::spawn(async move { SqliteInbox::from_url(&url).await }).await.expect("no panic").expect("it opens");
}

#[tokio::test]
async fn leases_of_a_process_that_is_no_more_are_due() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let killed = open(&folder.file(), &clock).await;
    accept(&killed, delivery(1, vec![job(None)])).await;
    let leased = lease(&killed, 1).await.remove(0);
    // As a kill releases the lock.
    killed.0.engine.lock.let_go();
    clock.advance(1);
    let inbox = open(&folder.file(), &clock).await;
    assert_eq!((only(&inbox).await.state, only(&inbox).await.due_at), (JobState::Waiting, time(101)));
    let again = lease(&inbox, 1).await.remove(0);
    assert_eq!((again.attempt, again.lost, again.crashes), (1, 1, 0), "it ended without a result");
    assert!(!complete(&killed, &leased, LeaseUpdate::Done).await);
}

#[tokio::test]
async fn leases_of_a_process_that_lives_stay_its_own() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let first = open(&folder.file(), &clock).await;
    let second = open(&folder.file(), &clock).await;
    accept(&first, delivery(1, vec![job(None)])).await;
    let leased = lease(&second, 1).await.remove(0);
    // The one that came first restarts.
    first.close().await.expect("it closes");
    let first = open(&folder.file(), &clock).await;
    assert!(lease(&first, 1).await.is_empty());
    assert!(complete(&second, &leased, LeaseUpdate::Done).await);
}

#[tokio::test]
async fn an_attached_process_frees_no_lease_and_blocks_no_process() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let attached = || options(&folder.file(), &clock).attached().open();
    let error = attached().await.expect_err("there is no file");
    assert_eq!(error.kind(), InboxErrorKind::Misconfigured);
    assert!(!folder.file().exists(), "{error}");
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(None), job(None)])).await;
    lease(&inbox, 1).await;
    inbox.close().await.expect("it closes");

    let attached = attached().await.expect("it opens");
    assert_eq!(states(&attached).await, ["1.1 waiting", "1.0 running"]);
    assert_eq!(attached.apply(JobAction::Bury, JobFilter::all()).await.ok(), Some(1));
    let inbox = open(&folder.file(), &clock).await;
    assert_eq!(states(&inbox).await, ["1.1 dead", "1.0 waiting"]);
}

#[tokio::test]
async fn another_process_finds_the_work() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let receiver = open(&folder.file(), &clock).await;
    let worker = open(&folder.file(), &clock).await;
    let request = LeaseRequest { max: 5, lease_duration: Duration::from_secs(30), wait: true };
    let (leased, ()) = tokio::join!(worker.lease(request), accept(&receiver, delivery(1, vec![job(None)])));
    assert_eq!(jobs(&leased.expect("leasing works")), ["1.0"]);
}

#[tokio::test]
async fn an_accepted_delivery_survives_the_process() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    // A copy of the files as they are on the disk now, without closing them.
    for end in ["", "-wal"] {
        let from = folder.file().with_file_name(format!("inbox.sqlite{end}"));
        std::fs::copy(&from, folder.file().with_file_name(format!("copy.sqlite{end}"))).expect("it can be copied");
    }
    let copy = open(&folder.file().with_file_name("copy.sqlite"), &clock).await;
    assert_eq!(states(&copy).await, ["1.0 waiting"]);
}

#[tokio::test]
async fn closed_it_fails_and_leaves_one_file() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    assert_eq!(states(&inbox).await.len(), 1);
    let pending = inbox.lease(LeaseRequest { max: 1, lease_duration: Duration::from_secs(1), wait: false });
    let (leased, closed) = tokio::join!(biased; pending, inbox.close());
    assert_eq!((leased.map(|leased| leased.len()).ok(), closed.is_ok()), (Some(1), true));
    let kind = |result: Result<(), crate::inbox::InboxError>| result.expect_err("it is closed").kind();
    assert_eq!(kind(inbox.accept(delivery(2, vec![job(None)])).await.map(drop)), InboxErrorKind::Closed);
    assert_eq!(kind(inbox.list(JobFilter::all()).await.map(drop)), InboxErrorKind::Closed);
    assert_eq!(kind(inbox.apply(JobAction::Bury, JobFilter::all()).await.map(drop)), InboxErrorKind::Closed);
    assert_eq!(kind(inbox.prune(Retention::default()).await.map(drop)), InboxErrorKind::Closed);
    assert_eq!(kind(inbox.begin().await.map(drop)), InboxErrorKind::Closed);
    assert!(inbox.close().await.is_ok(), "it may be closed again");
    assert!(!folder.file().with_file_name("inbox.sqlite-wal").exists());
    let inbox = open(&folder.file(), &clock).await;
    assert_eq!(states(&inbox).await, ["1.0 waiting"]);
}

/// Copies the file alone, opens the copy, and returns the states of its jobs.
async fn states_of_the_file_alone(folder: &Folder, clock: &Seconds) -> Vec<String> {
    let copy = folder.file().with_file_name("copy.sqlite");
    std::fs::copy(folder.file(), &copy).expect("it can be copied");
    states(&open(&copy, clock).await).await
}

fn delete_files(folder: &Folder) {
    for end in ["", "-wal", "-shm"] {
        // SQLite may have removed the last two.
        let _ = std::fs::remove_file(folder.file().with_file_name(format!("inbox.sqlite{end}")));
    }
}

#[tokio::test]
async fn closed_it_leaves_one_file_although_a_pool_of_the_application_is_open() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let mut pool = raw(&folder.file()).await;
    run(&mut pool, "CREATE TABLE theirs (text TEXT)").await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    inbox.close().await.expect("it closes");
    assert_eq!(states_of_the_file_alone(&folder, &clock).await, ["1.0 waiting"]);
    run(&mut pool, "INSERT INTO theirs VALUES ('written later')").await;
    sqlx::Connection::close(pool).await.expect("it closes");
    delete_files(&folder);
    assert_eq!(states(&open(&folder.file(), &clock).await).await, [""; 0], "what was deleted does not come back");
}

#[tokio::test]
async fn closed_while_a_program_is_started_it_leaves_one_file() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let pool = raw(&folder.file()).await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    let inherited = inbox.0.engine.lock.copy();
    assert!(inherited.is_some());
    inbox.close().await.expect("it closes");
    assert_eq!(states_of_the_file_alone(&folder, &clock).await, ["1.0 waiting"]);
    assert!(!folder.file().with_file_name("inbox.sqlite.lock").exists());
    sqlx::Connection::close(pool).await.expect("it closes");
}

#[tokio::test]
async fn closed_while_a_transaction_of_the_application_reads_it_can_be_put_back() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = options(&folder.file(), &clock).busy_timeout(Duration::ZERO).open().await.expect("it opens");
    let mut pool = raw(&folder.file()).await;
    run(&mut pool, "BEGIN; SELECT count(*) FROM work").await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    inbox.close().await.expect("it closes");
    run(&mut pool, "ROLLBACK").await;
    delete_files(&folder);
    assert_eq!(states(&open(&folder.file(), &clock).await).await, ["1.0 waiting"], "the guard has it");
}

#[tokio::test]
async fn a_wrong_path_is_explained() {
    let folder = Folder::new();
    for (file, expected) in [
        (":memory:".into(), "Misconfigured: an inbox in memory would lose"),
        (folder.file().join("deeper").join("inbox.sqlite"), "the folder of the inbox does not exist; create it"),
        (folder.file().with_file_name(""), "this is a folder; name a file in it"),
    ] {
        let error = SqliteInbox::open(file).await.expect_err("it is wrong");
        assert!(message(&error).contains(expected), "{error}");
        assert_eq!(error.kind(), InboxErrorKind::Misconfigured);
    }
    std::fs::write(folder.file(), "no database at all, ".repeat(100)).expect("it can be written");
    let error = SqliteInbox::open(folder.file()).await.expect_err("it is no database");
    assert!(message(&error).contains("Corrupt: the file is damaged, or is no SQLite database"), "{error}");
}

/// Texts are bound as bytes, which SQLite would read in the encoding of the file.
#[tokio::test]
async fn a_file_whose_texts_are_not_utf_8_is_refused() {
    let folder = Folder::new();
    let mut other = made(&folder.file(), 0).await;
    run(&mut other, "PRAGMA encoding = 'UTF-16'; CREATE TABLE theirs (text TEXT)").await;
    sqlx::Connection::close(other).await.expect("it closes");
    let error = SqliteInbox::open(folder.file()).await.expect_err("it is refused");
    assert!(message(&error).starts_with("Misconfigured: the file stores text as UTF-16"), "{error}");
}

#[test]
fn urls() {
    for (url, expected) in [
        ("sqlite::memory:", "an inbox in memory"),
        ("sqlite://:memory:", "an inbox in memory"),
        ("sqlite:inbox.sqlite?mode=memory", "an inbox in memory"),
        ("sqlite:inbox.sqlite?mode=ro", "takes no parameters"),
        ("postgres://localhost/inbox", "begins with `sqlite:`"),
        ("inbox.sqlite", "begins with `sqlite:`"),
    ] {
        let error = SqliteInboxOptions::from_url(url).expect_err("it is wrong");
        assert!(message(&error).contains(expected), "{error}");
    }
    for (url, file) in [
        ("sqlite:inbox.sqlite", "inbox.sqlite"),
        ("sqlite://inbox.sqlite?mode=rwc", "inbox.sqlite"),
        ("sqlite:///var/lib/my%20app/inbox.sqlite", "/var/lib/my app/inbox.sqlite"),
    ] {
        let options = SqliteInboxOptions::from_url(url).expect("it is right");
        assert!(format!("{options:?}").contains(&format!("file: {file:?}")), "{options:?}");
    }
}
