//! Transactions of handlers.

use super::super::PostgresTransaction;
use super::common::*;
use crate::inbox::{AnyTransaction, JobState, LeaseUpdate};

/// An inbox with one job, and a table for effects.
async fn place() -> (Place, PostgresInbox, LeasedJob) {
    let place = Place::new().await;
    let inbox = place.open().await;
    place.execute("CREATE TABLE effect (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)").await;
    inbox.accept(delivery(None, vec![of_key("k"), of_key("k")])).await.unwrap();
    let leased = lease(&inbox, 1).await.remove(0);
    (place, inbox, leased)
}

/// Begins a transaction, and runs a statement in it.
async fn work(place: &Place, inbox: &PostgresInbox, sql: &str) -> AnyTransaction {
    let mut transaction = inbox.begin().await.unwrap();
    let connection: &mut PostgresTransaction = transaction.downcast_mut().unwrap();
    let sql = sql.replace("effect", &format!("{}.effect", place.schema));
    // The caller may want it to fail.
    let _ = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **connection).await;
    transaction
}

async fn effects(place: &Place) -> i64 {
    place.number("SELECT count(*) FROM $schema.effect").await
}

/// Every connection of the pool is outside of any transaction, and has its own settings again.
async fn the_pool_is_clean(place: &Place) {
    let mut connections = Vec::new();
    for _ in 0..3 {
        let mut connection = place.connection().await;
        let sql = "SELECT state = 'idle in transaction' FROM pg_stat_activity WHERE pid = $1";
        let process: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *connection).await.unwrap();
        let lock_timeout: String = sqlx::query_scalar("SHOW lock_timeout").fetch_one(&mut *connection).await.unwrap();
        assert_eq!(lock_timeout, "0");
        connections.push((connection, process));
        let idle: bool = {
            let process = connections[0].1;
            let (connection, _) = connections.last_mut().unwrap();
            sqlx::query_scalar(sql).bind(process).fetch_one(&mut **connection).await.unwrap()
        };
        assert!(!idle);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn effect_and_mark_are_stored_together() {
    let (place, inbox, leased) = place().await;
    let transaction = work(&place, &inbox, "INSERT INTO effect VALUES (1)").await;
    assert_eq!(effects(&place).await, 0);
    assert!(inbox.commit(transaction, leased.job, leased.fence, LeaseUpdate::Done).await.unwrap());
    assert_eq!(effects(&place).await, 1);
    assert_eq!(lease(&inbox, 10).await.len(), 1, "the next of the key can run");
    the_pool_is_clean(&place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_without_the_lease_has_no_effect() {
    let (place, inbox, leased) = place().await;
    let transaction = work(&place, &inbox, "INSERT INTO effect VALUES (1)").await;
    assert!(inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Release).await.unwrap());
    assert!(!inbox.commit(transaction, leased.job, leased.fence, LeaseUpdate::Done).await.unwrap());
    let transaction = work(&place, &inbox, "INSERT INTO effect VALUES (1)").await;
    inbox.roll_back(transaction).await.unwrap();
    drop(work(&place, &inbox, "INSERT INTO effect VALUES (1)").await);
    the_pool_is_clean(&place).await;
    assert_eq!(effects(&place).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_fails_at_its_commit_completes_no_job() {
    let (place, inbox, leased) = place().await;
    let transaction = work(&place, &inbox, "INSERT INTO effect VALUES (1), (1)").await;
    assert!(inbox.commit(transaction, leased.job, leased.fence, LeaseUpdate::Done).await.is_err());
    // Nor is a transaction in which a handler went on after a statement that failed.
    let transaction = work(&place, &inbox, "INSERT INTO effect VALUES (1); SELECT 1 / 0").await;
    assert!(inbox.commit(transaction, leased.job, leased.fence, LeaseUpdate::Done).await.is_err());
    assert_eq!(effects(&place).await, 0);
    assert_eq!(inbox.list(JobFilter::job(leased.job)).await.unwrap()[0].state, JobState::Running);
    the_pool_is_clean(&place).await;
    assert!(inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_ends_the_transaction_itself_is_found_out() {
    let (place, inbox, leased) = place().await;
    for sql in ["ROLLBACK", "COMMIT", "COMMIT; BEGIN", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"] {
        let transaction = work(&place, &inbox, sql).await;
        assert!(inbox.commit(transaction, leased.job, leased.fence, LeaseUpdate::Done).await.is_err(), "{sql}");
        the_pool_is_clean(&place).await;
    }
    assert_eq!(inbox.list(JobFilter::job(leased.job)).await.unwrap()[0].state, JobState::Running);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_inside_of_the_transaction_fails_alone() {
    use sqlx::Connection;

    let (place, inbox, leased) = place().await;
    let mut transaction = work(&place, &inbox, "INSERT INTO effect VALUES (1)").await;
    let connection: &mut PostgresTransaction = transaction.downcast_mut().unwrap();
    let mut inner = connection.begin().await.unwrap();
    assert!(sqlx::query("SELECT 1 / 0").execute(&mut *inner).await.is_err());
    inner.rollback().await.unwrap();
    assert!(inbox.commit(transaction, leased.job, leased.fence, LeaseUpdate::Done).await.unwrap());
    assert_eq!(effects(&place).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_stops_waiting_leaves_no_transaction_open() {
    let (place, inbox, leased) = place().await;
    // At different moments of the work in the background.
    for pause in (0..40).map(|step| Duration::from_micros(step * 100)) {
        let _ = tokio::time::timeout(pause, inbox.begin()).await;
        let _ = tokio::time::timeout(pause, inbox.apply(crate::inbox::JobAction::Retry, JobFilter::all())).await;
        let _ = tokio::time::timeout(pause, inbox.prune(crate::inbox::Retention::default())).await;
    }
    the_pool_is_clean(&place).await;
    let transaction = work(&place, &inbox, "INSERT INTO effect VALUES (1)").await;
    let commit = inbox.commit(transaction, leased.job, leased.fence, LeaseUpdate::Done);
    let _ = tokio::time::timeout(Duration::from_micros(200), commit).await;
    the_pool_is_clean(&place).await;
    // Both or neither. Here it is both, because a commit that has begun is carried out.
    let state = inbox.list(JobFilter::job(leased.job)).await.unwrap()[0].state;
    assert_eq!((state, effects(&place).await), (JobState::Done, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_of_another_inbox_is_refused() {
    let (_, inbox, leased) = place().await;
    let foreign: AnyTransaction = Box::new(1);
    let refused = inbox.commit(foreign, leased.job, leased.fence, LeaseUpdate::Done).await;
    assert_eq!(kind(refused), Some(InboxErrorKind::Misconfigured));
}
