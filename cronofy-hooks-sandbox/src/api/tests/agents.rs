//! Meeting agents, and what they record.

use serde_json::json;

use super::endpoints::{SECRET, api, body, event, send, send_as, with};
use crate::api::context::Api;
use crate::api::response::ApiResponse;
use crate::world::model::AgentStage;

#[test]
fn an_agent_is_created_with_the_client_secret() {
    let api = api();
    let agent = json!({ "join_url": "https://zoom.us/j/42" });
    assert_eq!(send(&api, "POST /v1/meeting_agents", &agent).status, 401, "a token of an account");
    let answer = send_as(&api, Some(SECRET), "POST /v1/meeting_agents", &agent);
    let created = &body(&answer)["meeting_agent"];
    assert_eq!((answer.status.as_u16(), &created["state"]), (200, &json!("created")));
    assert_eq!(created["resources"][0]["type"], "dashboard");
    let later = with(with(agent, "join_time", json!("2026-01-06T12:00:00Z")), "scheduling_key", json!("42"));
    let later = with(later, "on_behalf_of_attendee", json!({ "email": "ada@example.com" }));
    assert_eq!(send_as(&api, Some(SECRET), "POST /v1/meeting_agents", &later), ApiResponse::accepted());
    let moved = with(later.clone(), "join_time", json!("2026-01-07T12:00:00Z"));
    assert_eq!(send_as(&api, Some(SECRET), "POST /v1/meeting_agents", &moved), ApiResponse::accepted());
    let times = |api: &Api| {
        let is_keyed = |it: &&crate::world::model::MeetingAgent| it.scheduling_key.is_some();
        api.shared.read(|world| {
            let agents = world.agents.values().filter(is_keyed);
            agents.map(|it| (it.join_at.to_string(), it.stage)).collect::<Vec<_>>()
        })
    };
    assert_eq!(times(&api), [("2026-01-07T12:00:00Z".to_owned(), AgentStage::Scheduled)], "one key is one agent");

    let cancel = |key: &str| {
        send_as(&api, Some(SECRET), "DELETE /v1/meeting_agents", &json!({ "scheduling_key": key })).status.as_u16()
    };
    assert_eq!((cancel("43"), cancel("42")), (404, 202));
    assert_eq!(times(&api)[0].1, AgentStage::Cancelled);
    assert_eq!(send_as(&api, Some(SECRET), "POST /v1/meeting_agents", &later), ApiResponse::accepted());
    let begins = "2026-01-06T11:59:00Z".parse().expect("a time");
    while api.shared.now() < begins {
        api.shared.step(begins);
    }
    assert_eq!(cancel("42"), 202);
    assert_eq!(times(&api)[1].1, AgentStage::Activated, "it has begun to join");
    assert_eq!(send_as(&api, Some(SECRET), "POST /v1/meeting_agents", &json!({})).status, 422);
}

#[test]
fn what_an_agent_recorded_can_be_downloaded() {
    let api = api();
    let agent = json!({ "join_url": "https://zoom.us/j/42", "display_name": "Notes" });
    let created = body(&send_as(&api, Some(SECRET), "POST /v1/meeting_agents", &agent))["meeting_agent"].clone();
    let sub = created["sub"].as_str().expect("a sub").to_owned();
    let resource = format!("GET /v1/meeting_agents/{sub}/resources/transcript/cronofy");
    assert_eq!(send_as(&api, Some(SECRET), &resource, &json!({})).status, 404, "it has not finished");
    for time in ["2026-01-05T12:00:00Z", "2026-01-05T13:00:00Z"] {
        api.shared.step(time.parse().expect("a time"));
    }
    assert_eq!(send(&api, &resource, &json!({})).status, 401, "a token of an account");
    let located = send_as(&api, Some(SECRET), &resource, &json!({}));
    let (_, url) = located.header.clone().expect("a location");
    assert_eq!(body(&located), json!({ "resource": { "download_url": url } }));
    let target = url.strip_prefix("http://127.0.0.1:4040").expect("the requested host");
    let fetch = |target: &str| send_as(&api, None, &format!("GET {target}"), &json!({}));
    let transcript = body(&fetch(target));
    assert_eq!(transcript["meeting_agent"]["sub"], sub.as_str());
    assert_eq!(transcript["transcript"]["paragraphs"][0]["speaker"]["name"], "Notes");
    for (resource, content_type) in [("audio/voice", "audio/wav"), ("video/conference", "video/webm")] {
        let file = fetch(&target.replace("transcript/cronofy", resource)).file.expect("a file");
        assert_eq!(file.content_type, content_type);
        assert!(file.bytes.len() > 8_000, "{resource} has something in it");
    }
    assert_eq!(fetch(&target.replace("transcript/cronofy", "video/screen")).status, 404);
    assert_eq!(fetch(&target.replace("permission=", "permission=x")).status, 403);
    api.shared.step("2026-01-05T13:10:00Z".parse().expect("a time"));
    assert_eq!(fetch(target).status, 403, "after 10 minutes");
}

#[test]
fn recordings_may_be_late_and_a_meeting_has_several_speakers() {
    let api = api();
    let people =
        json!({ "invite": [{ "email": "bob@example.com", "display_name": "Bob" }, { "email": "eve@example.com" }] });
    let meeting = with(
        event("1"),
        "conferencing",
        json!({
            "profile_id": "explicit", "provider_description": "Rooms", "join_url": "https://example.com/room",
        }),
    );
    let meeting = with(with(meeting, "meeting_agent", json!({ "profile_id": "cronofy" })), "attendees", people);
    send(&api, "POST /v1/calendars/cal_sandbox_work/events", &meeting);
    let sub = api.shared.read(|world| world.agents.keys().next().cloned()).expect("an agent");
    let minute = jiff::SignedDuration::from_mins(1);
    assert!(api.shared.change(|world| world.set_recording_delay(&sub, minute)));
    assert!(!api.shared.change(|world| world.set_recording_delay("agt_none", minute)));
    let resource = format!("GET /v1/meeting_agents/{sub}/resources/transcript/cronofy");
    let locate_at = |time: &str| {
        let time = time.parse().expect("a time");
        while api.shared.now() < time {
            api.shared.step(time);
        }
        send_as(&api, Some(SECRET), &resource, &json!({}))
    };
    let early = locate_at("2026-01-06T13:00:30Z");
    assert_eq!(
        (early.status.as_u16(), body(&early)["errors"]["resource"][0]["key"].as_str()),
        (404, Some("errors.not_found"))
    );
    let located = locate_at("2026-01-06T13:01:00Z");
    let (_, url) = located.header.expect("a location");
    let target = url.strip_prefix("http://127.0.0.1:4040").expect("the requested host");
    let transcript = body(&send_as(&api, None, &format!("GET {target}"), &json!({})))["transcript"].clone();
    let paragraphs = transcript["paragraphs"].as_array().expect("paragraphs").iter();
    let speakers: Vec<_> =
        paragraphs.map(|it| (it["speaker"]["identifier"].clone(), it["speaker"]["name"].clone())).collect();
    let [ada, bob, eve] = [json!("Ada Example"), json!("Bob"), json!(null)];
    assert_eq!(speakers, [(json!("1"), ada.clone()), (json!("2"), bob), (json!("3"), eve), (json!("1"), ada)]);
}

#[test]
fn an_upsert_of_the_agent_alone_is_accepted_for_an_event_that_exists() {
    let upsert = "POST /v1/calendars/cal_sandbox_work/events";
    let agent = |profile_id: &str| json!({ "event_id": "1", "meeting_agent": { "profile_id": profile_id } });
    let api = api();
    assert_eq!(body(&send(&api, upsert, &agent("none")))["errors"]["start"][0]["key"], "errors.required");
    assert_eq!(send(&api, upsert, &with(event("1"), "meeting_agent", json!({ "profile_id": "cronofy" }))).status, 202);
    let stage = || api.shared.read(|world| world.agents.values().map(|it| it.stage).collect::<Vec<_>>());
    assert_eq!(stage(), [AgentStage::Scheduled]);
    let more = with(agent("none"), "summary", json!("Dinner"));
    assert_eq!(body(&send(&api, upsert, &more))["errors"]["start"][0]["key"], "errors.required");
    api.shared.change(|world| world.whole_events_only = true);
    assert_eq!(body(&send(&api, upsert, &agent("none")))["errors"]["summary"][0]["key"], "errors.required");
    api.shared.change(|world| world.whole_events_only = false);
    assert_eq!(send(&api, upsert, &agent("none")), ApiResponse::accepted());
    assert_eq!(stage(), [AgentStage::Cancelled]);
    let events = body(&send(&api, "GET /v1/events?tzid=Etc/UTC&only_managed=true", &json!({})));
    assert_eq!(events["events"][0]["summary"], "Lunch");
    send(&api, "DELETE /v1/calendars/cal_sandbox_work/events", &json!({ "event_id": "1" }));
    assert_eq!(send(&api, upsert, &agent("none")).status, 422, "a deleted event needs its times");
}

#[test]
fn subscriptions_may_name_what_no_schema_lists() {
    let api = api();
    let subscription = json!({ "type": "webhook", "uri": "http://127.0.0.1/", "interactions": [{ "type": "new" }] });
    let more = json!({
        "subscriptions": [subscription], "attachments": [{ "attachment_id": "att_1" }], "locale": "en",
        "recurrence": { "frequency": "weekly" }, "tags": ["board"],
    });
    let mut sent = event("1");
    sent.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    let upsert = "POST /v1/calendars/cal_sandbox_work/events";
    assert_eq!(send(&api, upsert, &sent), ApiResponse::accepted());
    let refused = send(&api, upsert, &with(sent, "attachments", json!([{}])));
    assert!(body(&refused)["errors"]["attachments.0.attachment_id"].is_array(), "{refused:?}");
}
