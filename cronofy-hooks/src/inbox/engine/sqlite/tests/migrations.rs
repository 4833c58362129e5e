//! Files of other releases.

use sqlx::Row;

use super::super::migrate::{MIGRATIONS, migrator};
use super::common::{
    Folder, Seconds, accept, complete, delivery, jobs, joining, lease, list, made, message, open, options, raw, run,
    states,
};
use crate::inbox::{Inbox, InboxErrorKind, JobAction, JobFilter, LeaseUpdate};

/// What the first release left behind: a job in every state, one of them leased.
const ROWS: &str = "
    INSERT INTO delivery (id, repeat, received_us, head, body) VALUES
        (1, x'01010101010101010101010101010101', 1000000, 'head 1', x'010101'),
        (2, NULL, 2000000, 'head 2', x'020202');
    INSERT INTO work (id, name, key, state, held, fence, attempts, replays, due_us, finished_us, error) VALUES
        ((1 << 20) + 0, 'n', NULL, 0, 0, 0, 0, 0, 1000000, NULL, NULL),
        ((1 << 20) + 1, 'n', 'k', 1, 1, 3, 3, 1, 90000000, NULL, 'first'),
        ((1 << 20) + 2, 'n', 'k', 2, 0, 0, 0, 0, 1000000, NULL, NULL),
        ((2 << 20) + 0, 'n', NULL, 4, 0, 1, 1, 0, 1000000, 1500000, NULL),
        ((2 << 20) + 1, 'n', NULL, 5, 0, 1, 1, 0, 1000000, 1500000, 'no'),
        ((2 << 20) + 2, 'n', NULL, 6, 0, 9, 9, 0, 1000000, 1500000, 'no')";

#[tokio::test]
async fn a_file_of_the_first_release() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let mut first = made(&folder.file(), 1).await;
    run(&mut first, ROWS).await;

    let inbox = open(&folder.file(), &clock).await;
    assert_eq!(
        states(&inbox).await,
        ["2.2 dead", "2.1 discarded", "2.0 done", "1.2 waiting", "1.1 waiting", "1.0 waiting"]
    );
    // A process of the first release still inserts rows without a topic; new jobs join all the same.
    run(
        &mut first,
        "
        INSERT INTO delivery (repeat, received_us, head, body) VALUES (NULL, 3000000, 'head 3', x'03');
        INSERT INTO work (id, name, key, due_us) VALUES ((3 << 20), 'n', 'k', 3000000)",
    )
    .await;
    accept(&inbox, delivery(4, vec![joining("a", 1), joining("a", 2)])).await;
    let leased = lease(&inbox, 9).await;
    assert_eq!(jobs(&leased), ["1.0", "1.1", "4.0"]);
    assert_eq!((leased[0].since, leased[1].attempt, leased[1].lost, &*leased[1].head), (None, 3, 1, "head 1"));
    for leased in &leased {
        assert!(complete(&inbox, leased, LeaseUpdate::Done).await);
    }
    for job in ["1.2", "3.0"] {
        let leased = lease(&inbox, 9).await;
        assert_eq!(jobs(&leased), [job]);
        assert!(complete(&inbox, &leased[0], LeaseUpdate::Done).await);
    }
    assert_eq!(inbox.apply(JobAction::Replay, JobFilter::all()).await.ok(), Some(9));
    assert_eq!(list(&inbox).await.iter().filter(|entry| entry.replays == 2).count(), 1);
}

#[tokio::test]
async fn a_file_of_a_newer_release_is_left_alone() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![joining("a", 1)])).await;
    lease(&inbox, 1).await;
    inbox.close().await.expect("it closes");
    let mut raw = raw(&folder.file()).await;
    run(&mut raw, "INSERT INTO inbox_migration (version, description, success, checksum, execution_time) VALUES (4, 'newer', TRUE, x'00', 0)").await;
    for migrate in [true, false] {
        let error = options(&folder.file(), &clock).migrate(migrate).open().await.expect_err("it is newer");
        assert_eq!(error.kind(), InboxErrorKind::Misconfigured);
        assert!(message(&error).contains("update this application"), "{error}");
    }
    let held = sqlx::query("SELECT sum(held) FROM work").fetch_one(&mut raw).await.expect("it can be read");
    assert_eq!(held.get::<i64, _>(0), 1);
}

#[tokio::test]
async fn migrations_run_by_others() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let open = || options(&folder.file(), &clock).migrate(false).open();
    let error = open().await.expect_err("it is empty");
    assert!(message(&error).contains("Misconfigured: the file has no inbox; start the application"), "{error}");
    let mut raw = raw(&folder.file()).await;
    run(&mut raw, MIGRATIONS[0].1).await;
    let error = open().await.expect_err("it is old");
    assert!(message(&error).contains("of an older release"), "{error}");
    // The tables are there, but not the table of migrations.
    let error = options(&folder.file(), &clock).open().await.expect_err("it cannot go on");
    assert!(message(&error).contains("run what is missing"), "{error}");
    run(&mut raw, MIGRATIONS[1].1).await;
    let error = open().await.expect_err("it is still old");
    assert!(message(&error).contains("of an older release"), "{error}");
    run(&mut raw, MIGRATIONS[2].1).await;
    let inbox = open().await.expect("it is complete");
    accept(&inbox, delivery(1, vec![joining("a", 1)])).await;
    assert_eq!(jobs(&lease(&inbox, 1).await), ["1.0"]);
}

#[tokio::test]
async fn tables_of_another_application() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let mut raw = made(&folder.file(), 0).await;
    run(&mut raw, "CREATE TABLE work (id INTEGER PRIMARY KEY, what TEXT)").await;
    let error = options(&folder.file(), &clock).open().await.expect_err("the name is taken");
    assert!(message(&error).contains("Misconfigured: ") && message(&error).contains("a file of its own"), "{error}");
    let tables = sqlx::query("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").fetch_one(&mut raw).await;
    assert_eq!(tables.expect("it can be read").get::<i64, _>(0), 1, "nothing is left half made");
}

#[tokio::test]
async fn two_that_start_at_once() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let open = || options(&folder.file(), &clock).busy_timeout(std::time::Duration::from_secs(5)).open();
    let (one, other) = tokio::join!(open(), open());
    accept(&one.expect("it opens"), delivery(1, vec![joining("a", 1)])).await;
    assert_eq!(states(&other.expect("it opens")).await, ["1.0 waiting"]);
}

/// An edited migration would make every file that has it unreadable.
#[test]
fn released_migrations_are_as_they_were() {
    let checksums: Vec<String> = migrator(MIGRATIONS)
        .iter()
        .map(|migration| migration.checksum.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
        .collect();
    assert_eq!(checksums, ["978db834220b21a9", "3dcd4427b7cffa85", "2ef2aa5072001293"]);
}
