//! Each documented flow from its beginning to its end.

use cronofy_hooks_sandbox::{DeliveryView, Sandbox};
use jiff::Timestamp;
use serde_json::json;

use super::bodies::every_body_is_as_documented;
use super::play::{
    HOUR, MINUTE, MONDAY, Play, account, event, first_sent, interactions, names_for, sandbox, transition,
};

/// How each documented failure of an agent goes: what is told before it, and minutes after the start.
const FAILURES: [(&str, bool, i64); 8] = [
    ("meeting_agent_activation_failed", false, -2),
    ("meeting_agents_disabled", false, -2),
    ("no_meeting_authorization", false, -2),
    ("access_denied", true, 0),
    ("meeting_not_found", true, 0),
    ("meeting_agent_rejected", true, 1),
    ("join_timeout", true, 10),
    ("internal_error", true, 30),
];

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn told(name: &str) -> (String, Option<String>) {
    (name.to_owned(), None)
}

fn told_with(name: &str, subtype: &str) -> (String, Option<String>) {
    (name.to_owned(), Some(subtype.to_owned()))
}

async fn done(play: &Play, sandbox: &Sandbox) -> Vec<DeliveryView> {
    let deliveries = play.nothing_is_lost(sandbox).await;
    every_body_is_as_documented(&deliveries);
    deliveries
}

#[tokio::test]
async fn a_channel_is_verified_and_told_of_what_others_change() {
    let play = Play::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    let url = play.url_for("ada");
    let channel = sandbox.create_channel(&account_id, &url, json!({})).unwrap();
    assert_eq!(sandbox.create_channel(&account_id, &url, json!({})).unwrap(), channel, "an identical request");
    sandbox.settle().await;
    assert_eq!(names_for(&sandbox, &play, "ada"), [told("verification")]);

    // The application is not told of its own writes.
    let own = sandbox.upsert_event(&calendar_id, event("own", "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z")).unwrap();
    sandbox.advance(HOUR).await;
    assert_eq!(names_for(&sandbox, &play, "ada").len(), 1);

    let since = sandbox.now();
    let moved = json!({ "event_uid": own, "start": "2026-06-02T12:00:00Z", "end": "2026-06-02T13:00:00Z" });
    sandbox.somebody_writes(&calendar_id, moved).unwrap();
    sandbox.settle().await;
    assert!(sandbox.somebody_deletes(&calendar_id, &own));
    sandbox.settle().await;

    let [profile_id, zoom_id] = {
        let account = sandbox.accounts().remove(0);
        [account.profile_ids[0].clone(), account.conferencing_profile_ids[0].clone()]
    };
    assert!(sandbox.disconnect_profile(&profile_id));
    assert!(sandbox.disconnect_profile(&zoom_id));
    assert!(sandbox.finish_initial_sync(&profile_id));
    assert!(sandbox.request_gdpr(&account_id));
    sandbox.settle().await;
    let deliveries = done(&play, &sandbox).await;
    let names: Vec<_> = deliveries.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "verification",
            "change",
            "change",
            "profile_disconnected",
            "conferencing_profile_disconnected",
            "profile_initial_sync_completed",
            "gdpr_requested",
        ]
    );
    let body: serde_json::Value = serde_json::from_str(&deliveries[1].body).unwrap();
    assert_eq!(body["notification"]["changes_since"], since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
}

#[tokio::test]
async fn a_conference_is_assigned_or_fails_until_its_profile_is_back() {
    let play = Play::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let zoom_id = sandbox.accounts().remove(0).conferencing_profile_ids.remove(0);
    let ask = |user: &str, profile_id: &str| {
        let mut event = event(user, "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z");
        event["conferencing"] = json!({ "profile_id": profile_id });
        event["subscriptions"] =
            json!([interactions(&play.url_for(user), &["conferencing_assigned", "conferencing_failing"])]);
        sandbox.upsert_event(&calendar_id, event).unwrap();
    };
    ask("works", "default");
    sandbox.advance(MINUTE).await;
    assert_eq!(names_for(&sandbox, &play, "works"), [told("conferencing_assigned")]);

    assert!(sandbox.disconnect_profile(&zoom_id));
    ask("missing", &zoom_id);
    sandbox.advance(HOUR).await;
    let failing = told_with("conferencing_failing", "profile_missing");
    assert_eq!(names_for(&sandbox, &play, "missing"), std::slice::from_ref(&failing));
    assert!(sandbox.reconnect_profile(&zoom_id));
    sandbox.advance(HOUR).await;
    assert_eq!(names_for(&sandbox, &play, "missing"), [failing, told("conferencing_assigned")]);

    assert!(sandbox.set_mood(&zoom_id, cronofy_hooks_sandbox::ConferencingMood::WithoutUrl));
    ask("without", "default");
    sandbox.advance(HOUR).await;
    assert!(sandbox.set_mood(&zoom_id, cronofy_hooks_sandbox::ConferencingMood::Works));
    sandbox.advance(HOUR).await;
    let failing = told_with("conferencing_failing", "missing_meeting_url");
    assert_eq!(names_for(&sandbox, &play, "without"), [failing, told("conferencing_assigned")]);
    done(&play, &sandbox).await;
}

#[tokio::test]
async fn triggers_come_in_their_windows_and_follow_their_event() {
    let play = Play::start().await;
    for seed in 0..5 {
        let sandbox = sandbox(&format!("2026-06-0{}T08:00:00Z", seed + 1)).seed(seed).start().unwrap();
        let (_, calendar_id) = account(&sandbox);
        let day = |time: &str| format!("2026-06-0{}T{time}:00Z", seed + 1);
        let users = [format!("before-{seed}"), format!("after-{seed}")];
        let mut written = event(&format!("moved-{seed}"), &day("10:00"), &day("11:00"));
        written["subscriptions"] = json!([
            transition(&play.url_for(&users[0]), "before", "event_start", 5),
            transition(&play.url_for(&users[1]), "after", "event_end", 0),
        ]);
        let event_uid = sandbox.upsert_event(&calendar_id, written).unwrap();
        let windows = |from: [&str; 2]| {
            let triggers = sandbox.triggers(&event_uid);
            for (trigger, from) in triggers.iter().zip(from) {
                assert_eq!((trigger.from, trigger.until), (at(&day(from)), at(&day(from)) + MINUTE));
            }
            assert_eq!(triggers.len(), 2);
        };
        windows(["09:54", "11:00"]);

        // The user moves it, the application moves it, and what was planned before never comes.
        let moved = json!({ "event_uid": event_uid, "start": day("12:00"), "end": day("13:00") });
        sandbox.somebody_writes(&calendar_id, moved).unwrap();
        windows(["11:54", "13:00"]);
        sandbox.upsert_event(&calendar_id, event(&format!("moved-{seed}"), &day("14:00"), &day("15:00"))).unwrap();
        windows(["13:54", "15:00"]);
        sandbox.advance(12 * HOUR).await;
        let sent = play.nothing_is_lost(&sandbox).await;
        assert_eq!(sent.len(), 2, "{sent:#?}");
        every_body_is_as_documented(&sent);
        for (delivery, from) in sent.iter().zip(["13:54", "15:00"]) {
            let from = at(&day(from));
            let window = from..from + MINUTE;
            assert!(window.contains(&first_sent(delivery)), "{} is outside of {window:?}", first_sent(delivery));
            assert!(delivery.notification_id.is_some());
        }
        assert_eq!(sent.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["event_start", "event_end"]);

        // Written again without being moved, it tells nothing again; deleted, nothing at all.
        let mut gone = event(&format!("gone-{seed}"), &day("22:00"), &day("23:00"));
        gone["subscriptions"] = json!([transition(&play.url_for("gone"), "before", "event_start", 0)]);
        sandbox.upsert_event(&calendar_id, gone.clone()).unwrap();
        sandbox.upsert_event(&calendar_id, gone).unwrap();
        assert!(sandbox.delete_event(&calendar_id, &format!("gone-{seed}")));
        sandbox.advance(12 * HOUR).await;
        assert_eq!(sandbox.deliveries().len(), 2);
    }
}

#[tokio::test]
async fn days_begin_at_midnight_where_the_event_is() {
    let play = Play::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let mut all_day = event("day", "2026-06-03", "2026-06-04");
    all_day["tzid"] = json!("America/Chicago");
    all_day["subscriptions"] = json!([transition(&play.url_for("day"), "after", "event_start", 0)]);
    let event_uid = sandbox.upsert_event(&calendar_id, all_day).unwrap();
    assert_eq!(sandbox.triggers(&event_uid)[0].from, at("2026-06-03T05:00:00Z"));
    sandbox.advance(72 * HOUR).await;
    assert_eq!(done(&play, &sandbox).await.len(), 1);
}

#[tokio::test]
async fn an_agent_is_activated_and_complete_and_goes_where_its_event_goes() {
    let play = Play::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    let names = ["meeting_agent_activated", "meeting_agent_complete", "meeting_agent_failed"];
    let write = |user: &str| {
        let mut event = event(user, "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z");
        event["conferencing"] = json!({ "profile_id": "default" });
        event["meeting_agent"] = json!({ "profile_id": "cronofy" });
        event["subscriptions"] = json!([interactions(&play.url_for(user), &names)]);
        sandbox.upsert_event(&calendar_id, event).unwrap()
    };
    let moved = write("complete");
    write("cancelled");
    sandbox.advance(HOUR).await;
    let later = json!({ "event_uid": moved, "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T12:45:00Z" });
    sandbox.somebody_writes(&calendar_id, later).unwrap();
    let none = json!({ "event_id": "cancelled", "meeting_agent": { "profile_id": "none" } });
    sandbox.upsert_event(&calendar_id, none).unwrap();
    let direct = json!([interactions(&play.url_for("direct"), &names)]);
    sandbox.schedule_agent(&account_id, "https://zoom.example.com/1", at("2026-06-01T15:00:00Z"), direct).unwrap();
    sandbox.advance(12 * HOUR).await;

    let whole = [told("meeting_agent_activated"), told("meeting_agent_complete")];
    assert_eq!(names_for(&sandbox, &play, "complete"), whole);
    assert_eq!(names_for(&sandbox, &play, "direct"), whole);
    assert_eq!(names_for(&sandbox, &play, "cancelled"), []);
    let deliveries = done(&play, &sandbox).await;
    let times: Vec<_> = deliveries.iter().map(|it| it.created).collect();
    let expected = ["2026-06-01T11:58:00Z", "2026-06-01T12:45:00Z", "2026-06-01T14:58:00Z", "2026-06-01T16:00:00Z"];
    assert_eq!(times, expected.map(at));
    let body: serde_json::Value = serde_json::from_str(&deliveries[1].body).unwrap();
    assert_eq!(body["meeting_agent"]["details"]["recording"]["duration_seconds"], 45 * 60);
}

#[tokio::test]
async fn an_agent_fails_in_each_documented_way_at_its_time() {
    let play = Play::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let start = at("2026-06-01T10:00:00Z");
    for (subtype, _, _) in FAILURES {
        let mut event = event(subtype, "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z");
        event["conferencing"] = json!({ "profile_id": "default" });
        event["meeting_agent"] = json!({ "profile_id": "cronofy" });
        let names = ["meeting_agent_activated", "meeting_agent_complete", "meeting_agent_failed"];
        event["subscriptions"] = json!([interactions(&play.url_for(subtype), &names)]);
        let event_uid = sandbox.upsert_event(&calendar_id, event).unwrap();
        let sub = sandbox.agent_of(&event_uid).unwrap();
        assert!(sandbox.set_agent_failure(&sub, Some(subtype)));
    }
    sandbox.advance(12 * HOUR).await;
    for (subtype, activated, minutes) in FAILURES {
        let mut expected = vec![told_with("meeting_agent_failed", subtype)];
        if activated {
            expected.insert(0, told("meeting_agent_activated"));
        }
        assert_eq!(names_for(&sandbox, &play, subtype), expected);
        let url = play.url_for(subtype);
        let failed = sandbox.deliveries().into_iter().rfind(|it| it.url == url).unwrap();
        assert_eq!(failed.created, start + jiff::SignedDuration::from_mins(minutes), "{subtype}");
    }
    done(&play, &sandbox).await;
}
