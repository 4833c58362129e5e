//! Another process writes to the file for longer than the inbox waits.

use super::{SqliteFolder, execute};
use crate::store::app::StoreApp;

const LOCKED: &str = "another process or connection writes to the file for longer than the inbox waits; \
    make its transactions shorter, or raise `busy_timeout`";

#[tokio::test]
async fn a_file_that_is_locked_for_a_while() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::start(folder.open().await);
    app.accept("before").await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;

    let mut other = folder.connect().await;
    execute(&mut other, "PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE").await;
    for event in ["one", "two"] {
        app.refuse_because(event, LOCKED).await;
    }
    assert_eq!(app.refusal().await, format!("Unavailable: {LOCKED}"));
    app.calls.open_gate();
    app.logs(&["WARN", "the result of a job could not be stored", LOCKED]).await;
    app.logs(&["WARN", "the inbox could not lease jobs; trying again", LOCKED]).await;

    execute(&mut other, "ROLLBACK").await;
    app.accept_at_last("after").await;
    app.accept("two").await;
    app.ends_well().await;
}

/// A delivery that was refused while it waited for the lock is not stored afterwards: the service
/// sends it again.
#[tokio::test]
async fn a_delivery_that_was_refused_while_it_waited_is_not_stored_later() {
    let folder = SqliteFolder::new();
    let inbox = cronofy_hooks::inbox::SqliteInbox::options(folder.file());
    let mut app = StoreApp::start(inbox.busy_timeout(std::time::Duration::from_secs(8)).open().await.unwrap());
    app.accept("before").await;
    app.handles_everything().await;

    let mut other = folder.connect().await;
    execute(&mut other, "PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE").await;
    // Either the worker or the first delivery waits for the lock, and
    // the second delivery waits behind it.
    let first = app.router.clone();
    let first = tokio::spawn(async move {
        cronofy_hooks_tests::signed(crate::store::app::assigned_of("first")).send_to(first).await.status.as_u16()
    });
    tokio::task::yield_now().await;
    app.refuse("second").await;
    assert_eq!(first.await.unwrap(), 503);
    app.logs(&["WARN", "message=refused", "the store took longer than 4 seconds; look at its disk or its server"])
        .await;
    execute(&mut other, "ROLLBACK").await;
    app.accept_at_last("after").await;
    app.handles_everything().await;
    assert!(!app.calls.handled().contains_key("second"), "{:?}", app.calls.handled());
    app.stop().await;
}
