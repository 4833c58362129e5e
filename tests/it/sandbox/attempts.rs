//! Retries, their headers and signatures.

use std::time::Duration;

use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_sandbox::{AttemptOutcome, Fault, FaultRule};
use cronofy_hooks_tests::{OTHER_SECRET, SECRET};
use serde_json::json;

use super::scenario::{HOUR, MINUTE, MONDAY, Scenario, account, event, interactions, sandbox, transition};

#[tokio::test]
async fn a_retry_of_a_trigger_has_the_same_id_and_the_next_number() {
    let scenario = Scenario::start().await;
    let rule = FaultRule::new(Fault::Drop).only("event_start").times(2);
    let sandbox = sandbox(MONDAY).faults([rule]).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    sandbox.create_channel(&account_id, CreateChannel::new(scenario.url_for("channel"))).unwrap();
    let mut meeting = event("retried", "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z");
    meeting["conferencing"] = json!({ "profile_id": "default" });
    meeting["subscriptions"] = json!([
        transition(&scenario.url_for("start"), "before", "event_start", 0),
        interactions(&scenario.url_for("assigned"), &["conferencing_assigned"]),
    ]);
    sandbox.upsert_event(&calendar_id, meeting).unwrap();
    sandbox.advance(6 * HOUR).await;
    let deliveries = scenario.expect_nothing_lost(&sandbox).await;
    let [verification, assigned, start] = &deliveries[..] else { panic!("three notifications: {deliveries:#?}") };
    for delivery in [verification, assigned] {
        assert_eq!(
            (delivery.deadline, &delivery.notification_id),
            (Duration::from_secs(5), &None),
            "{}",
            delivery.name
        );
    }
    assert_eq!(start.deadline, Duration::from_secs(7));
    let outcomes: Vec<_> = start.attempts.iter().map(|it| (it.number, it.outcome.clone().unwrap())).collect();
    assert_eq!(outcomes, [(1, AttemptOutcome::Lost), (2, AttemptOutcome::Lost), (3, AttemptOutcome::Answered(204))]);
    let lines = scenario.lines();
    let line = lines.iter().find(|it| it["handler"] == "event_start").unwrap();
    assert_eq!(
        (line["attempt"].as_u64(), line["notification_id"].as_str()),
        (Some(3), start.notification_id.as_deref())
    );
    let line = lines.iter().find(|it| it["handler"] == "verification").unwrap();
    assert!(line["attempt"].is_null() && line["notification_id"].is_null(), "{line}");

    // The same bytes again: the inbox knows the id.
    let again = sandbox.replay(start.number).unwrap();
    sandbox.deliver_due().await;
    let deliveries = scenario.expect_nothing_lost(&sandbox).await;
    let again = deliveries.iter().find(|it| it.number == again).unwrap();
    assert_eq!((again.replay_of(), &again.body), (Some(start.number), &start.body));
    let manual = json!({ "notification": { "type": "gdpr_requested" }, "channel": { "channel_id": "chn_1" } });
    sandbox.trigger(&scenario.url_for("manual"), manual).unwrap();
    sandbox.deliver_due().await;
    scenario.expect_nothing_lost(&sandbox).await;
    let starts = scenario.ran().iter().filter(|(handler, _)| handler == "event_start").count();
    assert_eq!(starts, 1, "the replayed notification was not handled again");
}

#[tokio::test]
async fn secrets_rotate_without_a_lost_notification() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).client_secrets([OTHER_SECRET, SECRET]).start().unwrap();
    let (account_id, _) = account(&sandbox);
    sandbox.create_channel(&account_id, CreateChannel::new(scenario.url_for("both"))).unwrap();
    sandbox.deliver_due().await;
    assert_eq!(scenario.expect_nothing_lost(&sandbox).await[0].attempts.len(), 1, "one of two is enough");

    sandbox.set_client_secrets([OTHER_SECRET]).unwrap();
    sandbox.request_gdpr(&account_id).unwrap();
    sandbox.deliver_due().await;
    let refused = sandbox.deliveries()[1].attempts[0].outcome.clone();
    assert_eq!(refused, Some(AttemptOutcome::Answered(401)));
    assert!(sandbox.set_client_secrets([""]).is_err());
    sandbox.set_client_secrets([SECRET]).unwrap();
    sandbox.advance(MINUTE).await;
    scenario.expect_nothing_lost(&sandbox).await;
}
