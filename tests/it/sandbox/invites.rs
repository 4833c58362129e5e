//! Smart invites: from the request to the handler of each reply.

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::request::{InviteEvent, InviteRecipient, UpsertSmartInvite};
use serde_json::{Value, json};

use super::bodies::every_body_is_as_documented;
use super::scenario::{MONDAY, Scenario, names_for, sandbox};

fn event() -> InviteEvent {
    let at = |time: &str| time.parse::<Timestamp>().unwrap();
    InviteEvent::new("Board meeting", at("2026-06-02T10:00:00Z"), at("2026-06-02T11:00:00Z")).tzid("Europe/Paris")
}

#[tokio::test]
async fn replies_and_counter_proposals_reach_their_handler() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let one = UpsertSmartInvite::new("one", InviteRecipient::new("example@example.com"), event());
    sandbox.upsert_smart_invite(one.callback_url(scenario.url_for("one"))).unwrap();
    let both = ["a@example.com", "b@example.com"].map(InviteRecipient::new);
    let several = UpsertSmartInvite::for_several("several", both, event());
    sandbox.upsert_smart_invite(several.callback_url(scenario.url_for("several"))).unwrap();

    let time = json!({ "time": "2026-06-03T23:00:00+02:00", "tzid": "Europe/Paris" });
    let proposal = json!({ "start": time, "end": time });
    let tentative =
        json!({ "email": "example@example.com", "status": "tentative", "comment": "Late?", "proposal": proposal });
    sandbox.reply_to_smart_invite("one", &tentative).unwrap();
    sandbox.reply_to_smart_invite("several", json!({ "email": "b@example.com", "status": "declined" })).unwrap();
    for (id, reply) in [
        ("one", json!({ "email": "example@example.com", "status": "perhaps" })),
        ("one", json!({ "status": "accepted" })),
        ("other", json!({ "email": "example@example.com", "status": "accepted" })),
    ] {
        sandbox.reply_to_smart_invite(id, reply).unwrap_err();
    }
    sandbox.deliver_due().await;

    let deliveries = scenario.expect_nothing_lost(&sandbox).await;
    every_body_is_as_documented(&deliveries[..1]);
    for user in ["one", "several"] {
        assert_eq!(names_for(&sandbox, &scenario, user), [("smart_invite".to_owned(), None)]);
    }
    let bodies: Vec<Value> = deliveries.iter().map(|it| serde_json::from_str(&it.body).unwrap()).collect();
    assert_eq!(bodies[0]["smart_invite"]["reply"], tentative);
    assert_eq!(bodies[0]["smart_invite"]["recipient"], tentative);
    let answers = json!([
        { "email": "a@example.com", "status": "pending" },
        { "email": "b@example.com", "status": "declined" },
    ]);
    assert_eq!(bodies[1]["smart_invite"]["recipients"], answers);
}
