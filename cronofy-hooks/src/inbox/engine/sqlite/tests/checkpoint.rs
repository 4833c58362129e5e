//! The log is brought into the database beside the commits.

use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use sqlx::Executor as _;

use super::super::checkpoint::{CheckpointPasses, LogLength, PACE};
use super::super::connection::Connector;
use super::common::{Folder, Seconds, accept, delivery, job, open, raw, run};
use crate::inbox::sqlite::SqliteInbox;

/// An inbox whose passes a test makes.
async fn manual(file: &Path) -> (SqliteInbox, CheckpointPasses) {
    let inbox = open(file, &Seconds::at(100)).await;
    let engine = &inbox.0.engine;
    engine.checkpointer.lock().await.take().expect("an application has one").close().await;
    let connector = Connector::new(file, Duration::from_secs(1));
    let passes = CheckpointPasses::connect(connector, engine.write.clone()).await.expect("it connects");
    (inbox, passes)
}

/// Accepts a delivery whose body is as long as this many pages.
async fn accept_pages(inbox: &SqliteInbox, number: u8, pages: i64) {
    let mut large = delivery(number, vec![job(None)]);
    large.body = vec![0; usize::try_from(pages).expect("it is small") * 8192].into();
    accept(inbox, large).await;
}

async fn pass(passes: &mut CheckpointPasses) -> LogLength {
    passes.pass().await.expect("nothing is wrong with the disk")
}

#[tokio::test]
async fn a_pass_waits_until_there_is_enough_to_do() {
    let folder = Folder::new();
    let (inbox, mut passes) = manual(&folder.file()).await;
    accept_pages(&inbox, 1, PACE / 2).await;
    let before = pass(&mut passes).await;
    assert!(before.all >= PACE / 2 && before.in_database == 0, "{before:?}");
    accept_pages(&inbox, 2, PACE / 2).await;
    let after = pass(&mut passes).await;
    assert!(after.all >= PACE && after.in_database == after.all, "{after:?}");
    // The next commit begins the log anew.
    accept_pages(&inbox, 3, 1).await;
    let next = pass(&mut passes).await;
    assert!(next.all < PACE / 2 && next.in_database == 0, "{next:?}");
}

#[tokio::test]
async fn a_pass_waits_for_no_transaction() {
    let folder = Folder::new();
    let (inbox, mut passes) = manual(&folder.file()).await;
    accept_pages(&inbox, 1, PACE).await;
    let transaction = inbox.0.engine.write.begin().await.expect("it begins");
    let beside = pass(&mut passes).await;
    assert_eq!(beside.in_database, beside.all);
    transaction.commit().await.expect("it is not disturbed");
}

#[tokio::test]
async fn a_long_log_begins_anew_when_its_last_reader_has_ended() {
    let folder = Folder::new();
    let (inbox, mut passes) = manual(&folder.file()).await;
    let mut reader = raw(&folder.file()).await;
    for number in 1..=8 {
        accept_pages(&inbox, number, PACE).await;
        if number == 1 {
            reader.execute("BEGIN; SELECT count(*) FROM delivery").await.expect("it reads");
        }
    }
    let held = pass(&mut passes).await;
    assert!(held.in_database < 2 * PACE && held.all > 8 * PACE, "{held:?}");
    reader.execute("ROLLBACK").await.expect("it ends");
    let whole = pass(&mut passes).await;
    assert_eq!(whole, LogLength { in_database: held.all, ..held });
    accept_pages(&inbox, 9, 1).await;
    assert!(pass(&mut passes).await.all < PACE);
}

#[tokio::test]
async fn the_last_pass_over_a_long_log_waits_for_the_writer() {
    let folder = Folder::new();
    let (inbox, mut passes) = manual(&folder.file()).await;
    let mut other = raw(&folder.file()).await;
    for number in 1..=8 {
        accept_pages(&inbox, number, PACE).await;
    }
    let transaction = inbox.0.engine.write.begin().await.expect("it begins");
    let mut last = pin!(pass(&mut passes));
    let meanwhile = async {
        for _ in 0..100 {
            run(&mut other, "SELECT count(*) FROM delivery").await;
        }
    };
    tokio::select! {
        biased;
        length = &mut last => panic!("it did not wait: {length:?}"),
        () = meanwhile => {}
    }
    transaction.commit().await.expect("it is not disturbed");
    let length = last.await;
    assert_eq!(length.in_database, length.all);
}

#[tokio::test]
async fn the_inbox_makes_passes_by_itself() {
    let folder = Folder::new();
    let inbox = open(&folder.file(), &Seconds::at(100)).await;
    let mut other = raw(&folder.file()).await;
    // Without passes, 128 MiB would have to be written before anything is in the database.
    for number in 1..=200 {
        accept_pages(&inbox, number, 64).await;
        let noop = sqlx::query_as::<_, (i64, i64, i64)>("PRAGMA wal_checkpoint(NOOP)").fetch_one(&mut other);
        if noop.await.expect("it can be asked").2 > 0 {
            return;
        }
    }
    panic!("no page of the log is in the database");
}
