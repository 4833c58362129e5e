//! Somebody else writes to the file for longer than the inbox waits.

use super::{Folder, execute};
use crate::store::app::App;

const LOCKED: &str = "another process or connection writes to the file for longer than the inbox waits; \
    make its transactions shorter, or raise `busy_timeout`";

#[tokio::test]
async fn a_file_that_is_locked_for_a_while() {
    let folder = Folder::new();
    let mut app = App::start(folder.open().await);
    app.accept("before").await;
    app.book.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;

    let mut somebody = folder.connect().await;
    execute(&mut somebody, "PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE").await;
    for event in ["one", "two"] {
        app.refuse_because(event, LOCKED).await;
    }
    assert_eq!(app.refusal().await, format!("Unavailable: {LOCKED}"));
    app.book.open_gate();
    app.logs(&["WARN", "what became of a job could not be stored", LOCKED]).await;
    app.logs(&["WARN", "the inbox gives no work; asking again", LOCKED]).await;

    execute(&mut somebody, "ROLLBACK").await;
    app.accept_at_last("after").await;
    app.accept("two").await;
    app.ends_well().await;
}

/// A delivery that was refused while it waited for its turn is not written afterwards: the service
/// sends it again.
#[tokio::test]
async fn what_waited_for_too_long_is_not_stored_behind_the_back_of_the_service() {
    let folder = Folder::new();
    let inbox = cronofy_hooks::inbox::SqliteInbox::options(folder.file());
    let mut app = App::start(inbox.busy_timeout(std::time::Duration::from_secs(8)).open().await.unwrap());
    app.accept("before").await;
    app.handles_everything().await;

    let mut somebody = folder.connect().await;
    execute(&mut somebody, "PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE").await;
    // The worker asks for work, or the first delivery does: either of them waits for the lock, and
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
    execute(&mut somebody, "ROLLBACK").await;
    app.accept_at_last("after").await;
    app.handles_everything().await;
    assert!(!app.book.handled().contains_key("second"), "{:?}", app.book.handled());
    app.stop().await;
}
