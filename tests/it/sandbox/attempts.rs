//! Retries, their headers and signatures.

use std::time::Duration;

use cronofy_hooks_sandbox::{Fault, FaultRule, Outcome};
use cronofy_hooks_tests::{OTHER_SECRET, SECRET};
use serde_json::json;

use super::play::{HOUR, MINUTE, MONDAY, Play, account, event, interactions, sandbox, transition};

#[tokio::test]
async fn a_retry_of_a_trigger_has_the_same_id_and_the_next_number() {
    let play = Play::start().await;
    let rule = FaultRule::new(Fault::Drop).only("event_start").times(2);
    let sandbox = sandbox(MONDAY).faults([rule]).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    sandbox.create_channel(&account_id, &play.url_for("channel"), json!({})).unwrap();
    let mut meeting = event("retried", "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z");
    meeting["conferencing"] = json!({ "profile_id": "default" });
    meeting["subscriptions"] = json!([
        transition(&play.url_for("start"), "before", "event_start", 0),
        interactions(&play.url_for("assigned"), &["conferencing_assigned"]),
    ]);
    sandbox.upsert_event(&calendar_id, meeting).unwrap();
    sandbox.advance(6 * HOUR).await;
    let deliveries = play.nothing_is_lost(&sandbox).await;
    let [verification, assigned, start] = &deliveries[..] else { panic!("three notifications: {deliveries:#?}") };
    for told in [verification, assigned] {
        assert_eq!((told.deadline, &told.notification_id), (Duration::from_secs(5), &None), "{}", told.name);
    }
    assert_eq!(start.deadline, Duration::from_secs(7));
    let outcomes: Vec<_> = start.attempts.iter().map(|it| (it.number, it.outcome.clone().unwrap())).collect();
    assert_eq!(outcomes, [(1, Outcome::Lost), (2, Outcome::Lost), (3, Outcome::Answered(204))]);
    let lines = play.lines();
    let line = lines.iter().find(|it| it["handler"] == "event_start").unwrap();
    assert_eq!(
        (line["attempt"].as_u64(), line["notification_id"].as_str()),
        (Some(3), start.notification_id.as_deref())
    );
    let line = lines.iter().find(|it| it["handler"] == "verification").unwrap();
    assert!(line["attempt"].is_null() && line["notification_id"].is_null(), "{line}");

    // The same bytes once more: the inbox knows the id.
    let again = sandbox.replay(start.number).unwrap();
    sandbox.settle().await;
    let deliveries = play.nothing_is_lost(&sandbox).await;
    let again = deliveries.iter().find(|it| it.number == again).unwrap();
    assert_eq!((again.replay_of, &again.body), (Some(start.number), &start.body));
    let by_hand = json!({ "notification": { "type": "gdpr_requested" }, "channel": { "channel_id": "chn_1" } });
    sandbox.trigger(&play.url_for("hand"), by_hand, false).unwrap();
    sandbox.settle().await;
    play.nothing_is_lost(&sandbox).await;
    let starts = play.ran().iter().filter(|(handler, _)| handler == "event_start").count();
    assert_eq!(starts, 1, "what was replayed before was not handled again");
}

#[tokio::test]
async fn secrets_rotate_without_a_lost_notification() {
    let play = Play::start().await;
    let sandbox = sandbox(MONDAY).client_secrets([OTHER_SECRET, SECRET]).start().unwrap();
    let (account_id, _) = account(&sandbox);
    sandbox.create_channel(&account_id, &play.url_for("both"), json!({})).unwrap();
    sandbox.settle().await;
    assert_eq!(play.nothing_is_lost(&sandbox).await[0].attempts.len(), 1, "one of two is enough");

    sandbox.set_client_secrets([OTHER_SECRET]).unwrap();
    assert!(sandbox.request_gdpr(&account_id));
    sandbox.settle().await;
    let refused = sandbox.deliveries()[1].attempts[0].outcome.clone();
    assert_eq!(refused, Some(Outcome::Answered(401)));
    assert!(sandbox.set_client_secrets([""]).is_err());
    sandbox.set_client_secrets([SECRET]).unwrap();
    sandbox.advance(MINUTE).await;
    play.nothing_is_lost(&sandbox).await;
}
