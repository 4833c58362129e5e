//! Another process locks a table for longer than a statement may wait.

use super::{TestDatabase, execute};
use crate::store::app::StoreApp;

/// The first statement waits for the table; all others wait for the first.
const LOCKED: &str = "for too long; look for it in `pg_locks`";

#[tokio::test]
async fn a_table_that_is_locked_for_a_while() {
    let database = TestDatabase::new().await;
    let mut app = StoreApp::start(database.open().await);
    app.accept("before").await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;

    let mut other = database.connect().await;
    // One table: the inbox has several in an order of its own.
    execute(&mut other, "BEGIN; LOCK TABLE cronofy_hooks.work IN ACCESS EXCLUSIVE MODE").await;
    app.refuse_because("one", LOCKED).await;
    let refusal = app.refusal().await;
    assert!(refusal.starts_with("Unavailable: another process has kept ") && refusal.contains(LOCKED), "{refusal}");
    app.calls.open_gate();
    app.logs(&["WARN", "the result of a job could not be stored", LOCKED]).await;
    assert_eq!(app.health().await.0, 503);

    execute(&mut other, "ROLLBACK").await;
    app.accept_at_last("after").await;
    app.ends_well().await;
}
