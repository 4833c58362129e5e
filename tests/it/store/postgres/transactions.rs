//! Handlers that write in the transaction of the inbox, when its connection is lost.

use std::collections::BTreeMap;
use std::time::Duration;

use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{State, Tx, cronofy_handler, handlers};
use sqlx::{PgConnection, Postgres};

use super::{Database, end_connections, execute};
use crate::store::app::{App, Book, settings};

/// Writes, and then does something slow.
#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn books(assigned: ConferencingAssigned, State(book): State<Book>, mut tx: Tx<Postgres>) -> sqlx::Result<()> {
    let event = assigned.event.event_id.unwrap_or_default();
    sqlx::query("INSERT INTO effect (event) VALUES ($1)").bind(&event).execute(&mut *tx).await?;
    book.run(&event).await;
    Ok(())
}

async fn start(database: &Database, lease: Duration) -> (App, PgConnection) {
    let mut somebody = database.connect().await;
    execute(&mut somebody, "CREATE TABLE effect (event text NOT NULL)").await;
    let settings = settings().lease(lease).concurrency(4);
    let app = App::of(database.open().await, settings, |hooks, book| {
        hooks.handlers(handlers![books, ..]).state(book).into_router_and_worker()
    });
    (app, somebody)
}

async fn effects(somebody: &mut PgConnection) -> BTreeMap<String, i64> {
    let counts = sqlx::query_as("SELECT event, count(*) FROM effect GROUP BY event").fetch_all(somebody).await.unwrap();
    counts.into_iter().collect()
}

#[tokio::test]
async fn a_transaction_whose_connection_is_lost_in_the_middle_is_rolled_back_and_retried() {
    let database = Database::new().await;
    let (mut app, mut somebody) = start(&database, Duration::from_secs(120)).await;
    app.book.close_gate();
    app.accept_at_last("slow").await;
    app.begins("slow").await;
    assert!(end_connections(&mut somebody).await > 0);
    app.book.open_gate();
    app.logs(&["WARN", "its transaction was not committed", "terminating connection"]).await;
    app.handles_everything().await;
    assert_eq!(app.book.handled()["slow"], 2);
    assert_eq!(effects(&mut somebody).await, BTreeMap::from([("slow".to_owned(), 1)]));
    app.stop().await;
}

#[tokio::test]
async fn effects_happen_once_however_often_connections_are_lost() {
    let database = Database::new().await;
    // A lease whose answer was lost is nobody's until it ends.
    let (mut app, mut somebody) = start(&database, Duration::from_secs(5)).await;
    let mut once = BTreeMap::new();
    for round in 0..5 {
        let events: Vec<_> = (0..4).map(|number| format!("slow {round} {number}")).collect();
        app.book.close_gate();
        for event in &events {
            app.accept_at_last(event).await;
            app.begins(event).await;
        }
        // In the middle of all of them, and again wherever they are by then.
        end_connections(&mut somebody).await;
        app.book.open_gate();
        for event in &events {
            app.accept_at_last(&format!("again {event}")).await;
            end_connections(&mut somebody).await;
        }
        app.handles_everything().await;
        once.extend(events.iter().flat_map(|event| [event.clone(), format!("again {event}")]).map(|event| (event, 1)));
    }
    assert_eq!(effects(&mut somebody).await, once);
    let handled = app.book.handled();
    let again = handled.iter().filter(|(event, times)| event.starts_with("slow") && **times > 1).count();
    assert_eq!(again, 20, "each that was interrupted ran again: {handled:?}");
    app.stop().await;
}
