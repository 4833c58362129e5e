//! Handlers with a transaction: those that wait, and those that misuse it.

use std::time::Duration;

use cronofy_hooks::inbox::JobState;
use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{State, Tx, cronofy_handler, handlers};
use sqlx::{Acquire as _, QueryBuilder, Sqlite, SqliteConnection, SqliteExecutor};

use super::{SqliteFolder, execute};
use crate::store::app::{CallLog, StoreApp, settings};
use crate::store::wait::eventually;

/// Gives its transaction to a task that outlives it, at its first run.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn gives_away(assigned: ConferencingAssigned, State(calls): State<CallLog>, mut tx: Tx<Sqlite>) {
    tx.connection().await.unwrap();
    let event = assigned.event.event_id.unwrap_or_default();
    if event.starts_with("slow") && calls.started(&event) == 0 {
        tokio::spawn(async move {
            calls.run(&event).await;
            drop(tx);
        });
        return;
    }
    calls.run(&event).await;
}

#[tokio::test]
async fn a_transaction_that_outlives_its_handler_keeps_the_file_only_as_long_as_it_lives() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::of(folder.open().await, settings(), |hooks, calls| {
        hooks.handlers(handlers![gives_away, ..]).state(calls).into_router_and_worker()
    });
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    let error = "the handler kept its `Tx` after it returned";
    app.logs(&["WARN", error]).await;
    app.calls.open_gate();
    app.accept_at_last("after").await;
    app.handles_everything().await;
    assert_eq!(app.calls.handled()["slow"], 2, "it ran again");
    app.stop().await;
}

/// Ends a transaction that is not its own to end.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn rolls_back(State(calls): State<CallLog>, mut tx: Tx<Sqlite>) -> Result<(), sqlx::Error> {
    calls.run("run").await;
    sqlx::query("ROLLBACK").execute(&mut tx).await?;
    Ok(())
}

#[tokio::test]
async fn a_transaction_that_cannot_be_committed_is_a_failure_of_its_handler() {
    let folder = SqliteFolder::new();
    let settings = settings().retries(2).backoff(Duration::from_millis(10), Duration::from_millis(10));
    let mut app = StoreApp::of(folder.open().await, settings, |hooks, calls| {
        hooks.handlers(handlers![rolls_back, ..]).state(calls).into_router_and_worker()
    });
    app.accept("event").await;
    let buried =
        eventually("it is given up", async || app.jobs().await.into_iter().find(|entry| entry.state == JobState::Dead))
            .await;
    assert_eq!(buried.attempts, 3);
    let error = buried.error.unwrap();
    assert!(
        error.starts_with("its transaction was not committed: the transaction ended before its handler did"),
        "{error}"
    );
    assert_eq!(app.calls.handled()["run"], 3);
    app.stop().await;
}

/// Does something slow before its first statement.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn waits_first(
    assigned: ConferencingAssigned,
    State(calls): State<CallLog>,
    mut tx: Tx<Sqlite>,
) -> sqlx::Result<()> {
    let event = assigned.event.event_id.unwrap_or_default();
    calls.run(&event).await;
    sqlx::query("INSERT INTO effect (what) VALUES (?)").bind(&event).execute(&mut tx).await?;
    Ok(())
}

async fn effects(folder: &SqliteFolder) -> Vec<String> {
    let sql = "SELECT what FROM effect ORDER BY rowid";
    sqlx::query_scalar(sql).fetch_all(&mut folder.connect().await).await.unwrap()
}

#[tokio::test]
async fn a_handler_that_waits_before_its_first_statement_blocks_no_other() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::of(folder.open().await, settings(), |hooks, calls| {
        hooks.handlers(handlers![waits_first, ..]).state(calls).into_router_and_worker()
    });
    execute(&mut folder.connect().await, "CREATE TABLE effect (what TEXT)").await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    app.accept("first").await;
    app.accept("second").await;
    eventually("the others are handled", async || (effects(&folder).await.len() == 2).then_some(())).await;
    assert_eq!(app.calls.handled().get("slow"), None);
    app.calls.open_gate();
    app.handles_everything().await;
    assert_eq!(effects(&folder).await[2], "slow");
    app.ends_well().await;
}

/// Writes first, and then does something slow.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn writes_first(
    assigned: ConferencingAssigned,
    State(calls): State<CallLog>,
    mut tx: Tx<Sqlite>,
) -> sqlx::Result<()> {
    let event = assigned.event.event_id.unwrap_or_default();
    sqlx::query("INSERT INTO effect (what) VALUES (?)").bind(&event).execute(&mut tx).await?;
    // The lock is held until the handler has ended.
    drop(tx);
    calls.run(&event).await;
    Ok(())
}

#[tokio::test]
async fn the_log_names_a_handler_that_keeps_the_lock_for_longer_than_a_second() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::of(folder.open().await, settings(), |hooks, calls| {
        hooks.handlers(handlers![writes_first, ..]).state(calls).into_router_and_worker()
    });
    execute(&mut folder.connect().await, "CREATE TABLE effect (what TEXT)").await;
    app.accept("quick").await;
    app.handles_everything().await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.logs(&["WARN", "handler=writes_first", "holds SQLite's write lock for more than a second"]).await;
    assert!(!app.log().contains("held_s="), "{}", app.log());
    app.calls.open_gate();
    app.handles_everything().await;
    app.logs(&["WARN", "handler=writes_first", "held_s=", "held SQLite's write lock"]).await;
    assert_eq!(app.log().matches("held_s=").count(), 1, "not for the quick one: {}", app.log());
    app.ends_well().await;
}

async fn with_a_connection(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO effect (what) VALUES ('connection')").execute(connection).await.map(drop)
}

async fn with_an_executor(executor: impl SqliteExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO effect (what) VALUES ('executor')").execute(executor).await.map(drop)
}

async fn with_a_tx(tx: &mut Tx<Sqlite>) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO effect (what) VALUES ('tx')").execute(tx).await.map(drop)
}

/// Every way to run a statement.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn every_way(State(calls): State<CallLog>, mut tx: Tx<Sqlite>) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO effect (what) VALUES ('by habit')").execute(&mut *tx).await?;
    with_a_connection(tx.connection().await?).await?;
    with_an_executor(&mut tx).await?;
    with_a_tx(&mut tx).await?;
    QueryBuilder::new("INSERT INTO effect (what) VALUES (")
        .push_bind("built")
        .push(")")
        .build()
        .execute(&mut tx)
        .await?;
    let mut part = tx.begin().await?;
    with_an_executor(&mut *part).await?;
    part.rollback().await?;
    let mut part = tx.begin().await?;
    sqlx::query("INSERT INTO effect (what) VALUES ('part')").execute(&mut *part).await?;
    part.commit().await?;
    let rows: Vec<String> = sqlx::query_scalar("SELECT what FROM effect ORDER BY rowid").fetch_all(&mut tx).await?;
    let last: Option<String> =
        sqlx::query_scalar("SELECT what FROM effect ORDER BY rowid DESC").fetch_optional(&mut tx).await?;
    assert_eq!(rows.last(), last.as_ref());
    calls.run("ways").await;
    Ok(())
}

#[tokio::test]
async fn statements_run_on_it_in_every_way_that_sqlx_has() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::of(folder.open().await, settings(), |hooks, calls| {
        hooks.handlers(handlers![every_way, ..]).state(calls).into_router_and_worker()
    });
    execute(&mut folder.connect().await, "CREATE TABLE effect (what TEXT)").await;
    app.accept("ways").await;
    app.handles_everything().await;
    assert_eq!(effects(&folder).await, ["by habit", "connection", "executor", "tx", "built", "part"]);
    app.ends_well().await;
}
