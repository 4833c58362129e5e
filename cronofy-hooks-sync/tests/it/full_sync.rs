//! The comparison of everything.

use cronofy_hooks::request::UpsertEvent;
use cronofy_hooks_sync::{FullSync, FullSyncItem, SyncAccount, SyncError};
use serde_json::json;

use crate::support::{TestSync, WORK, at, summaries};

async fn items(full: &mut FullSync) -> Vec<String> {
    let shown = |item| match item {
        FullSyncItem::Present(event) => event.summary.unwrap(),
        FullSyncItem::Gone(event_uid) => format!("gone: {event_uid}"),
    };
    full.read_to_end().await.unwrap().into_iter().map(shown).collect()
}

#[tokio::test]
async fn it_yields_everything_and_then_what_only_the_copy_has() {
    let test = TestSync::start().await;
    let event = |summary, day| json!({ "summary": summary, "start": format!("{day}T08:00:00Z"), "end": format!("{day}T09:00:00Z") });
    let kept = test.write(WORK, event("kept", "2026-06-02"));
    let deleted = test.write(WORK, event("deleted", "2026-06-03"));
    let moved = test.write(WORK, event("moved", "2026-06-04"));
    // No notification reports what time moves out of the window: 42 days after it, this event is not listed.
    let old = test.write(WORK, event("old", "2026-05-01"));
    let own = UpsertEvent::new("own", "own", at("10:00:00"), at("11:00:00"));
    let own = test.sandbox.upsert_event(WORK, own).unwrap();
    test.sandbox.advance_to("2026-06-20T00:00:00Z".parse().unwrap()).await;
    test.sandbox.delete_event_as_user(WORK, &deleted).unwrap();
    test.write(WORK, json!({ "event_uid": moved, "start": "2027-06-02T08:00:00Z", "end": "2027-06-02T09:00:00Z" }));
    test.write(WORK, event("new", "2026-06-05"));

    let known = [&kept, &deleted, &moved, &old, &own].map(String::clone);
    let mut full = test.sync.full_sync(&test.account(), known).await.unwrap();
    let mut gone: Vec<_> = [&deleted, &moved, &old].map(|event_uid| format!("gone: {event_uid}")).into();
    gone.sort();
    let expected: Vec<_> = ["own", "kept", "new"].map(str::to_owned).into_iter().chain(gone).collect();
    assert_eq!(items(&mut full).await, expected);
    full.commit().await.unwrap();
}

#[tokio::test]
async fn it_leaves_the_cursor_where_it_is() {
    let test = TestSync::start().await;
    let full_sync = async || {
        let mut full = test.sync.full_sync(&test.account(), []).await.unwrap();
        items(&mut full).await;
        full.commit().await.unwrap();
    };
    test.write_at("08:00:00", "a").await;
    full_sync().await;
    test.write_at("08:10:00", "lost").await;
    test.write_at("08:20:00", "b").await;
    assert_eq!(test.handle("08:20:00").await, ["a", "b", "lost"], "there was no cursor");
    full_sync().await;
    test.write_at("08:30:00", "c").await;
    test.write_at("08:40:00", "d").await;
    assert_eq!(test.handle("08:40:00").await, ["b", "c", "d"]);
}

#[tokio::test]
async fn nothing_is_gone_because_it_could_not_be_read() {
    let test = TestSync::start().await;
    let account = SyncAccount::new(test.client.account("acc_that_never_logged_in"));
    let mut full = test.sync.full_sync(&account, ["evt_1".to_owned()]).await.unwrap();
    assert!(matches!(full.read_to_end().await, Err(SyncError::Client(_))));
    assert!(full.next().await.is_none());
    assert!(matches!(full.commit().await, Err(SyncError::NotRead)));

    let mut full = test.sync.full_sync(&test.account(), ["evt_1", "evt_2"].map(str::to_owned)).await.unwrap();
    assert_eq!(full.next().await.unwrap().unwrap(), FullSyncItem::Gone("evt_1".to_owned()));
    assert!(matches!(full.commit().await, Err(SyncError::NotRead)), "something is left");
}

#[tokio::test]
async fn what_was_handled_in_between_is_read_again_without_the_rest() {
    let test = TestSync::start().await;
    test.write_at("08:00:00", "old").await;
    test.write_at("08:10:00", "a").await;
    test.handle("08:10:00").await;
    let mut full = test.sync.full_sync(&test.account(), []).await.unwrap();
    assert!(matches!(full.changes().await, Err(SyncError::NotRead)));
    assert_eq!(items(&mut full).await, ["old", "a"]);
    // A notification is handled before the commit, and another one before the next.
    test.write_at("08:20:00", "b").await;
    test.handle("08:20:00").await;
    let mut changes = full.changes().await.unwrap();
    assert_eq!(summaries(&changes.read_to_end().await.unwrap()), ["a", "b"]);
    test.write_at("08:30:00", "c").await;
    test.handle("08:30:00").await;
    assert!(matches!(changes.commit().await, Err(SyncError::Conflict)));
    let mut changes = full.changes().await.unwrap();
    assert_eq!(summaries(&changes.read_to_end().await.unwrap()), ["a", "b", "c"]);
    changes.commit().await.unwrap();
    // The cursor is where the notifications left it.
    assert_eq!(test.handle("08:30:00").await, ["c"]);
    assert!(matches!(full.commit().await, Err(SyncError::Conflict)));
}
