//! Connections that the server ends, again and again.

use std::time::Duration;

use super::{TestDatabase, end_connections};
use crate::store::app::{StoreApp, settings};

#[tokio::test]
async fn connections_that_are_lost_once() {
    let database = TestDatabase::new().await;
    let mut app = StoreApp::start(database.open().await);
    app.accept("before").await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    let mut other = database.connect().await;
    assert!(end_connections(&mut other).await > 0);
    app.calls.open_gate();
    app.accept_at_last("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn connections_that_are_lost_all_the_time() {
    let database = TestDatabase::new().await;
    // A lease whose answer was lost stays without a worker until it ends.
    let mut app = StoreApp::with(database.open().await, settings().lease(Duration::from_secs(2)));
    let mut other = database.connect().await;
    let (mut sent, mut ended, mut refused) = (0, 0, 0);
    // Each time, the worker may be the first to notice.
    while sent < 60 || refused == 0 {
        ended += end_connections(&mut other).await;
        refused += app.accept_at_last(&format!("event {sent}")).await;
        sent += 1;
        assert!(sent < 2000, "the service was never asked to send again");
    }
    app.handles_everything().await;
    assert!(ended >= 30, "{ended} connections were ended");
    app.logs(&["WARN", "message=refused", "; "]).await;
    let jobs = app.jobs().await;
    assert_eq!(jobs.len(), sent, "what is sent again is stored once");
    assert_eq!(app.calls.handled().len(), sent);
    app.stop().await;
}
