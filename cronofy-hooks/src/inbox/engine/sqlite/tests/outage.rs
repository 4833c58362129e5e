//! Failures of the disk and of other processes, and how the inbox goes on.

use std::error::Error;
use std::io::{Seek, SeekFrom, Write};
use std::time::Duration;

use sqlx::Executor;

use super::common::{
    Folder, Seconds, accept, complete, delivery, job, lease, message, open, options, raw, run, states,
};
use crate::inbox::sqlite::SqliteInbox;
use crate::inbox::{Inbox, InboxErrorKind, JobAction, JobFilter, LeaseUpdate};

/// Runs a statement on the connection that writes.
async fn meddle(inbox: &SqliteInbox, sql: &'static str) {
    let mut transaction = inbox.0.engine.write.begin().await.expect("it begins");
    transaction.connection().execute(sql).await.expect("it may");
    transaction.commit().await.expect("it goes on");
}

async fn fails(inbox: &SqliteInbox, number: u8) -> InboxErrorKind {
    let error = inbox.accept(delivery(number, vec![job(None)])).await.expect_err("it cannot");
    assert!(error.source().is_some() && error.to_string().contains(';'), "{error}");
    error.kind()
}

#[tokio::test]
async fn a_full_disk() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    meddle(&inbox, "PRAGMA max_page_count = 1").await;
    let mut large = delivery(2, vec![job(None)]);
    large.body = vec![0; 1 << 20].into();
    let error = inbox.accept(large.clone()).await.expect_err("it is full");
    assert_eq!(message(&error), "Full: the disk is full; make room, and the inbox goes on by itself");
    // The connection after it has room.
    accept(&inbox, large).await;
    assert_eq!(states(&inbox).await, ["2.0 waiting", "1.0 waiting"]);
}

#[tokio::test]
async fn a_file_that_cannot_be_written() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    meddle(&inbox, "PRAGMA query_only = ON").await;
    assert_eq!(fails(&inbox, 1).await, InboxErrorKind::Unavailable);
    accept(&inbox, delivery(1, vec![job(None)])).await;
}

#[tokio::test]
async fn another_process_writes_for_too_long() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let options = options(&folder.file(), &clock).busy_timeout(Duration::from_millis(20));
    let inbox = options.open().await.expect("the inbox opens");
    accept(&inbox, delivery(1, vec![job(None)])).await;
    let leased = lease(&inbox, 1).await.remove(0);
    accept(&inbox, delivery(3, vec![job(None)])).await;
    let mut raw = raw(&folder.file()).await;
    run(&mut raw, "BEGIN IMMEDIATE").await;
    assert_eq!(fails(&inbox, 2).await, InboxErrorKind::Unavailable);
    let error = inbox.apply(JobAction::Bury, JobFilter::all()).await.expect_err("it is locked");
    assert!(message(&error).contains("raise `busy_timeout`"), "{error}");
    let error = inbox.begin().await.expect_err("it is locked");
    assert_eq!(error.kind(), InboxErrorKind::Unavailable);
    // Queries do not wait.
    assert_eq!(states(&inbox).await, ["2.0 waiting", "1.0 running"]);
    run(&mut raw, "ROLLBACK").await;
    accept(&inbox, delivery(2, vec![job(None)])).await;
    assert!(complete(&inbox, &leased, LeaseUpdate::Done).await);
    let begun = inbox.begin().await.expect("it begins");
    inbox.roll_back(begun).await.expect("it is rolled back");
}

#[tokio::test]
async fn a_damaged_file() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    for number in 1..100 {
        accept(&inbox, delivery(number, vec![job(None)])).await;
    }
    inbox.close().await.expect("it closes");
    let mut file = std::fs::File::options().write(true).open(folder.file()).expect("it is there");
    file.seek(SeekFrom::Start(4096)).expect("it is long enough");
    file.write_all(&[0x5a; 1 << 16]).expect("it can be written");
    // The list of tables is intact.
    let error = options(&folder.file(), &clock).open().await.expect_err("it is damaged");
    assert_eq!(error.kind(), InboxErrorKind::Corrupt);
}

#[tokio::test]
async fn tables_that_are_gone() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let mut raw = raw(&folder.file()).await;
    run(&mut raw, "ALTER TABLE work RENAME TO elsewhere").await;
    assert_eq!(fails(&inbox, 1).await, InboxErrorKind::Misconfigured);
    let error = inbox.statistics().await.expect_err("it cannot count");
    assert_eq!(error.kind(), InboxErrorKind::Misconfigured);
    run(&mut raw, "ALTER TABLE elsewhere RENAME TO work").await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    assert_eq!(inbox.statistics().await.map(|statistics| statistics.waiting).ok(), Some(1));
}

#[tokio::test]
async fn a_number_that_is_taken_is_an_error_and_no_repeat() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    run(&mut raw(&folder.file()).await, "UPDATE sqlite_sequence SET seq = 0").await;
    let error = inbox.accept(delivery(2, vec![job(None)])).await.expect_err("it has no number");
    assert_eq!(error.kind(), InboxErrorKind::Unavailable);
}

#[tokio::test]
async fn a_caller_that_stops_waiting_leaves_no_transaction() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    drop(inbox.0.engine.write.begin().await.expect("it begins"));
    accept(&inbox, delivery(1, vec![job(None)])).await;
    for _ in 0..20 {
        let change = inbox.apply(JobAction::Retry, JobFilter::all());
        let accepted = inbox.accept(delivery(2, vec![job(None)]));
        tokio::select! { biased; _ = change => {}, () = tokio::task::yield_now() => {} }
        assert!(accepted.await.is_ok());
    }
}
