//! Events that are deleted, and created again with the same id.

use cronofy_hooks_sandbox::DeliveryView;
use serde_json::json;

use super::scenario::{HOUR, MINUTE, MONDAY, account, event, interactions, sandbox, transition};

/// Nothing listens there; these tests only look at what is sent.
const NOWHERE: &str = "http://127.0.0.1:9/cronofy";

#[tokio::test]
async fn a_window_that_ended_before_the_event_was_recreated_is_missed() {
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let mut meeting = event("meeting", "2026-06-01T09:00:00Z", "2026-06-01T11:00:00Z");
    meeting["subscriptions"] =
        json!([transition(NOWHERE, "before", "event_start", 0), transition(NOWHERE, "before", "event_end", 0),]);
    let event_uid = sandbox.upsert_event(&calendar_id, meeting.clone()).unwrap();
    sandbox.delete_event(&calendar_id, "meeting").unwrap();
    sandbox.advance(2 * HOUR).await;
    assert_eq!(sandbox.upsert_event(&calendar_id, meeting).unwrap(), event_uid);
    sandbox.deliver_due().await;
    assert_eq!(sandbox.deliveries(), [], "its start is an hour ago");
    sandbox.advance(HOUR).await;
    let sent_names: Vec<_> = sandbox.deliveries().into_iter().map(|it| it.name).collect();
    assert_eq!(sent_names, ["event_end"]);
    let sent: Vec<_> = sandbox.triggers(&event_uid).iter().map(|it| it.delivery.is_some()).collect();
    assert_eq!(sent, [false, true]);
}

#[tokio::test]
async fn a_recreated_event_gets_a_new_conference() {
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let mut meeting = event("meeting", "2026-06-02T09:00:00Z", "2026-06-02T11:00:00Z");
    meeting["conferencing"] = json!({ "profile_id": "default" });
    meeting["subscriptions"] = json!([interactions(NOWHERE, &["conferencing_assigned"])]);
    let url = |delivery: &DeliveryView| {
        let body: serde_json::Value = serde_json::from_str(&delivery.body).unwrap();
        body["event"]["conferencing"]["join_url"].as_str().unwrap().to_owned()
    };
    // Deleted once before the provider has answered, and once with its conference.
    for (conferences, wait) in [(0, MINUTE / 60), (1, HOUR)] {
        sandbox.upsert_event(&calendar_id, meeting.clone()).unwrap();
        sandbox.advance(wait).await;
        sandbox.delete_event(&calendar_id, "meeting").unwrap();
        sandbox.advance(HOUR).await;
        assert_eq!(sandbox.deliveries().len(), conferences);
    }
    sandbox.upsert_event(&calendar_id, meeting).unwrap();
    sandbox.advance(MINUTE).await;
    let [first, second] = &sandbox.deliveries()[..] else { panic!("two conferences: {:#?}", sandbox.deliveries()) };
    assert_ne!(url(first), url(second));
}
