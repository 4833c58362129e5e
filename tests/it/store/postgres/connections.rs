//! Connections that the server ends, again and again.

use std::time::Duration;

use super::{Database, end_connections};
use crate::store::app::{App, settings};

#[tokio::test]
async fn connections_that_are_lost_once() {
    let database = Database::new().await;
    let mut app = App::start(database.open().await);
    app.accept("before").await;
    app.book.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    let mut somebody = database.connect().await;
    assert!(end_connections(&mut somebody).await > 0);
    app.book.open_gate();
    app.accept_at_last("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn connections_that_are_lost_all_the_time() {
    let database = Database::new().await;
    // A lease whose answer was lost is nobody's until it ends.
    let mut app = App::with(database.open().await, settings().lease(Duration::from_secs(2)));
    let mut somebody = database.connect().await;
    let (mut sent, mut ended, mut refused) = (0, 0, 0);
    // The worker may be the one who finds out, each time.
    while sent < 60 || refused == 0 {
        ended += end_connections(&mut somebody).await;
        refused += app.accept_at_last(&format!("event {sent}")).await;
        sent += 1;
        assert!(sent < 2000, "the service was never asked to send again");
    }
    app.handles_everything().await;
    assert!(ended >= 30, "{ended} connections were ended");
    app.logs(&["WARN", "message=refused", "; "]).await;
    let jobs = app.jobs().await;
    assert_eq!(jobs.len(), sent, "what is sent again is stored once");
    assert_eq!(app.book.handled().len(), sent);
    app.stop().await;
}
