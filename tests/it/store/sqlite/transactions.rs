//! Handlers with a transaction: those that wait, and those that misuse it.

use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks::inbox::{Inbox, JobAction, JobFilter, JobState, Retention, SqliteInbox, forget_channel};
use cronofy_hooks::payload::{ConferencingAssigned, GdprRequested};
use cronofy_hooks::testing::{TestClock, TestRequest};
use cronofy_hooks::{BoxError, State, Tx, cronofy_handler, handlers};
use cronofy_hooks_tests::secrets;
use sqlx::{Acquire as _, QueryBuilder, Sqlite, SqliteConnection, SqliteExecutor};

use super::{SqliteFolder, execute};
use crate::store::app::{CallLog, StoreApp, settings, store};
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
    app.refuse("meanwhile").await;
    app.logs(&["WARN", "message=refused", "the handler `writes_first` holds SQLite's write lock"]).await;
    app.calls.open_gate();
    app.handles_everything().await;
    app.logs(&["WARN", "handler=writes_first", "held_s=", "held SQLite's write lock"]).await;
    assert_eq!(app.log().matches("held_s=").count(), 1, "not for the quick one: {}", app.log());
    app.accept("afterwards").await;
    app.ends_well().await;
}

#[derive(Clone)]
struct WithTheInbox {
    inbox: Arc<dyn Inbox>,
    calls: CallLog,
    clock: TestClock,
}

/// Calls each method that writes to the inbox, which waits for the lock that the handler holds. The first run only.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn writes_to_the_inbox(
    assigned: ConferencingAssigned,
    State(WithTheInbox { inbox, calls, .. }): State<WithTheInbox>,
    mut tx: Tx<Sqlite>,
) -> Result<(), BoxError> {
    let event = assigned.event.event_id.unwrap_or_default();
    // Nothing holds the lock yet.
    inbox.prune(Retention::default()).await?;
    sqlx::query("INSERT INTO effect (what) VALUES (?)").bind(&event).execute(&mut tx).await?;
    let filter = JobFilter::all;
    let errors = [
        store(&*inbox, "within").await.err(),
        inbox.apply(JobAction::Bury, filter()).await.err(),
        inbox.prune(Retention::default()).await.err(),
        inbox.delete(vec![1]).await.err(),
        inbox.begin().await.err(),
        inbox.close().await.err(),
    ];
    for error in errors {
        let error = error.ok_or("it has to fail")?;
        sqlx::query("INSERT INTO effect (what) VALUES (?)").bind(error.to_string()).execute(&mut tx).await?;
    }
    // What only reads needs no lock.
    assert!(!inbox.list(filter()).await?.is_empty());
    // Another task may wait, and get its turn when this handler has ended.
    tokio::spawn(async move { inbox.prune(Retention::default()).await });
    calls.run(&event).await;
    Ok(())
}

#[tokio::test]
async fn a_handler_that_would_wait_for_its_own_lock_gets_an_error_at_once() {
    let folder = SqliteFolder::new();
    let inbox = folder.open().await;
    let shared: Arc<dyn Inbox> = Arc::new(inbox.clone());
    let mut app = StoreApp::of(inbox, settings(), |hooks, calls| {
        let state = WithTheInbox { inbox: shared, calls, clock: TestClock::new() };
        hooks.handlers(handlers![writes_to_the_inbox, ..]).state(state).into_router_and_worker()
    });
    execute(&mut folder.connect().await, "CREATE TABLE effect (what TEXT)").await;
    app.accept("event").await;
    app.handles_everything().await;
    let effects = effects(&folder).await;
    assert_eq!(effects.len(), 7, "{effects:?}");
    for error in &effects[1..] {
        assert_eq!(
            error,
            "the `Tx` of `writes_to_the_inbox` holds SQLite's write lock until the handler has ended, so a write to the \
             inbox would wait for ever; in the handler, write to the inbox before the first statement in the `Tx`"
        );
    }
    app.accept("after").await;
    app.ends_well().await;
}

/// Forgets its own channel after its lease has ended by the clock of the store.
#[cronofy_handler(notification = "gdpr_requested")]
async fn forgets_late(
    requested: GdprRequested,
    State(WithTheInbox { inbox, clock, .. }): State<WithTheInbox>,
    mut tx: Tx<Sqlite>,
) -> Result<(), BoxError> {
    clock.advance(Duration::from_secs(31));
    let forgotten = forget_channel(&*inbox, &requested.channel.channel_id).await?;
    let what = format!("{} deleted, {} kept", forgotten.deleted, forgotten.kept.len());
    sqlx::query("INSERT INTO effect (what) VALUES (?)").bind(what).execute(&mut tx).await?;
    Ok(())
}

#[tokio::test]
async fn a_handler_whose_lease_has_ended_does_not_delete_its_own_delivery() {
    let (folder, clock) = (SqliteFolder::new(), TestClock::new());
    let inbox = SqliteInbox::options(folder.file()).clock(clock.reader()).open().await.unwrap();
    let shared: Arc<dyn Inbox> = Arc::new(inbox.clone());
    // No other worker leases the job meanwhile.
    let settings = settings().lease(Duration::from_secs(30)).concurrency(1);
    let app = StoreApp::of(inbox, settings, |hooks, calls| {
        let state = WithTheInbox { inbox: shared, calls, clock };
        hooks.handlers(handlers![forgets_late, ..]).state(state).into_router_and_worker()
    });
    execute(&mut folder.connect().await, "CREATE TABLE effect (what TEXT)").await;
    let request = TestRequest::sample("gdpr_requested").unwrap().signed_with(&secrets());
    assert_eq!(request.send_to(app.router.clone()).await.status, 204);
    app.idle().await;
    assert_eq!(effects(&folder).await, ["0 deleted, 1 kept"]);
    assert_eq!(app.jobs().await[0].state, JobState::Done);
    app.stop().await;
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
