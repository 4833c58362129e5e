//! Scripts: many statements in one trip.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use sqlx::{Connection, SqliteConnection};

use super::super::script::{Argument, Script};
use super::common::{Folder, Seconds, accept, delivery, job, jobs, lease, only, open, raw, run, states, time};
use crate::inbox::engine::shared::LenientRow as _;
use crate::inbox::sqlite::SqliteInbox;
use crate::inbox::{Accepted, Inbox, JobId, LeaseRequest, NewDelivery};

async fn memory() -> SqliteConnection {
    SqliteConnection::connect("sqlite::memory:").await.expect("memory can be opened")
}

#[tokio::test]
async fn each_statement_has_its_own_arguments() {
    let mut connection = memory().await;
    for times in 1..=3 {
        let mut script = Script::default();
        script.add("CREATE TABLE IF NOT EXISTS given (number INTEGER, text TEXT, bytes BLOB)", []);
        let values: [Argument; 6] =
            [times.into(), "a?1".into(), [0, 7][..].into(), times.into(), "".into(), Argument::Null];
        let insert = script.add("INSERT INTO given VALUES (?, ?, ?), (?, ?, ?)", values);
        let select = script.add("SELECT number, text, bytes, ? AS negative FROM given WHERE number = ?", {
            [(-times).into(), times.into()]
        });
        let none = script.add("SELECT 1 WHERE false", []);
        let done = script.run(&mut connection).await.expect("it runs");
        assert_eq!((done[insert].changed, done[select].rows.len(), done[none].rows.len()), (2, 2, 0));
        let row = &done[select].rows[0];
        assert_eq!(
            (row.number("number"), row.exact_text("text"), row.number("negative")),
            (times, "a?1".to_owned(), -times)
        );
        assert_eq!(row.body("bytes"), Bytes::from_static(&[0, 7]));
    }
    assert_eq!(connection.cached_statements_size(), 1, "it is prepared once");
}

#[tokio::test]
async fn a_statement_that_fails_is_the_last() {
    let mut connection = memory().await;
    let mut script = Script::default();
    script.add("BEGIN IMMEDIATE", []);
    script.add("CREATE TABLE made (number INTEGER)", []);
    script.add("INSERT INTO missing VALUES (?)", [1.into()]);
    script.add("COMMIT", []);
    let broken = script.run(&mut connection).await.expect_err("a table is missing");
    assert_eq!(broken.done, 2);
    run(&mut connection, "ROLLBACK").await;
}

/// Accepts all in one transaction, because no other one can begin meanwhile.
async fn together(inbox: &SqliteInbox, deliveries: Vec<NewDelivery>) -> Vec<Accepted> {
    let guard = inbox.0.engine.write.write_guard().await.expect("it is open");
    let first = tokio::spawn({
        let inbox = inbox.clone();
        async move { inbox.lease(LeaseRequest { max: 1, lease_duration: Duration::ZERO, wait: false }).await }
    });
    tokio::task::yield_now().await;
    let accepts: Vec<_> = deliveries.into_iter().map(|delivery| inbox.accept(delivery)).collect();
    drop(guard);
    first.await.expect("no panic").expect("leasing works");
    let mut accepted = Vec::new();
    for accept in accepts {
        accepted.push(accept.await.expect("it is accepted"));
    }
    accepted
}

#[tokio::test]
async fn repeats_have_no_jobs_wherever_they_are_in_a_batch() {
    use Accepted::{New, Repeated};
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let batch = |numbers: &[u8]| numbers.iter().map(|number| delivery(*number, vec![job(None), job(None)])).collect();
    assert_eq!(together(&inbox, batch(&[1, 1, 2, 1])).await, [New, Repeated, New, Repeated]);
    assert_eq!(together(&inbox, batch(&[2, 3, 1, 3, 4, 4])).await, [Repeated, New, Repeated, Repeated, New, Repeated]);
    assert_eq!(together(&inbox, batch(&[4, 1])).await, [Repeated, Repeated]);
    let leased = lease(&inbox, 100).await;
    let arrived: Vec<_> = leased.iter().map(|leased| (leased.job.index(), leased.received_at.as_second())).collect();
    assert_eq!(arrived, [(0, 1), (1, 1), (0, 2), (1, 2), (0, 3), (1, 3), (0, 4), (1, 4)]);
    let numbers: Vec<_> = leased.iter().map(|leased| leased.job).collect();
    assert!(numbers.is_sorted() && numbers[0] == JobId::new(1, 0).expect("it is one"));
}

#[tokio::test]
async fn batches_of_many_sizes_share_a_few_prepared_scripts() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let prepared = async || {
        let mut transaction = inbox.0.engine.write.begin().await.expect("it is open");
        let prepared = transaction.connection().cached_statements_size();
        transaction.commit().await.expect("it commits");
        prepared
    };
    let mut number = 0;
    let mut batch = |size| {
        let numbers = number..number + size;
        number += size;
        numbers.map(|number| delivery(number, vec![job(None)])).collect::<Vec<_>>()
    };
    // What looks at the count is prepared as well.
    prepared().await;
    together(&inbox, batch(9)).await;
    let before = prepared().await;
    for size in 10..=16 {
        together(&inbox, batch(size)).await;
    }
    assert_eq!(prepared().await, before);
    together(&inbox, batch(17)).await;
    assert!(prepared().await > before, "it counts scripts");
}

#[tokio::test]
async fn without_a_memory_of_numbers_it_begins_with_the_first() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(None)])).await;
    let mut raw = raw(&folder.file()).await;
    run(&mut raw, "DELETE FROM work; DELETE FROM delivery; DELETE FROM sqlite_sequence").await;
    accept(&inbox, delivery(2, vec![job(None)])).await;
    accept(&inbox, delivery(3, vec![job(None)])).await;
    assert_eq!(states(&inbox).await, ["2.0 waiting", "1.0 waiting"]);
}

#[tokio::test]
async fn a_batch_that_takes_several_trips_is_leased_with_the_last() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    let large = |number| NewDelivery { body: vec![number; 5 << 20].into(), ..delivery(number, vec![job(None)]) };
    let accepted = together(&inbox, vec![large(1), large(2), large(2), large(3), large(1)]).await;
    assert_eq!(accepted.iter().filter(|accepted| **accepted == Accepted::New).count(), 3);
    let leased = lease(&inbox, 9).await;
    let bodies: Vec<_> = leased.iter().map(|leased| (leased.received_at.as_second(), leased.body[0])).collect();
    assert_eq!(bodies, [(1, 1), (2, 2), (3, 3)]);
}

#[tokio::test]
async fn more_blocked_jobs_than_one_step_enqueues() {
    let (folder, clock) = (Folder::new(), Seconds::at(100));
    let inbox = open(&folder.file(), &clock).await;
    accept(&inbox, delivery(1, vec![job(Some("a")); 1200])).await;
    accept(&inbox, delivery(2, vec![job(None)])).await;
    let repeated = inbox.accept(delivery(1, vec![job(Some("a")); 1200])).await;
    assert_eq!(repeated.expect("it is stored already"), Accepted::Repeated);
    assert_eq!(jobs(&lease(&inbox, 1).await), ["1.0"]);
    assert_eq!(jobs(&lease(&inbox, 1).await), ["2.0"], "also for a request that does not wait");
}

#[tokio::test]
async fn a_lease_that_is_known_late_begins_anew() {
    static SECOND: AtomicI64 = AtomicI64::new(100);
    let folder = Folder::new();
    // The clock advances by 10 seconds each time that it is read.
    let clock = || time(SECOND.fetch_add(10, Ordering::Relaxed));
    let inbox = SqliteInbox::options(folder.file()).clock(clock).open().await.expect("the inbox opens");
    accept(&inbox, delivery(1, vec![job(None)])).await;
    let before = SECOND.load(Ordering::Relaxed);
    let leased = lease(&inbox, 1).await.remove(0);
    // Read for the transaction, after it, and for the transaction that extends the lease.
    assert_eq!((leased.attempt, only(&inbox).await.due_at), (1, time(before + 20 + 30)));
}
