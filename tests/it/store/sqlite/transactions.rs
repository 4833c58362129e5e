//! Handlers that do with their transaction what they must not.

use std::time::Duration;

use cronofy_hooks::inbox::UnitState;
use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{State, Tx, cronofy_handler, handlers};
use sqlx::Sqlite;

use super::Folder;
use crate::store::app::{App, Book, settings};
use crate::store::wait::eventually;

/// Gives its transaction to a task that outlives it, at its first run.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn gives_away(assigned: ConferencingAssigned, State(book): State<Book>, tx: Tx<Sqlite>) {
    let event = assigned.event.event_id.unwrap_or_default();
    if event.starts_with("slow") && book.begun(&event) == 0 {
        tokio::spawn(async move {
            book.run(&event).await;
            drop(tx);
        });
        return;
    }
    book.run(&event).await;
}

#[tokio::test]
async fn a_transaction_that_outlives_its_handler_keeps_the_file_only_as_long_as_it_lives() {
    let folder = Folder::new();
    let mut app = App::of(folder.open().await, settings(), |hooks, book| {
        hooks.handlers(handlers![gives_away, ..]).state(book).into_router_and_worker()
    });
    app.book.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    let error = "the handler kept its `Tx` after it returned";
    app.logs(&["WARN", error]).await;
    app.book.open_gate();
    app.accept_at_last("after").await;
    app.handles_everything().await;
    assert_eq!(app.book.handled()["slow"], 2, "it ran again");
    app.stop().await;
}

/// Ends a transaction that is not its own to end.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn rolls_back(State(book): State<Book>, mut tx: Tx<Sqlite>) -> Result<(), sqlx::Error> {
    book.run("run").await;
    sqlx::query("ROLLBACK").execute(&mut *tx).await?;
    Ok(())
}

#[tokio::test]
async fn a_transaction_that_cannot_be_committed_is_a_failure_of_its_handler() {
    let folder = Folder::new();
    let settings = settings().retries(2).backoff(Duration::from_millis(10), Duration::from_millis(10));
    let mut app = App::of(folder.open().await, settings, |hooks, book| {
        hooks.handlers(handlers![rolls_back, ..]).state(book).into_router_and_worker()
    });
    app.accept("event").await;
    let buried = eventually("it is given up", async || {
        app.units().await.into_iter().find(|entry| entry.state == UnitState::Dead)
    })
    .await;
    assert_eq!(buried.attempts, 3);
    let error = buried.error.unwrap();
    assert!(
        error.starts_with("its transaction was not committed: the transaction ended before its handler did"),
        "{error}"
    );
    assert_eq!(app.book.handled()["run"], 3);
    app.stop().await;
}
