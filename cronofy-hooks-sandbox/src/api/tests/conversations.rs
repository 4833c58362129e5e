//! Scheduling conversations: what is offered, who has to choose, and which channels are notified.

use serde_json::{Value, json};

use super::endpoints::{api, body, event, send, send_as};
use crate::api::context::Api;
use crate::world::rules::{ACCOUNT_ID, WORK};

const MORNING: [&str; 2] = ["2026-01-06T10:00:00Z", "2026-01-06T14:30:00Z"];

fn start(api: &Api, participants: &Value) -> Value {
    let sent = json!({
        "participants": participants,
        "subject": "Review",
        "required_duration": { "minutes": 60 },
        "available_periods": [{ "start": MORNING[0], "end": MORNING[1] }],
    });
    body(&send(api, "POST /v1/scheduling_conversations", &sent))["scheduling_conversation"].clone()
}

fn target(participant: &Value, action: &str) -> String {
    let url = participant["possible_actions"][action]["url"].as_str().expect("an action");
    url.strip_prefix("http://127.0.0.1:4040").expect("the requested host").to_owned()
}

fn slots(api: &Api, participant: &Value) -> Vec<String> {
    let answer = body(&send(api, &format!("GET {}", target(participant, "slots_list")), &json!({})));
    let slots = answer["slots"].as_array().cloned().unwrap_or_default();
    slots.iter().map(|it| it["slot_id"].as_str().unwrap_or_default().to_owned()).collect()
}

fn statuses(conversation: &Value) -> Vec<String> {
    let participants = conversation["participants"].as_array().cloned().unwrap_or_default();
    participants.iter().map(|it| it["status"].as_str().unwrap_or_default().to_owned()).collect()
}

fn sent(api: &Api) -> Vec<String> {
    api.shared.read(|world| world.deliveries.values().map(|it| it.name.clone()).collect())
}

#[test]
fn one_who_chooses_agrees_with_the_calendars_of_the_other() {
    let api = api();
    for (url, asks) in [("asks", json!({ "enabled": true })), ("does_not_ask", json!({}))] {
        let channel = json!({ "callback_url": format!("http://127.0.0.1/{url}"), "scheduling_conversations": asks });
        assert_eq!(send(&api, "POST /v1/channels", &channel).status, 200);
    }
    // From 12 to 13 the account has another event.
    send(&api, &format!("POST /v1/calendars/{WORK}/events"), &event("1"));
    let participants = json!([
        { "participant_id": "@ada", "sub": ACCOUNT_ID, "slots": { "selection_method": "auto" } },
        { "participant_id": "@karl" },
    ]);
    let conversation = start(&api, &participants);
    assert_eq!(statuses(&conversation), ["waiting", "needs_action"]);
    assert_eq!(conversation["status"], "in_progress");
    let karl = &conversation["participants"][1];
    let offered = slots(&api, karl);
    let at = |time: &str| format!("slt_{}", time.parse::<jiff::Timestamp>().expect("a time").as_second());
    assert_eq!(offered, [at("2026-01-06T10:00:00Z"), at("2026-01-06T11:00:00Z"), at("2026-01-06T13:00:00Z")]);

    let select = format!("POST {}", target(karl, "slots_select"));
    let chosen = |slot_id: &str| json!({ "selected_slots": [{ "slot_id": slot_id }] });
    assert_eq!(send(&api, &select, &chosen("slt_1")).status, 422);
    let done = body(&send(&api, &select, &chosen(&offered[1])))["scheduling_conversation"].clone();
    assert_eq!((statuses(&done), &done["status"]), (vec!["complete".to_owned(); 2], &json!("complete")));
    assert_eq!(done["chosen_slot"]["start"], "2026-01-06T11:00:00Z");
    assert_eq!(done["participants"][0]["slots"]["selected"][0]["slot_id"], offered[1].as_str());
    assert_eq!(send(&api, &select, &chosen(&offered[0])).status, 422, "nothing is left to choose");
    let read =
        format!("GET /v1/scheduling_conversations/{}", done["scheduling_conversation_id"].as_str().expect("an id"));
    assert_eq!(body(&send(&api, &read, &json!({})))["scheduling_conversation"], done);
    assert_eq!(
        sent(&api),
        ["verification", "verification", "scheduling_conversation_joined", "scheduling_conversation_updated"]
    );
    let last = api.shared.read(|world| world.deliveries.values().next_back().expect("a delivery").body.clone());
    let last: Value = serde_json::from_str(&last).expect("JSON");
    assert_eq!(last["notification"]["scheduling_conversation_id"], done["scheduling_conversation_id"]);
}

#[test]
fn two_who_choose_have_to_choose_the_same() {
    let api = api();
    let conversation = start(&api, &json!([{ "email": "a@example.com" }, { "email": "b@example.com" }]));
    let offered = slots(&api, &conversation["participants"][0]);
    assert_eq!(offered.len(), 4);
    let targets = [0, 1].map(|it| format!("POST {}", target(&conversation["participants"][it], "slots_select")));
    let choose = |who: usize, slot: usize| {
        let answer = send(&api, &targets[who], &json!({ "selected_slots": [{ "slot_id": offered[slot] }] }));
        statuses(&body(&answer)["scheduling_conversation"])
    };
    assert_eq!(choose(0, 0), ["waiting", "needs_action"]);
    assert_eq!(choose(1, 2), ["needs_action", "needs_action"], "not the same");
    assert_eq!(choose(0, 2), ["complete", "complete"]);
    assert!(sent(&api).is_empty(), "no account takes part");
}

#[test]
fn a_conversation_is_found_by_its_people_only() {
    let api = api();
    let conversation = start(&api, &json!([{ "sub": ACCOUNT_ID }]));
    let id = conversation["scheduling_conversation_id"].as_str().expect("an id").to_owned();
    let token = api.shared.read(|world| world.conversations[&id].participants[0].token.clone());
    let found = body(&send(&api, &format!("GET /v1/scheduling_conversations?token={token}"), &json!({})));
    assert_eq!(found["scheduling_conversation"], conversation);
    assert_eq!(found["participant"], conversation["participants"][0]);
    let other = api.shared.change(|world| {
        let bob = world.add_account("bob@example.com", "Bob").expect("a new address");
        world.issue_tokens(&bob).access_token
    });
    let read = format!("GET /v1/scheduling_conversations/{id}");
    assert_eq!(send_as(&api, Some(&other), &read, &json!({})).status, 404);
    for missing in [
        "GET /v1/scheduling_conversations?token=other".to_owned(),
        format!("GET /v1/scheduling_conversations/other/participants/{token}/slots"),
        format!("GET /v1/scheduling_conversations/{id}/participants/other/slots"),
    ] {
        assert_eq!(send(&api, &missing, &json!({})).status, 404, "{missing}");
    }
    let without_sub = json!({
        "participants": [{ "common_name": "Karl" }],
        "required_duration": { "minutes": 60 },
        "available_periods": [{ "start": MORNING[0], "end": MORNING[1] }],
    });
    let refused = body(&send(&api, "POST /v1/scheduling_conversations", &without_sub));
    assert_eq!(refused["errors"]["participants.0"][0]["key"], "errors.required");
}

#[test]
fn the_service_chooses_when_no_one_has_to() {
    let api = api();
    // As an official client tests it, with an older name of the field.
    let conversation = start(&api, &json!([{ "sub": ACCOUNT_ID, "slots": { "choice_method": "auto" } }]));
    assert_eq!(conversation["chosen_slot"]["start"], MORNING[0]);
    assert_eq!(statuses(&conversation), ["complete"]);
}

/// However long a period is, its slots are found in bounded time, and an event far away takes its slot.
#[test]
fn slots_are_found_in_any_period() {
    let api = api();
    let far = json!({
        "event_id": "far", "summary": "Far away", "start": "2027-11-06T10:00:00Z", "end": "2027-11-06T11:00:00Z",
    });
    assert_eq!(send(&api, &format!("POST /v1/calendars/{WORK}/events"), &far).status, 202);
    let participants = json!([
        { "participant_id": "@ada", "sub": ACCOUNT_ID, "slots": { "selection_method": "auto" } },
        { "participant_id": "@karl" },
    ]);
    let offered = |start: &str, end: &str, minutes: u32| {
        let sent = json!({
            "participants": participants, "subject": "Review", "required_duration": { "minutes": minutes },
            "available_periods": [{ "start": start, "end": end }],
        });
        let conversation = body(&send(&api, "POST /v1/scheduling_conversations", &sent));
        slots(&api, &conversation["scheduling_conversation"]["participants"][1]).len()
    };
    assert_eq!(offered("2027-11-06T09:00:00Z", "2027-11-06T12:00:00Z", 60), 2);
    assert_eq!(offered("0001-01-01T00:00:00Z", "2026-01-06T00:00:00Z", 1), 200, "those from now on");
    assert_eq!(offered("9999-12-30T20:00:00Z", "9999-12-30T22:00:00.999999999Z", 60), 2);
}
