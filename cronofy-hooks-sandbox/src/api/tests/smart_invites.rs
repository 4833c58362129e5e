//! Smart invites: created, read, changed, cancelled, and their recipients removed.

use serde_json::{Value, json};

use super::endpoints::{SECRET, api, body, send_as, with};
use crate::api::context::Api;
use crate::api::response::ApiResponse;
use crate::world::model::InviteAnswer;

const TIMES: [&str; 2] = ["2026-01-19T15:30:00Z", "2026-01-19T17:00:00Z"];

fn post(api: &Api, sent: &Value) -> ApiResponse {
    send_as(api, Some(SECRET), "POST /v1/smart_invites", sent)
}

fn read(api: &Api, query: &str) -> ApiResponse {
    send_as(api, Some(SECRET), &format!("GET /v1/smart_invites?{query}"), &json!({}))
}

fn invite(id: &str, to: (&str, Value)) -> Value {
    let event = json!({ "summary": "Board meeting", "start": TIMES[0], "end": TIMES[1], "tzid": "Europe/London" });
    let invite = json!({ "smart_invite_id": id, "event": event, "callback_url": "http://127.0.0.1/invites" });
    with(invite, to.0, to.1)
}

fn one(email: &str) -> (&'static str, Value) {
    ("recipient", json!({ "email": email }))
}

fn several(emails: &[&str]) -> (&'static str, Value) {
    ("recipients", emails.iter().map(|email| json!({ "email": email })).collect())
}

fn reply(api: &Api, id: &str, email: Option<&str>, from: &str, status: &str) -> bool {
    api.shared.change(|world| {
        let key = world.find_invite(id, email).expect("an invite").key.clone();
        let reply = InviteAnswer { status: status.to_owned(), ..InviteAnswer::pending(from.to_owned()) };
        world.reply_to_invite(&key, reply)
    })
}

fn file(answer: &ApiResponse) -> String {
    body(answer)["attachments"]["icalendar"].as_str().expect("a file").to_owned()
}

#[test]
fn an_invite_is_created_read_and_changed() {
    let api = api();
    let created = post(&api, &invite("42", one("a@example.com")));
    assert_eq!(created.status, 200);
    let text = file(&created);
    for line in ["METHOD:REQUEST", "DTSTART:20260119T153000Z", "ATTENDEE;RSVP=TRUE:mailto:a@example.com", "SEQUENCE:0"]
    {
        assert!(text.lines().any(|it| it == line), "{line}: {text}");
    }
    assert_eq!(body(&created)["event"]["start"], json!({ "time": TIMES[0], "tzid": "Europe/London" }));
    assert!(reply(&api, "42", Some("a@example.com"), "a@example.com", "tentative"));
    assert!(reply(&api, "42", Some("a@example.com"), "other@example.com", "accepted"));
    let found = body(&read(&api, "smart_invite_id=42&recipient_email=a%40example.com"));
    assert_eq!(found["recipient"], json!({ "email": "a@example.com", "status": "tentative" }));
    assert_eq!(found["replies"], json!([{ "email": "other@example.com", "status": "accepted" }]));
    assert_eq!(found["attachments"], Value::Null);

    // A new title leaves the answers, a new time asks again.
    let mut changed = invite("42", one("a@example.com"));
    changed["event"]["summary"] = json!("Board");
    let again = post(&api, &changed);
    assert_eq!(body(&again)["recipient"]["status"], "tentative");
    assert!(file(&again).contains("SEQUENCE:1\r\n"));
    changed["event"]["end"] = json!("2026-01-19T18:00:00Z");
    assert_eq!(body(&post(&api, &changed))["recipient"]["status"], "pending");
    // The same id for another person is another invite.
    post(&api, &invite("42", one("b@example.com")));
    assert_eq!(api.shared.read(|world| world.invites.len()), 2);
    for query in ["smart_invite_id=42&recipient_email=c%40example.com", "smart_invite_id=42", "smart_invite_id=1"] {
        assert_eq!(read(&api, query).status, 404, "{query}");
    }
}

#[test]
fn a_cancelled_invite_takes_no_reply() {
    let api = api();
    post(&api, &invite("42", one("a@example.com")));
    let cancel = json!({ "method": "cancel", "smart_invite_id": "42", "recipient": { "email": "a@example.com" } });
    let cancelled = post(&api, &cancel);
    assert_eq!(body(&cancelled)["method"], "cancel");
    assert!(file(&cancelled).contains("METHOD:CANCEL\r\n"));
    assert!(!reply(&api, "42", Some("a@example.com"), "a@example.com", "accepted"));
    assert_eq!(body(&read(&api, "smart_invite_id=42&recipient_email=a%40example.com"))["method"], "cancel");
    assert!(api.shared.read(|world| world.deliveries.is_empty()));
    post(&api, &invite("42", one("a@example.com")));
    assert!(reply(&api, "42", Some("a@example.com"), "a@example.com", "accepted"), "it stands again");
    assert_eq!(post(&api, &with(cancel, "smart_invite_id", json!("other"))).status, 404);
}

#[test]
fn one_of_several_recipients_is_removed() {
    let api = api();
    let created = post(&api, &invite("42", several(&["a@example.com", "b@example.com"])));
    let pending = |email: &str| json!({ "email": email, "status": "pending" });
    assert_eq!(body(&created)["recipients"], json!([pending("a@example.com"), pending("b@example.com")]));
    assert!(reply(&api, "42", None, "b@example.com", "declined"));
    let remove = json!({ "method": "remove", "smart_invite_id": "42", "recipient": { "email": "a@example.com" } });
    let removed = post(&api, &remove);
    assert_eq!(body(&removed)["attachments"]["removed"], json!({ "email": "a@example.com" }));
    let text = file(&removed);
    assert!(
        text.contains("METHOD:CANCEL") && text.contains("a@example.com") && !text.contains("b@example.com"),
        "{text}"
    );
    let left = json!([{ "email": "b@example.com", "status": "declined" }]);
    assert_eq!(body(&read(&api, "smart_invite_id=42"))["recipients"], left);
    assert_eq!(post(&api, &remove).status, 404);
    let error = body(&post(&api, &with(remove, "method", json!("revoke"))))["errors"]["method"][0].clone();
    assert_eq!(error["description"], "method must be one of request, cancel, remove");
}

#[test]
fn a_reply_without_a_callback_url_is_kept() {
    let api = api();
    let mut quiet = invite("42", one("a@example.com"));
    quiet.as_object_mut().expect("an object").remove("callback_url");
    post(&api, &quiet);
    assert!(reply(&api, "42", Some("a@example.com"), "A@example.com", "accepted"));
    let found = body(&read(&api, "smart_invite_id=42&recipient_email=a%40example.com"));
    assert_eq!(found["recipient"]["status"], "accepted");
    assert!(api.shared.read(|world| world.deliveries.is_empty()));
}
