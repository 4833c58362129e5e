//! What a test needs of PostgreSQL: a transaction by hand, and a clock.

use cronofy_hooks::inbox::PostgresInbox;
use cronofy_hooks::route::Route;
use cronofy_hooks::testing::{TestClock, TestTx};
use cronofy_hooks::{Hooks, Inbox as _, Occurrence, Tx, cronofy_handler, handlers};
use cronofy_hooks_tests::{secrets, signed};
use sqlx::Postgres;

use super::{TestDatabase, execute};
use crate::store::app::assigned_of;

#[cronofy_handler(fallback)]
async fn note(occurrence: Occurrence, mut tx: Tx<Postgres>) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO note VALUES ($1)").bind(occurrence.to_string()).execute(&mut tx).await?;
    Ok(())
}

#[tokio::test]
async fn a_transaction_is_kept_if_the_test_commits_it() {
    let database = TestDatabase::new().await;
    let mut other = database.connect().await;
    execute(&mut other, "CREATE TABLE note (what text NOT NULL)").await;
    let pool = database.pool();
    let occurrence = || Occurrence::of(Route::notification("change"));
    let transaction = TestTx::new(&pool);
    note(occurrence(), transaction.tx()).await.unwrap();
    transaction.rollback().await.unwrap();
    let transaction = TestTx::new(&pool);
    note(occurrence(), transaction.tx()).await.unwrap();
    transaction.commit().await.unwrap();
    let notes: Vec<String> = sqlx::query_scalar("SELECT what FROM note").fetch_all(&mut other).await.unwrap();
    assert_eq!(notes, [r#"notification "change""#]);
}

#[tokio::test]
async fn a_test_waits_until_the_worker_is_idle_on_its_own_clock() {
    let database = TestDatabase::new().await;
    let mut other = database.connect().await;
    let clock = TestClock::new();
    let inbox = PostgresInbox::options(database.pool()).clock(clock.reader()).open().await.unwrap();
    assert!(inbox.clock().is_some_and(|now| now() == clock.now()));
    let hooks = Hooks::new(secrets()).handlers(handlers![note]).inbox(inbox.clone());
    let (router, worker) = hooks.into_router_and_worker().unwrap();
    assert_eq!(signed(assigned_of("evt")).send_to(router).await.status, 204);
    worker.idle().await;
    assert_eq!(inbox.statistics().await.unwrap().waiting, 1, "there is no table, so it waits for its retry");
    execute(&mut other, "CREATE TABLE note (what text NOT NULL)").await;
    clock.advance(std::time::Duration::from_secs(1));
    worker.idle().await;
    let statistics = inbox.statistics().await.unwrap();
    assert_eq!((statistics.waiting, statistics.running, statistics.dead), (0, 0, 0));
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM note").fetch_one(&mut other).await.unwrap();
    assert_eq!(count, 1);
    worker.shutdown().await;
}
