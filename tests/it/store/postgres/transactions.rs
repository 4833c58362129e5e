//! Handlers that write in the transaction of the inbox: every way to do so, and lost connections.

use std::collections::BTreeMap;
use std::time::Duration;

use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{State, Tx, cronofy_handler, handlers};
use sqlx::{Acquire as _, PgConnection, PgExecutor, Postgres};

use super::{TestDatabase, end_connections, execute};
use crate::store::app::{CallLog, StoreApp, settings};
use crate::store::wait::eventually;

/// Writes, and then does something slow.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn writes_first(
    assigned: ConferencingAssigned,
    State(calls): State<CallLog>,
    mut tx: Tx<Postgres>,
) -> sqlx::Result<()> {
    let event = assigned.event.event_id.unwrap_or_default();
    sqlx::query("INSERT INTO effect (event) VALUES ($1)").bind(&event).execute(&mut tx).await?;
    calls.run(&event).await;
    Ok(())
}

async fn start(database: &TestDatabase, lease: Duration) -> (StoreApp, PgConnection) {
    let mut other = database.connect().await;
    execute(&mut other, "CREATE TABLE effect (event text NOT NULL)").await;
    let settings = settings().lease(lease).concurrency(4);
    let app = StoreApp::of(database.open().await, settings, |hooks, calls| {
        hooks.handlers(handlers![writes_first, ..]).state(calls).into_router_and_worker()
    });
    (app, other)
}

async fn effects(other: &mut PgConnection) -> BTreeMap<String, i64> {
    let counts = sqlx::query_as("SELECT event, count(*) FROM effect GROUP BY event").fetch_all(other).await.unwrap();
    counts.into_iter().collect()
}

#[tokio::test]
async fn a_transaction_whose_connection_is_lost_in_the_middle_is_rolled_back_and_retried() {
    let database = TestDatabase::new().await;
    let (mut app, mut other) = start(&database, Duration::from_secs(120)).await;
    app.calls.close_gate();
    app.accept_at_last("slow").await;
    app.begins("slow").await;
    assert!(end_connections(&mut other).await > 0);
    app.calls.open_gate();
    app.logs(&["WARN", "its transaction was not committed", "terminating connection"]).await;
    app.handles_everything().await;
    assert_eq!(app.calls.handled()["slow"], 2);
    assert_eq!(effects(&mut other).await, BTreeMap::from([("slow".to_owned(), 1)]));
    app.stop().await;
}

#[tokio::test]
async fn effects_happen_once_however_often_connections_are_lost() {
    let database = TestDatabase::new().await;
    // A lease whose answer was lost stays without a worker until it ends.
    let (mut app, mut other) = start(&database, Duration::from_secs(5)).await;
    let mut once = BTreeMap::new();
    for round in 0..5 {
        let events: Vec<_> = (0..4).map(|number| format!("slow {round} {number}")).collect();
        app.calls.close_gate();
        for event in &events {
            app.accept_at_last(event).await;
            app.begins(event).await;
        }
        // While all of them run, and again at some later point.
        end_connections(&mut other).await;
        app.calls.open_gate();
        for event in &events {
            app.accept_at_last(&format!("again {event}")).await;
            end_connections(&mut other).await;
        }
        app.handles_everything().await;
        once.extend(events.iter().flat_map(|event| [event.clone(), format!("again {event}")]).map(|event| (event, 1)));
    }
    assert_eq!(effects(&mut other).await, once);
    let handled = app.calls.handled();
    let again = handled.iter().filter(|(event, times)| event.starts_with("slow") && **times > 1).count();
    assert_eq!(again, 20, "each that was interrupted ran again: {handled:?}");
    app.stop().await;
}

/// Does something slow before its first statement.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn waits_first(
    assigned: ConferencingAssigned,
    State(calls): State<CallLog>,
    mut tx: Tx<Postgres>,
) -> sqlx::Result<()> {
    let event = assigned.event.event_id.unwrap_or_default();
    calls.run(&event).await;
    with_an_executor(&mut tx, &event).await
}

#[tokio::test]
async fn handlers_that_wait_before_their_first_statement_take_no_connection_of_the_pool() {
    let database = TestDatabase::new().await;
    let mut other = database.connect().await;
    execute(&mut other, "CREATE TABLE effect (event text NOT NULL)").await;
    // The pool has eight.
    let mut app = StoreApp::of(database.open().await, settings().concurrency(20), |hooks, calls| {
        hooks.handlers(handlers![waits_first, ..]).state(calls).into_router_and_worker()
    });
    app.calls.close_gate();
    let slow: Vec<_> = (0..12).map(|number| format!("slow {number}")).collect();
    for event in &slow {
        app.accept_at_last(event).await;
        app.begins(event).await;
    }
    app.accept("other").await;
    eventually("the other is handled", async || effects(&mut other).await.get("other").copied()).await;
    app.calls.open_gate();
    app.handles_everything().await;
    assert_eq!(effects(&mut other).await.len(), 13);
    app.stop().await;
}

async fn with_a_connection(connection: &mut PgConnection, event: &str) -> sqlx::Result<()> {
    with_an_executor(connection, event).await
}

async fn with_an_executor(executor: impl PgExecutor<'_>, event: &str) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO effect (event) VALUES ($1)").bind(event).execute(executor).await.map(drop)
}

/// Every way to run a statement.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn every_way(State(calls): State<CallLog>, mut tx: Tx<Postgres>) -> sqlx::Result<()> {
    with_an_executor(&mut *tx, "by habit").await?;
    with_an_executor(&mut tx, "executor").await?;
    with_a_connection(tx.connection().await?, "connection").await?;
    let mut copy = tx.connection().await?.copy_in_raw("COPY effect (event) FROM STDIN").await?;
    copy.send(&b"copied\n"[..]).await?;
    copy.finish().await?;
    let mut part = tx.begin().await?;
    with_an_executor(&mut *part, "rolled back").await?;
    sqlx::query("SELECT 1 / 0").execute(&mut *part).await.unwrap_err();
    part.rollback().await?;
    let mut part = tx.begin().await?;
    with_an_executor(&mut *part, "part").await?;
    part.commit().await?;
    let rows: Vec<String> = sqlx::query_scalar("SELECT event FROM effect ORDER BY event").fetch_all(&mut tx).await?;
    assert_eq!(rows, ["by habit", "connection", "copied", "executor", "part"]);
    calls.run("ways").await;
    Ok(())
}

#[tokio::test]
async fn statements_run_on_it_in_every_way_that_sqlx_has() {
    let database = TestDatabase::new().await;
    let mut other = database.connect().await;
    execute(&mut other, "CREATE TABLE effect (event text NOT NULL)").await;
    let mut app = StoreApp::of(database.open().await, settings(), |hooks, calls| {
        hooks.handlers(handlers![every_way, ..]).state(calls).into_router_and_worker()
    });
    app.accept("ways").await;
    app.handles_everything().await;
    assert_eq!(effects(&mut other).await.len(), 5);
    app.stop().await;
}
