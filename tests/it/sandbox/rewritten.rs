//! Events that are deleted, and written again under the same id.

use cronofy_hooks_sandbox::DeliveryView;
use serde_json::json;

use super::play::{HOUR, MINUTE, MONDAY, account, event, interactions, sandbox, transition};

/// Where nobody listens: what is sent is what counts here.
const NOWHERE: &str = "http://127.0.0.1:9/cronofy";

#[tokio::test]
async fn a_window_that_was_over_when_the_event_came_back_stays_over() {
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let mut meeting = event("meeting", "2026-06-01T09:00:00Z", "2026-06-01T11:00:00Z");
    meeting["subscriptions"] =
        json!([transition(NOWHERE, "before", "event_start", 0), transition(NOWHERE, "before", "event_end", 0),]);
    let event_uid = sandbox.upsert_event(&calendar_id, meeting.clone()).unwrap();
    assert!(sandbox.delete_event(&calendar_id, "meeting"));
    sandbox.advance(2 * HOUR).await;
    assert_eq!(sandbox.upsert_event(&calendar_id, meeting).unwrap(), event_uid);
    sandbox.settle().await;
    assert_eq!(sandbox.deliveries(), [], "its start is an hour ago");
    sandbox.advance(HOUR).await;
    let told: Vec<_> = sandbox.deliveries().into_iter().map(|it| it.name).collect();
    assert_eq!(told, ["event_end"]);
    let sent: Vec<_> = sandbox.triggers(&event_uid).iter().map(|it| it.delivery.is_some()).collect();
    assert_eq!(sent, [false, true]);
}

#[tokio::test]
async fn a_conference_is_asked_for_anew() {
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let mut meeting = event("meeting", "2026-06-02T09:00:00Z", "2026-06-02T11:00:00Z");
    meeting["conferencing"] = json!({ "profile_id": "default" });
    meeting["subscriptions"] = json!([interactions(NOWHERE, &["conferencing_assigned"])]);
    let url = |delivery: &DeliveryView| {
        let body: serde_json::Value = serde_json::from_str(&delivery.body).unwrap();
        body["event"]["conferencing"]["join_url"].as_str().unwrap().to_owned()
    };
    // Once before the provider has answered, and once with the conference that it made.
    for (conferences, wait) in [(0, MINUTE / 60), (1, HOUR)] {
        sandbox.upsert_event(&calendar_id, meeting.clone()).unwrap();
        sandbox.advance(wait).await;
        assert!(sandbox.delete_event(&calendar_id, "meeting"));
        sandbox.advance(HOUR).await;
        assert_eq!(sandbox.deliveries().len(), conferences);
    }
    sandbox.upsert_event(&calendar_id, meeting).unwrap();
    sandbox.advance(MINUTE).await;
    let [first, second] = &sandbox.deliveries()[..] else { panic!("two conferences: {:#?}", sandbox.deliveries()) };
    assert_ne!(url(first), url(second));
}
