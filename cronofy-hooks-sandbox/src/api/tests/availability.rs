//! Availability, its rules and its periods.

use serde_json::{Value, json};

use super::endpoints::{SECRET, api, body, event, send, send_as, with, without};
use crate::api::context::Api;
use crate::api::response::ApiResponse;
use crate::world::rules::{ACCOUNT_ID, WORK};

/// 2026-01-06 from 09:00 to 18:00; `event` is from 12:00 to 13:00.
fn query() -> Value {
    json!({
        "participants": [{ "members": [{ "sub": ACCOUNT_ID }], "required": "all" }],
        "required_duration": { "minutes": 60 },
        "query_periods": [{ "start": "2026-01-06T09:00:00Z", "end": "2026-01-06T18:00:00Z" }],
    })
}

fn free(start: &str, end: &str) -> Value {
    let time = |hour: &str| format!("2026-01-06T{hour}:00Z");
    json!({ "start": time(start), "end": time(end), "participants": [{ "sub": ACCOUNT_ID }] })
}

fn with_event() -> Api {
    let api = api();
    assert_eq!(send(&api, "POST /v1/calendars/cal_sandbox_work/events", &event("1")).status, 202);
    api
}

#[test]
fn what_is_free_is_answered_in_each_format() {
    let api = with_event();
    let ask = |body: &Value| send(&api, "POST /v1/availability", body);
    let periods = json!({ "available_periods": [free("09:00", "12:00"), free("13:00", "18:00")] });
    assert_eq!(body(&ask(&query())), periods);
    let by_secret = send_as(&api, Some(SECRET), "POST /v1/availability", &query());
    assert_eq!(body(&by_secret), periods, "the API key is accepted too");
    assert_eq!(send_as(&api, Some("none"), "POST /v1/availability", &query()).status, 401);
    let slots = with(with(query(), "response_format", json!("slots")), "max_results", json!(4));
    let hours = [("09:00", "10:00"), ("10:00", "11:00"), ("11:00", "12:00"), ("13:00", "14:00")];
    let slots_of = |answer: &ApiResponse| body(answer)["available_slots"].clone();
    assert_eq!(slots_of(&ask(&slots)), json!(hours.map(|(start, end)| free(start, end))));
    // As official clients write it: the former name, empty objects and nulls.
    let periods_of = query()["query_periods"].clone();
    let former = with(without(query(), "query_periods"), "available_periods", periods_of);
    let former = with(with(former, "buffer", json!({})), "start_interval", json!(null));
    assert_eq!(body(&ask(&former)), periods);
}

#[test]
fn what_a_query_must_keep_to_is_named() {
    let api = api();
    let group = |members: Value, required: Value| json!([{ "members": members, "required": required }]);
    let member =
        |field: &str, value: Value| group(json!([with(json!({ "sub": ACCOUNT_ID }), field, value)]), json!("all"));
    let period = |start: &str, end: &str| json!([{ "start": start, "end": end }]);
    let many: Vec<_> = (0..129).map(|_| json!({ "sub": ACCOUNT_ID })).collect();
    let cases = [
        ("participants", group(json!([{ "sub": "acc_other" }]), json!("all")), "participants.0.members.0.sub"),
        ("participants", group(json!([{ "sub": ACCOUNT_ID }]), json!(2)), "participants.0.required"),
        ("participants", group(json!(many), json!("all")), "participants"),
        ("participants", member("calendar_ids", json!(["cal_other"])), "participants.0.members.0.calendar_ids"),
        (
            "participants",
            member("availability_rule_ids", json!(["a"])),
            "participants.0.members.0.availability_rule_ids",
        ),
        (
            "participants",
            member("available_periods", period("2026-01-06T09:00:00Z", "2026-01-06T08:00:00Z")),
            "participants.0.members.0.available_periods.0.end",
        ),
        ("required_duration", json!({ "minutes": 0 }), "required_duration"),
        ("required_duration", json!({ "minutes": 99_999_999_999_u64 }), "required_duration.minutes"),
        ("start_interval", json!({ "minutes": 0 }), "start_interval"),
        ("query_periods", period("2026-01-06T09:00:00Z", "2026-01-06T09:00:00Z"), "query_periods.0.end"),
        ("query_periods", period("2026-01-06T09:00:00Z", "2046-01-06T09:00:00Z"), "query_periods"),
        ("response_format", json!("days"), "response_format"),
    ];
    for (field, value, named) in cases {
        let answer = send(&api, "POST /v1/availability", &with(query(), field, value));
        assert_eq!(answer.status, 422, "{field}");
        assert!(body(&answer)["errors"][named].is_array(), "{named}: {}", body(&answer));
    }
    let sequence = json!({ "sequence": [without(query(), "query_periods")] });
    let answer = send(&api, "POST /v1/sequenced_availability", &sequence);
    assert!(body(&answer)["errors"]["query_periods"].is_array(), "{answer:?}");
    let wrong = json!({ "sequence": [with(query(), "required_duration", json!({ "minutes": 0 }))] });
    let answer = send(&api, "POST /v1/sequenced_availability", &wrong);
    assert!(body(&answer)["errors"]["sequence.0.required_duration"].is_array(), "{answer:?}");
}

#[test]
fn a_sequence_names_its_steps() {
    let api = with_event();
    let step = |id: &str| with(without(query(), "query_periods"), "sequence_id", json!(id));
    let sequence = json!({
        "sequence": [step("123"), step("456")],
        "query_periods": [{ "start": "2026-01-06T11:00:00Z", "end": "2026-01-06T14:00:00Z" }],
    });
    let answer = body(&send(&api, "POST /v1/sequenced_availability", &sequence));
    let expected = [
        with(free("11:00", "12:00"), "sequence_id", json!("123")),
        with(free("13:00", "14:00"), "sequence_id", json!("456")),
    ];
    assert_eq!(answer, json!({ "sequences": [{ "sequence": expected }] }));
}

#[test]
fn rules_are_written_read_and_deleted() {
    let api = with_event();
    let rule = json!({
        "availability_rule_id": "default", "tzid": "America/Chicago", "calendar_ids": [WORK],
        "weekly_periods": [{ "day": "tuesday", "start_time": "05:30", "end_time": "08:00" }],
    });
    let upsert = |rule: &Value| send(&api, "POST /v1/availability_rules", rule);
    assert_eq!(body(&upsert(&rule)), json!({ "availability_rule": rule }));
    let list = || body(&send(&api, "GET /v1/availability_rules", &json!({})));
    assert_eq!(list(), json!({ "availability_rules": [rule] }));
    let member = json!({ "sub": ACCOUNT_ID, "managed_availability": true });
    let managed = with(query(), "participants", json!([{ "members": [member] }]));
    let managed = with(managed, "required_duration", json!({ "minutes": 30 }));
    let answer = body(&send(&api, "POST /v1/availability", &managed));
    let free = json!([free("11:30", "12:00"), free("13:00", "14:00")]);
    assert_eq!(answer["available_periods"], free, "05:30 in Chicago is 11:30 in UTC");
    for (field, value) in [
        ("tzid", json!("Mars/Base")),
        ("calendar_ids", json!(["cal_other"])),
        ("weekly_periods", json!([{ "day": "monday", "start_time": "09:30", "end_time": "09:30" }])),
    ] {
        let answer = upsert(&with(rule.clone(), field, value));
        let named = if field == "weekly_periods" { "weekly_periods.0.end_time" } else { field };
        assert!(answer.status == 422 && body(&answer)["errors"][named].is_array(), "{answer:?}");
    }
    assert_eq!(list(), json!({ "availability_rules": [rule] }), "a refused rule changes nothing");
    let one = "/v1/availability_rules/default";
    assert_eq!(body(&send(&api, &format!("GET {one}"), &json!({}))), json!({ "availability_rule": rule }));
    assert_eq!(send(&api, &format!("DELETE {one}"), &json!({})), ApiResponse::accepted());
    for request in [format!("GET {one}"), format!("DELETE {one}")] {
        assert_eq!(send(&api, &request, &json!({})).status, 404);
    }
}

#[test]
fn periods_are_written_read_page_by_page_and_deleted() {
    let api = api();
    let period = |id: &str, day: &str| {
        let start = json!({ "time": format!("2026-01-{day}T15:30:00Z"), "tzid": "Europe/Paris" });
        json!({ "available_period_id": id, "start": start, "end": format!("2026-01-{day}T17:00:00Z") })
    };
    for (id, day) in [("d", "09"), ("a", "06"), ("c", "08"), ("b", "07"), ("a", "06")] {
        assert_eq!(send(&api, "POST /v1/available_periods", &period(id, day)), ApiResponse::accepted());
    }
    for (field, value) in [("start", json!("2026-01-06")), ("end", json!("2026-01-06T15:30:00Z"))] {
        let answer = send(&api, "POST /v1/available_periods", &with(period("e", "06"), field, value));
        assert!(answer.status == 422 && body(&answer)["errors"][field].is_array(), "{answer:?}");
    }
    let read = |query: &str| body(&send(&api, &format!("GET /v1/available_periods{query}"), &json!({})));
    let ids = |page: &Value| {
        let periods = page["available_periods"].as_array().cloned().unwrap_or_default();
        periods.iter().map(|it| it["available_period_id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let page = read("");
    assert_eq!((ids(&page).concat(), &page["pages"]["total"]), ("abc".to_owned(), &json!(2)));
    assert_eq!(page["available_periods"][0]["start"], "2026-01-06T15:30:00Z");
    let next = page["pages"]["next_page"].as_str().expect("a next page").to_owned();
    let next = next.strip_prefix("http://127.0.0.1:4040").expect("the host of the request");
    assert_eq!(ids(&body(&send(&api, &format!("GET {next}"), &json!({})))), ["d"]);
    assert_eq!(ids(&read("?from=2026-01-07&to=2026-01-09&tzid=Etc/UTC")), ["b", "c"]);
    let local = read("?tzid=America/New_York&localized_times=true");
    let (start, end) = (&local["available_periods"][0]["start"], &local["available_periods"][0]["end"]);
    assert_eq!(start, &json!({ "time": "2026-01-06T16:30:00+01:00", "tzid": "Europe/Paris" }));
    assert_eq!(end, &json!({ "time": "2026-01-06T12:00:00-05:00", "tzid": "America/New_York" }));
    let delete = |body: Value| send(&api, "DELETE /v1/available_periods", &body);
    assert_eq!(delete(json!({ "available_period_id": "b" })), ApiResponse::accepted());
    assert_eq!(ids(&read("")), ["a", "c", "d"]);
    assert_eq!((delete(json!({ "delete_all": false })).status.as_u16(), delete(json!({})).status.as_u16()), (422, 422));
    assert_eq!(delete(json!({ "delete_all": true })), ApiResponse::accepted());
    assert_eq!(ids(&read("")), Vec::<String>::new());
}
