//! Scheduling conversations: from the request to the handlers of both notifications.

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::{SchedulingConversations, SchedulingDuration, SchedulingPeriod};
use cronofy_hooks::request::{
    ConversationParticipant, CreateChannel, CreateSchedulingConversation, SlotChoice, SlotSelectionMethod,
};
use serde_json::Value;

use super::scenario::{MONDAY, Scenario, account, names_for, sandbox};

#[tokio::test]
async fn channels_that_ask_for_conversations_are_notified_of_them() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, _) = account(&sandbox);
    let channel = CreateChannel::new(scenario.url_for("asks")).scheduling_conversations(SchedulingConversations::on());
    sandbox.create_channel(&account_id, channel).unwrap();
    sandbox.create_channel(&account_id, CreateChannel::new(scenario.url_for("other"))).unwrap();
    sandbox.deliver_due().await;

    let at = |time: &str| time.parse::<Timestamp>().unwrap();
    let wanted = CreateSchedulingConversation::new(
        [
            ConversationParticipant::new().sub(&account_id).slots(SlotChoice::by(SlotSelectionMethod::Auto)),
            ConversationParticipant::new().email("karl@example.com"),
        ],
        SchedulingDuration::of_minutes(60),
        [SchedulingPeriod::new(at("2026-06-02T09:00:00Z"), at("2026-06-02T17:00:00Z"))],
    );
    let id = sandbox.start_conversation(&account_id, wanted).unwrap();
    sandbox.choose_first_slot(&id).unwrap();
    sandbox.choose_first_slot(&id).unwrap_err();
    sandbox.deliver_due().await;

    let deliveries = scenario.expect_nothing_lost(&sandbox).await;
    let names: Vec<_> = names_for(&sandbox, &scenario, "asks").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["verification", "scheduling_conversation_joined", "scheduling_conversation_updated"]);
    assert_eq!(names_for(&sandbox, &scenario, "other").len(), 1);
    for delivery in &deliveries[2..] {
        let body: Value = serde_json::from_str(&delivery.body).unwrap();
        assert_eq!(body["notification"]["scheduling_conversation_id"], id);
        assert_eq!(body["channel"]["scheduling_conversations"]["enabled"], true);
    }
    super::bodies::every_body_is_as_documented(&deliveries[2..]);
}
