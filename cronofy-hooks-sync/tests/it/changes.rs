//! What a notification reads, and where the next one begins.

use cronofy_hooks::request::UpsertEvent;
use cronofy_hooks_sync::{SyncAccount, SyncError};
use serde_json::json;

use crate::support::{ACCOUNT, PRIVATE, TestSync, WORK, at, summaries};

#[tokio::test]
async fn without_a_cursor_everything_is_read_and_then_what_changed() {
    let test = TestSync::start().await;
    test.write_at("08:00:00", "a").await;
    let b = test.write_at("08:10:00", "b").await;
    assert_eq!(test.handle("08:10:00").await, ["a", "b"]);

    test.sandbox.advance_to(at("08:20:00")).await;
    test.sandbox.delete_event_as_user(WORK, &b).unwrap();
    let own = UpsertEvent::new("own", "own", at("10:00:00"), at("11:00:00"));
    test.sandbox.upsert_event(WORK, own).unwrap();
    assert_eq!(test.handle("08:20:00").await, ["-b", "own"]);
}

#[tokio::test]
async fn a_notification_that_was_lost_is_made_up_for_by_the_next_one() {
    let test = TestSync::start().await;
    test.write_at("08:00:00", "a").await;
    assert_eq!(test.handle("08:00:00").await, ["a"]);
    test.write_at("08:10:00", "lost").await;
    test.write_at("08:20:00", "b").await;
    // The overlap has `a` again.
    assert_eq!(test.handle("08:20:00").await, ["a", "b", "lost"]);
    test.write_at("08:30:00", "c").await;
    assert_eq!(test.handle("08:30:00").await, ["b", "c"]);
}

#[tokio::test]
async fn a_late_or_repeated_notification_reads_again_and_moves_nothing_back() {
    let test = TestSync::start().await;
    for (time, summary) in [("08:00:00", "a"), ("08:10:00", "b"), ("08:20:00", "c")] {
        test.write_at(time, summary).await;
    }
    assert_eq!(test.handle("08:20:00").await, ["a", "b", "c"]);
    assert_eq!(test.handle("08:10:00").await, ["b", "c"]);
    assert_eq!(test.handle("08:20:00").await, ["c"], "the cursor is still at the latest");
}

#[tokio::test]
async fn an_event_that_changes_while_pages_are_read_is_read_with_the_next_notification() {
    let test = TestSync::start().await;
    let (a, _) = (test.write_at("08:00:00", "a").await, test.write_at("08:00:00", "b").await);
    let mut changes = test.changes("08:00:00").await;
    let first = changes.next().await.unwrap().unwrap();
    assert_eq!(first.event_uid.as_ref(), Some(&a));
    test.sandbox.advance_to(at("08:05:00")).await;
    test.write(WORK, json!({ "event_uid": a, "summary": "a, later" }));
    assert_eq!(summaries(&changes.read_to_end().await.unwrap()), ["b"]);
    changes.commit().await.unwrap();
    // The notification about that is lost.
    test.write_at("09:00:00", "c").await;
    assert_eq!(test.handle("09:00:00").await, ["a, later", "b", "c"]);
}

#[tokio::test]
async fn a_change_that_becomes_visible_late_is_within_the_overlap() {
    let test = TestSync::start().await;
    test.write_at("08:00:00", "a").await;
    test.write_at("08:09:10", "late").await;
    // The service had not shown `late` yet when it named this time.
    test.handle("08:10:00").await;
    assert_eq!(test.handle("08:10:00").await, ["late"]);
}

#[tokio::test]
async fn only_what_was_read_to_its_end_can_be_committed() {
    let test = TestSync::start().await;
    test.write_at("08:00:00", "a").await;
    let unread = test.changes("08:00:00").await;
    assert!(matches!(unread.commit().await, Err(SyncError::NotRead)));
    let mut half = test.changes("08:00:00").await;
    half.next().await.unwrap().unwrap();
    assert!(matches!(half.commit().await, Err(SyncError::NotRead)));

    let unknown = SyncAccount::new(test.client.account("acc_that_never_logged_in"));
    let mut failed = test.sync.changes(&unknown).await.unwrap();
    let error = failed.read_to_end().await.unwrap_err();
    assert!(matches!(error, SyncError::Client(_)), "{error:?}");
    assert!(format!("{error:#}").starts_with("the events could not be read: there are no tokens"), "{error:#}");
    assert!(failed.next().await.is_none());
    assert!(matches!(failed.commit().await, Err(SyncError::NotRead)));
}

#[tokio::test]
async fn without_a_notification_it_reads_from_the_cursor_and_leaves_it() {
    let test = TestSync::start().await;
    test.write_at("08:00:00", "a").await;
    test.handle("08:00:00").await;
    test.write_at("08:10:00", "b").await;
    test.write_at("08:20:00", "c").await;
    for _ in 0..2 {
        let mut changes = test.sync.changes(&test.account()).await.unwrap();
        assert_eq!(summaries(&changes.read_to_end().await.unwrap()), ["a", "b", "c"]);
        assert_eq!((changes.change(), changes.account().client().account_id()), (None, ACCOUNT));
        changes.commit().await.unwrap();
    }
}

#[tokio::test]
async fn each_set_of_calendars_has_a_cursor_of_its_own() {
    let test = TestSync::start().await;
    test.write_at("08:00:00", "work").await;
    test.write(PRIVATE, json!({ "summary": "private", "start": at("10:00:00"), "end": at("11:00:00") }));
    test.sandbox.advance_to(at("09:00:00")).await;
    test.handle("09:00:00").await;
    // The cursor of all calendars is past both events. That of these calendars is not.
    let read = async |account: SyncAccount| {
        let mut changes = test.sync.changes(&account).await.unwrap();
        let events = changes.read_to_end().await.unwrap();
        changes.commit().await.unwrap();
        summaries(&events)
    };
    assert_eq!(read(test.account()).await, Vec::<String>::new());
    assert_eq!(read(test.account().calendar(PRIVATE)).await, ["private"]);
    assert_eq!(read(test.account().calendar(PRIVATE).calendar(WORK)).await, ["private", "work"]);
}
