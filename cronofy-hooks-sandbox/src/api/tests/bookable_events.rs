//! Bookable events, element tokens and resources.

use serde_json::{Value, json};

use super::endpoints::{SECRET, api, body, send, send_as, with};
use crate::api::context::Api;
use crate::api::response::ApiResponse;
use crate::world::rules::ACCOUNT_ID;

fn event() -> Value {
    json!({
        "bookable_event_id": "83hi8qhfiaif", "start": "2026-05-04T12:30:00Z", "end": "2026-05-04T17:00:00Z",
        "status": "confirmed", "registration": { "capacity": 2, "registrations": [{ "registration_id": "forged" }] },
    })
}

fn ask(api: &Api, request: &str, body: &Value) -> ApiResponse {
    send_as(api, Some(SECRET), request, body)
}

#[test]
fn people_register_until_the_event_is_full() {
    let api = api();
    let create = |event: &Value| ask(&api, "POST /v1/bookable_events", event);
    assert_eq!(send(&api, "POST /v1/bookable_events", &event()).status, 401, "a token of an account");
    let created = body(&create(&event()));
    let empty = json!({ "capacity": 2, "registered_count": 0, "total_count": 0, "registrations": [] });
    assert_eq!((&created["registration"], &created["status"]), (&empty, &json!("confirmed")));
    let one = "/v1/bookable_events/83hi8qhfiaif";
    assert_eq!(body(&ask(&api, &format!("GET {one}"), &json!({}))), created);
    let register = |id: &str, status: &str| {
        let registration = json!({ "registration_id": id, "status": status, "metadata": { "name": id } });
        let answer = ask(&api, &format!("POST {one}/registrations"), &registration);
        (answer.status.as_u16(), body(&answer)["registration"]["registered_count"].clone())
    };
    assert_eq!(register("a", "accepted"), (200, json!(1)));
    assert_eq!(register("a", "accepted"), (200, json!(1)), "it is the same");
    assert_eq!(register("b", "tentative"), (200, json!(1)));
    assert_eq!(register("c", "accepted"), (200, json!(2)));
    assert_eq!(register("b", "accepted"), (422, json!(null)), "full");
    assert_eq!(register("c", "declined"), (200, json!(1)));
    assert_eq!(register("b", "accepted"), (200, json!(2)));
    let small = with(event(), "registration", json!({ "capacity": 1 }));
    assert!(body(&create(&small))["errors"]["registration.capacity"].is_array());
    let removed = body(&ask(&api, &format!("DELETE {one}/registrations/a"), &json!({})));
    let expected = json!({ "registration_id": "a", "status": "removed", "metadata": null });
    assert_eq!(
        (&removed["registration"]["registrations"][0], &removed["registration"]["registered_count"]),
        (&expected, &json!(1))
    );
    let called_off = body(&create(&with(small, "status", json!("cancelled"))));
    assert_eq!((&called_off["status"], &called_off["registration"]["total_count"]), (&json!("cancelled"), &json!(3)));
    for (request, field) in [
        ("GET /v1/bookable_events/other".to_owned(), "bookable_event_id"),
        (format!("DELETE {one}/registrations/other"), "registration_id"),
    ] {
        let answer = ask(&api, &request, &json!({}));
        assert!(answer.status == 404 && body(&answer)["errors"][field].is_array(), "{answer:?}");
    }
    assert!(body(&create(&with(event(), "end", json!("2026-05-04T12:30:00Z"))))["errors"]["end"].is_array());
}

#[test]
fn an_element_token_is_for_what_exists() {
    let api = api();
    let token =
        json!({ "version": "1", "permissions": ["agenda"], "subs": [ACCOUNT_ID], "origin": "http://localhost" });
    let answer = body(&ask(&api, "POST /v1/element_tokens", &token))["element_token"].clone();
    assert_eq!((&answer["permissions"], &answer["expires_in"]), (&json!(["agenda"]), &json!(64_800)));
    assert!(answer["token"].as_str().is_some_and(|token| token.starts_with("element_")), "{answer}");
    for (field, value, named) in [
        ("permissions", json!(["agenda", "everything"]), "permissions.1"),
        ("subs", json!(["acc_other"]), "subs.0"),
        ("bookable_event_ids", json!(["other"]), "bookable_event_ids.0"),
        ("origin", json!(""), "origin"),
    ] {
        let answer = ask(&api, "POST /v1/element_tokens", &with(token.clone(), field, value));
        assert!(answer.status == 422 && body(&answer)["errors"][named].is_array(), "{answer:?}");
    }
    assert_eq!(send(&api, "POST /v1/element_tokens", &token).status, 401);
}

#[test]
fn resources_have_the_details_that_are_asked_for() {
    let api = api();
    let list = |query: &str| send(&api, &format!("GET /v1/resources{query}"), &json!({}));
    let room = json!({ "email": "board-room@example.com", "name": "Board room" });
    assert_eq!(body(&list(""))["resources"][0], room);
    assert_eq!(body(&list("?include_details=capacity"))["resources"][0], with(room, "capacity", json!(12)));
    let full = body(&list("?include_details=capacity%20location"))["resources"][0].clone();
    assert_eq!(full["location"]["address"]["country"], "GB");
    assert!(body(&list("?include_details=colour"))["errors"]["include_details"].is_array());
}
