//! Servers that are restarted, killed, or not there yet.

use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks::inbox::PostgresInbox;
use cronofy_hooks_postgres_server::Server;
use sqlx::PgPool;

use super::{blocking, on, opened, pool_options, refusal};
use crate::store::app::{StoreApp, settings};
use crate::store::wait::eventually;

const NOT_IN_TIME: &str = "no connection to PostgreSQL in time; check that the server runs, and that the pool has as \
    many connections as are used at once";

fn pool(server: &Server) -> PgPool {
    pool_options().connect_lazy(&server.url()).unwrap()
}

#[tokio::test]
async fn a_server_that_is_restarted() {
    let server = Arc::new(blocking(Server::start).await);
    let mut app = StoreApp::start(opened(pool(&server)).await);
    app.accept("before").await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    on(&server, Server::restart).await;
    app.calls.open_gate();
    app.accept_at_last("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_server_that_is_stopped_for_a_while() {
    goes_away(Server::stop).await;
}

#[tokio::test]
async fn a_server_that_is_killed_and_started_again() {
    goes_away(Server::kill).await;
}

async fn goes_away(how: fn(&Server)) {
    let server = Arc::new(blocking(Server::start).await);
    let mut app = StoreApp::with(opened(pool(&server)).await, settings().lease(Duration::from_secs(120)));
    app.accept("before").await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;

    on(&server, how).await;
    for event in ["one", "two"] {
        app.refuse_because(event, NOT_IN_TIME).await;
    }
    assert_eq!(app.refusal().await, format!("Unavailable: {NOT_IN_TIME}"));
    app.logs(&["WARN", "the inbox could not lease jobs; trying again"]).await;
    assert_eq!(app.health().await.0, 503);
    // What a handler has done while the server is away is not forgotten.
    app.calls.open_gate();
    app.logs(&["WARN", "the result of a job could not be stored"]).await;

    on(&server, Server::start_again).await;
    app.accept_at_last("after").await;
    app.accept("two").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_at_the_start() {
    let server = Arc::new(blocking(Server::start).await);
    on(&server, Server::stop).await;
    assert_eq!(refusal(pool(&server)).await, format!("Unavailable: {NOT_IN_TIME}"));
    // An application that tries again with the pool that it has.
    let pool = pool(&server);
    let opening = eventually("it opens", async || PostgresInbox::open(pool.clone()).await.ok());
    let (inbox, ()) = tokio::join!(opening, on(&server, Server::start_again));
    let mut app = StoreApp::start(inbox);
    app.accept("after").await;
    app.ends_well().await;
}
