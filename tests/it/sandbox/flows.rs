//! Each documented flow from start to end.

use std::collections::BTreeMap;

use cronofy_hooks::request::{CreateChannel, CreateMeetingAgent, InteractionName, Subscription};
use cronofy_hooks_sandbox::{DeliveryView, Sandbox};
use jiff::Timestamp;
use serde_json::json;

use super::bodies::every_body_is_as_documented;
use super::scenario::{
    HOUR, MINUTE, MONDAY, Scenario, account, event, first_sent, interactions, names_for, sandbox, transition,
};

/// The documented failures of an agent: whether it is activated before, and the minutes after the start.
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

fn notification(name: &str) -> (String, Option<String>) {
    (name.to_owned(), None)
}

fn notification_with(name: &str, subtype: &str) -> (String, Option<String>) {
    (name.to_owned(), Some(subtype.to_owned()))
}

async fn expect_all_handled(scenario: &Scenario, sandbox: &Sandbox) -> Vec<DeliveryView> {
    let deliveries = scenario.expect_nothing_lost(sandbox).await;
    every_body_is_as_documented(&deliveries);
    deliveries
}

#[tokio::test]
async fn a_channel_is_verified_and_notified_of_changes_by_users() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    let url = scenario.url_for("ada");
    let request = CreateChannel::new(url);
    let channel = sandbox.create_channel(&account_id, &request).unwrap();
    assert_eq!(sandbox.create_channel(&account_id, &request).unwrap(), channel, "an identical request");
    sandbox.deliver_due().await;
    assert_eq!(names_for(&sandbox, &scenario, "ada"), [notification("verification")]);

    // Changes by the application are not reported.
    let own = sandbox.upsert_event(&calendar_id, event("own", "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z")).unwrap();
    sandbox.advance(HOUR).await;
    assert_eq!(names_for(&sandbox, &scenario, "ada").len(), 1);

    let since = sandbox.now();
    let moved = json!({ "event_uid": own, "start": "2026-06-02T12:00:00Z", "end": "2026-06-02T13:00:00Z" });
    sandbox.write_event_as_user(&calendar_id, moved).unwrap();
    sandbox.deliver_due().await;
    sandbox.delete_event_as_user(&calendar_id, &own).unwrap();
    sandbox.deliver_due().await;

    let [profile_id, zoom_id] = {
        let account = sandbox.accounts().remove(0);
        [account.profile_ids[0].clone(), account.conferencing_profile_ids[0].clone()]
    };
    sandbox.disconnect_profile(&profile_id).unwrap();
    sandbox.disconnect_profile(&zoom_id).unwrap();
    sandbox.finish_initial_sync(&profile_id).unwrap();
    sandbox.request_gdpr(&account_id).unwrap();
    sandbox.deliver_due().await;
    let deliveries = expect_all_handled(&scenario, &sandbox).await;
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
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let zoom_id = sandbox.accounts().remove(0).conferencing_profile_ids.remove(0);
    let create = |user: &str, profile_id: &str| {
        let mut event = event(user, "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z");
        event["conferencing"] = json!({ "profile_id": profile_id });
        event["subscriptions"] =
            json!([interactions(&scenario.url_for(user), &["conferencing_assigned", "conferencing_failing"])]);
        sandbox.upsert_event(&calendar_id, event).unwrap();
    };
    create("works", "default");
    sandbox.advance(MINUTE).await;
    assert_eq!(names_for(&sandbox, &scenario, "works"), [notification("conferencing_assigned")]);

    sandbox.disconnect_profile(&zoom_id).unwrap();
    create("missing", &zoom_id);
    sandbox.advance(HOUR).await;
    let failing = notification_with("conferencing_failing", "profile_missing");
    assert_eq!(names_for(&sandbox, &scenario, "missing"), std::slice::from_ref(&failing));
    sandbox.reconnect_profile(&zoom_id).unwrap();
    sandbox.advance(HOUR).await;
    assert_eq!(names_for(&sandbox, &scenario, "missing"), [failing, notification("conferencing_assigned")]);

    sandbox.set_conferencing_behaviour(&zoom_id, cronofy_hooks_sandbox::ConferencingBehaviour::WithoutUrl).unwrap();
    create("without", "default");
    sandbox.advance(HOUR).await;
    sandbox.set_conferencing_behaviour(&zoom_id, cronofy_hooks_sandbox::ConferencingBehaviour::Works).unwrap();
    sandbox.advance(HOUR).await;
    let failing = notification_with("conferencing_failing", "missing_meeting_url");
    assert_eq!(names_for(&sandbox, &scenario, "without"), [failing, notification("conferencing_assigned")]);
    expect_all_handled(&scenario, &sandbox).await;
}

#[tokio::test]
async fn triggers_come_in_their_windows_and_follow_their_event() {
    let scenario = Scenario::start().await;
    for seed in 0..5 {
        let sandbox = sandbox(&format!("2026-06-0{}T08:00:00Z", seed + 1)).seed(seed).start().unwrap();
        let (_, calendar_id) = account(&sandbox);
        let day = |time: &str| format!("2026-06-0{}T{time}:00Z", seed + 1);
        let users = [format!("before-{seed}"), format!("after-{seed}")];
        let mut written = event(&format!("moved-{seed}"), &day("10:00"), &day("11:00"));
        written["subscriptions"] = json!([
            transition(&scenario.url_for(&users[0]), "before", "event_start", 5),
            transition(&scenario.url_for(&users[1]), "after", "event_end", 0),
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

        // The user moves it, then the application does. Triggers for the old times are never sent.
        let moved = json!({ "event_uid": event_uid, "start": day("12:00"), "end": day("13:00") });
        sandbox.write_event_as_user(&calendar_id, moved).unwrap();
        windows(["11:54", "13:00"]);
        sandbox.upsert_event(&calendar_id, event(&format!("moved-{seed}"), &day("14:00"), &day("15:00"))).unwrap();
        windows(["13:54", "15:00"]);
        sandbox.advance(12 * HOUR).await;
        let sent = scenario.expect_nothing_lost(&sandbox).await;
        assert_eq!(sent.len(), 2, "{sent:#?}");
        every_body_is_as_documented(&sent);
        for (delivery, from) in sent.iter().zip(["13:54", "15:00"]) {
            let from = at(&day(from));
            let window = from..from + MINUTE;
            assert!(window.contains(&first_sent(delivery)), "{} is outside of {window:?}", first_sent(delivery));
            assert!(delivery.notification_id.is_some());
        }
        assert_eq!(sent.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["event_start", "event_end"]);

        // An event that is written again without a move sends nothing again; a deleted one sends nothing.
        let mut gone = event(&format!("gone-{seed}"), &day("22:00"), &day("23:00"));
        gone["subscriptions"] = json!([transition(&scenario.url_for("gone"), "before", "event_start", 0)]);
        sandbox.upsert_event(&calendar_id, gone.clone()).unwrap();
        sandbox.upsert_event(&calendar_id, gone).unwrap();
        sandbox.delete_event(&calendar_id, &format!("gone-{seed}")).unwrap();
        sandbox.advance(12 * HOUR).await;
        assert_eq!(sandbox.deliveries().len(), 2);
    }
}

#[tokio::test]
async fn days_begin_at_midnight_in_the_zone_of_the_event() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let mut all_day = event("day", "2026-06-03", "2026-06-04");
    all_day["tzid"] = json!("America/Chicago");
    all_day["subscriptions"] = json!([transition(&scenario.url_for("day"), "after", "event_start", 0)]);
    let event_uid = sandbox.upsert_event(&calendar_id, all_day).unwrap();
    assert_eq!(sandbox.triggers(&event_uid)[0].from, at("2026-06-03T05:00:00Z"));
    sandbox.advance(72 * HOUR).await;
    assert_eq!(expect_all_handled(&scenario, &sandbox).await.len(), 1);
}

#[tokio::test]
async fn an_agent_is_activated_completes_and_follows_its_event() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    let names = ["meeting_agent_activated", "meeting_agent_complete", "meeting_agent_failed"];
    let write = |user: &str| {
        let mut event = event(user, "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z");
        event["conferencing"] = json!({ "profile_id": "default" });
        event["meeting_agent"] = json!({ "profile_id": "cronofy" });
        event["subscriptions"] = json!([interactions(&scenario.url_for(user), &names)]);
        sandbox.upsert_event(&calendar_id, event).unwrap()
    };
    let moved = write("complete");
    write("cancelled");
    sandbox.advance(HOUR).await;
    let later = json!({ "event_uid": moved, "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T12:45:00Z" });
    sandbox.write_event_as_user(&calendar_id, later).unwrap();
    let mut none = event("cancelled", "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z");
    none["meeting_agent"] = json!({ "profile_id": "none" });
    sandbox.upsert_event(&calendar_id, none).unwrap();
    let agent = CreateMeetingAgent::new("https://zoom.example.com/1").join_time(at("2026-06-01T15:00:00Z"));
    let direct = names.into_iter().fold(Subscription::webhook(scenario.url_for("direct")), |subscription, name| {
        subscription.interaction(InteractionName::from(name))
    });
    sandbox.schedule_agent(&account_id, agent.subscription(direct)).unwrap();
    sandbox.advance(12 * HOUR).await;

    let whole = [notification("meeting_agent_activated"), notification("meeting_agent_complete")];
    assert_eq!(names_for(&sandbox, &scenario, "complete"), whole);
    assert_eq!(names_for(&sandbox, &scenario, "direct"), whole);
    assert_eq!(names_for(&sandbox, &scenario, "cancelled"), []);
    let deliveries = expect_all_handled(&scenario, &sandbox).await;
    let times: Vec<_> = deliveries.iter().map(|it| it.created).collect();
    let expected = ["2026-06-01T11:58:00Z", "2026-06-01T12:45:00Z", "2026-06-01T14:58:00Z", "2026-06-01T16:00:00Z"];
    assert_eq!(times, expected.map(at));
    let body: serde_json::Value = serde_json::from_str(&deliveries[1].body).unwrap();
    assert_eq!(body["meeting_agent"]["details"]["recording"]["duration_seconds"], 45 * 60);
}

#[tokio::test]
async fn an_agent_fails_in_each_documented_way_at_its_time() {
    let scenario = Scenario::start().await;
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (_, calendar_id) = account(&sandbox);
    let start = at("2026-06-01T10:00:00Z");
    for (subtype, _, _) in FAILURES {
        let mut event = event(subtype, "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z");
        event["conferencing"] = json!({ "profile_id": "default" });
        event["meeting_agent"] = json!({ "profile_id": "cronofy" });
        let names = ["meeting_agent_activated", "meeting_agent_complete", "meeting_agent_failed"];
        event["subscriptions"] = json!([interactions(&scenario.url_for(subtype), &names)]);
        let event_uid = sandbox.upsert_event(&calendar_id, event).unwrap();
        let sub = sandbox.agent_of(&event_uid).unwrap();
        sandbox.set_agent_failure(&sub, Some(subtype)).unwrap();
    }
    sandbox.advance(12 * HOUR).await;
    for (subtype, activated, minutes) in FAILURES {
        let mut expected = vec![notification_with("meeting_agent_failed", subtype)];
        if activated {
            expected.insert(0, notification("meeting_agent_activated"));
        }
        assert_eq!(names_for(&sandbox, &scenario, subtype), expected);
        let url = scenario.url_for(subtype);
        let failed = sandbox.deliveries().into_iter().rfind(|it| it.url == url).unwrap();
        assert_eq!(failed.created, start + jiff::SignedDuration::from_mins(minutes), "{subtype}");
    }
    expect_all_handled(&scenario, &sandbox).await;
}

#[tokio::test]
async fn what_the_service_refuses_is_refused_in_its_words() {
    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    let whole = event("board", "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z");
    let with = |key: &str, value: serde_json::Value| {
        let mut event = whole.clone();
        event[key] = value;
        event
    };
    let refused = [
        sandbox.create_channel("acc_none", CreateChannel::new("https://example.com/")).map(drop),
        sandbox.create_channel(&account_id, CreateChannel::new("example.com")).map(drop),
        sandbox.close_channel("chn_none"),
        sandbox.upsert_event("cal_none", &whole).map(drop),
        sandbox.upsert_event(&calendar_id, with("end", json!("2026-06-01T11:00:00Z"))).map(drop),
        sandbox.upsert_event(&calendar_id, with("conferencing", json!({ "profile_id": "explicit" }))).map(drop),
        sandbox.upsert_event(&calendar_id, BTreeMap::from([([1], 2)])).map(drop),
        sandbox.write_event_as_user(&calendar_id, json!({ "summary": "Lunch" })).map(drop),
        sandbox.delete_event(&calendar_id, "none"),
        sandbox.delete_event_as_user(&calendar_id, "evt_none"),
        sandbox.schedule_agent(&account_id, CreateMeetingAgent::new("zoommtg://1")).map(drop),
        sandbox.schedule_agent("acc_none", CreateMeetingAgent::new("https://zoom.example.com/1")).map(drop),
        sandbox.disconnect_profile("pro_none"),
        sandbox.reconnect_profile("pro_none"),
        sandbox.finish_initial_sync("pro_none"),
        sandbox.set_conferencing_behaviour("pro_none", cronofy_hooks_sandbox::ConferencingBehaviour::Works),
        sandbox.request_gdpr("acc_none"),
        sandbox.set_agent_failure("agt_none", None),
        sandbox.trigger("http://127.0.0.1:9/", [1]).map(drop),
        sandbox.replay(7).map(drop),
    ];
    let messages: Vec<_> = refused.into_iter().map(|refused| refused.unwrap_err().to_string()).collect();
    assert_eq!(
        messages,
        [
            "there is no account `acc_none`; `Sandbox::accounts` lists the accounts",
            "the request is invalid: callback_url must be an HTTP or HTTPS URL; callback_url must be a valid URL",
            "there is no open channel `chn_none`; `Sandbox::channels` lists the channels",
            "calendar `cal_none`: the account has no such calendar; use one that it lists",
            "the request is invalid: end must not be before start",
            "the request is invalid: conferencing.provider_description must be specified with the profile_id explicit; \
             conferencing.join_url must be specified with the profile_id explicit",
            "the request is no JSON; use a type of `cronofy_hooks::request`, or `serde_json::json!`",
            "calendar `cal_sandbox_work`: start must be specified for a new event",
            "the calendar `cal_sandbox_work` has no event `none`, or it is read-only; `Sandbox::accounts` lists the \
             calendars to write to",
            "the calendar `cal_sandbox_work` has no event `evt_none`, or it is read-only; `Sandbox::accounts` lists the \
             calendars to write to",
            "the request is invalid: join_url must be an HTTP or HTTPS URL",
            "there is no account `acc_none`; `Sandbox::accounts` lists the accounts",
            "there is no profile `pro_none`; `Sandbox::accounts` lists the profiles",
            "there is no profile `pro_none`; `Sandbox::accounts` lists the profiles",
            "there is no profile `pro_none`; `Sandbox::accounts` lists the profiles",
            "there is no profile `pro_none`; `Sandbox::accounts` lists the profiles",
            "there is no account `acc_none`; `Sandbox::accounts` lists the accounts",
            "no meeting agent `agt_none` is active; `Sandbox::agent_of` returns the agent of an event",
            "the body is no JSON object; the service sends nothing else",
            "there is no delivery 7; `Sandbox::deliveries` lists the deliveries",
        ]
    );
    assert_eq!((sandbox.channels(), sandbox.deliveries()), (vec![], vec![]));
}
