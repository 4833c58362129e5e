//! Pages on which a person chooses a time, or adds an event to a calendar.

use serde_json::{Value, json};

use super::endpoints::{SECRET, api, body, event, send, send_as, with, without};
use crate::api::context::Api;
use crate::api::response::ApiResponse;
use crate::world::rules::{ACCOUNT_ID, WORK};

const CALLBACK: &str = "http://127.0.0.1:9/cronofy";

/// 2026-01-06 from 10:00 to 13:00, in London.
fn plan() -> Value {
    json!({
        "oauth": { "redirect_uri": "http://127.0.0.1:3000/booked", "state": "a&b" },
        "event": { "event_id": "interview", "summary": "Interview <1>", "tzid": "Europe/London", "transparency": null },
        "availability": {
            "participants": [{ "members": [{ "sub": ACCOUNT_ID }], "required": "all" }],
            "required_duration": { "minutes": 60 }, "start_interval": null,
            "query_periods": [{ "start": "2026-01-06T10:00:00Z", "end": "2026-01-06T13:00:00Z" }],
        },
        "target_calendars": [{ "sub": ACCOUNT_ID, "calendar_id": WORK }],
        "callback_urls": {
            "completed_url": CALLBACK, "no_times_suitable_url": CALLBACK, "no_times_displayed_url": CALLBACK,
        },
    })
}

fn ask(api: &Api, request: &str, body: &Value) -> ApiResponse {
    send_as(api, Some(SECRET), request, body)
}

/// The id and the path of a new page.
fn page(api: &Api, plan: &Value) -> (String, String) {
    let answer = body(&ask(api, "POST /v1/real_time_scheduling", plan));
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
    let url = text(&answer["real_time_scheduling"]["url"]);
    assert_eq!(answer["url"], url.as_str(), "as an official client reads it");
    let path = url.strip_prefix("http://127.0.0.1:4040").expect("the host of the request").to_owned();
    (text(&answer["real_time_scheduling"]["real_time_scheduling_id"]), path)
}

/// A person opens the page, or sends its form.
fn visit(api: &Api, request: &str, form: &Value) -> (u16, String) {
    let answer = send_as(api, None, request, form);
    let location = answer.header.filter(|(name, _)| *name == "location").map(|(_, url)| url.into_string());
    let text = location.or_else(|| Some(answer.body?.as_str()?.to_owned()));
    (answer.status.as_u16(), text.unwrap_or_default())
}

fn sent(api: &Api) -> Vec<Value> {
    api.shared.read(|world| {
        let deliveries = world.deliveries.values().filter(|it| it.name == "real_time_scheduling");
        deliveries.map(|it| serde_json::from_str(&it.body).expect("it is JSON")).collect()
    })
}

#[test]
fn a_person_chooses_a_time_that_is_free() {
    let api = api();
    let upsert = "POST /v1/calendars/cal_sandbox_work/events";
    assert_eq!(send(&api, upsert, &event("1")).status, 202, "from 12:00 to 13:00");
    let (id, path) = page(&api, &plan());
    let status = |request: &str| body(&ask(&api, request, &json!({})))["real_time_scheduling"].clone();
    let by_id = format!("GET /v1/real_time_scheduling/{id}");
    let token = path.rsplit('/').next().expect("a token");
    assert_eq!(status(&by_id), status(&format!("GET /v1/real_time_scheduling?token={token}")));
    let open = status(&by_id);
    assert_eq!((&open["status"], &open["event"]["start"]), (&json!("open"), &json!(null)));
    let (code, shown) = visit(&api, &format!("GET {path}"), &json!({}));
    assert_eq!(code, 200);
    for text in ["Interview &lt;1&gt;", "Tuesday, 6 January 2026", "10:00 to 11:00", "11:00 to 12:00"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert!(!shown.contains("12:00 to 13:00"), "it is not free: {shown}");

    let choose = |start: &str| visit(&api, &format!("POST {path}"), &json!({ "start": start }));
    let taken = with(event("2"), "start", json!("2026-01-06T11:15:00Z"));
    assert_eq!(send(&api, upsert, &taken).status, 202);
    let (code, shown) = choose("2026-01-06T11:00:00Z");
    assert!(code == 409 && shown.contains("10:00 to 11:00") && !shown.contains("11:00 to 12:00"), "{code}: {shown}");
    assert_eq!(sent(&api), Vec::<Value>::new());
    assert_eq!(choose("2026-01-06T10:00:00Z"), (302, "http://127.0.0.1:3000/booked?state=a%26b".to_owned()));
    let time = |time: &str| json!({ "time": time, "tzid": "Europe/London" });
    let completed = json!({
        "event": {
            "event_id": "interview", "summary": "Interview <1>",
            "start": time("2026-01-06T10:00:00Z"), "end": time("2026-01-06T11:00:00Z"),
        },
        "participants": [{ "sub": ACCOUNT_ID }],
        "user": { "tzid": "Europe/London" },
    });
    assert_eq!(sent(&api), [completed]);
    let events = body(&send(&api, "GET /v1/events?tzid=Etc/UTC&only_managed=true", &json!({})))["events"].clone();
    assert_eq!((&events[0]["event_id"], &events[0]["start"]), (&json!("interview"), &json!("2026-01-06T10:00:00Z")));
    let done = status(&by_id);
    assert_eq!((&done["status"], &done["event"]["start"]), (&json!("completed"), &json!("2026-01-06T10:00:00Z")));
    let (code, shown) = choose("2026-01-06T10:00:00Z");
    assert!(code == 200 && shown.contains("A time was chosen"), "{code}: {shown}");
    let late = ask(&api, &format!("POST /v1/real_time_scheduling/{id}/disable"), &json!({ "display_message": "No" }));
    assert_eq!(late.status, 422, "only a page on which no time was chosen");
    assert_eq!(sent(&api).len(), 1);
}

#[test]
fn no_time_suits_or_there_is_none() {
    let api = api();
    let (id, path) = page(&api, &plan());
    let without_time = json!({
        "event": { "event_id": "interview", "summary": "Interview <1>" },
        "participants": [{ "sub": ACCOUNT_ID }],
        "user": { "tzid": "Europe/London" },
    });
    let (code, shown) = visit(&api, &format!("POST {path}"), &json!({ "none": "1" }));
    assert!(code == 200 && shown.contains("notified"), "{code}: {shown}");
    assert_eq!(sent(&api), std::slice::from_ref(&without_time));
    assert_eq!(visit(&api, &format!("POST {path}"), &json!({})).0, 409, "neither");
    assert_eq!(visit(&api, &format!("GET {path}"), &json!({})).0, 200, "it stays open");
    assert_eq!(sent(&api).len(), 1);

    // Four hours of notice from 08:59 leave one time; from 09:01 none.
    let noticed = with(plan(), "minimum_notice", json!({ "hours": 3 }));
    let (_, path) = page(&api, &noticed);
    for (now, times) in [("2026-01-06T09:00:00Z", 1), ("2026-01-06T09:01:00Z", 0)] {
        let now = now.parse().expect("a time");
        while api.shared.now() < now {
            api.shared.step(now);
        }
        let (_, shown) = visit(&api, &format!("GET {path}"), &json!({}));
        assert_eq!(shown.matches("name=\"start\"").count(), times, "{shown}");
    }
    assert_eq!(sent(&api).len(), 2);
    assert_eq!(sent(&api)[1], without_time, "shown without a time");

    let disable = format!("POST /v1/real_time_scheduling/{id}/disable");
    let answer = body(&ask(&api, &disable, &json!({ "display_message": "Next\nmonth <b>" })));
    assert_eq!(answer["real_time_scheduling"]["status"], "disabled");
    let path = api.shared.read(|world| format!("/add_to_calendar/scheduling/{}", world.scheduling[&id].token));
    for request in [format!("GET {path}"), format!("POST {path}")] {
        let (_, shown) = visit(&api, &request, &json!({ "none": "1" }));
        assert!(shown.contains("Next\nmonth &lt;b&gt;"), "{shown}");
    }
    assert_eq!(sent(&api).len(), 2);
    assert_eq!(visit(&api, "GET /add_to_calendar/scheduling/none", &json!({})).0, 404);
}

#[test]
fn a_page_is_made_for_what_exists() {
    let api = api();
    let create = "POST /v1/real_time_scheduling";
    // Official clients name the application in the body.
    let named = with(with(plan(), "client_id", json!("id")), "client_secret", json!(SECRET));
    assert_eq!(send_as(&api, None, create, &named).status, 200);
    assert_eq!(send_as(&api, None, create, &with(named, "client_secret", json!("other"))).status, 401);
    let availability = |field: &str, value: Value| with(plan()["availability"].clone(), field, value);
    let event = |field: &str, value: Value| with(plan()["event"].clone(), field, value);
    let target = |calendar: &str| json!([{ "sub": ACCOUNT_ID, "calendar_id": calendar }]);
    for (field, value, named) in [
        ("target_calendars", target("cal_sandbox_holidays"), "target_calendars.0.calendar_id"),
        ("target_calendars", target("cal_other"), "target_calendars.0.calendar_id"),
        ("availability", availability("required_duration", json!({ "minutes": 0 })), "availability.required_duration"),
        ("event", event("tzid", json!("Mars/Base")), "event.tzid"),
        ("event", event("conferencing", json!({ "profile_id": "explicit" })), "event.conferencing.join_url"),
        ("event", event("transparency", json!("clear")), "event.transparency"),
        ("tzid", json!("Mars/Base"), "tzid"),
        ("oauth", json!({}), "oauth.redirect_uri"),
    ] {
        let answer = ask(&api, create, &with(plan(), field, value));
        assert_eq!(answer.status, 422, "{field}: {answer:?}");
        assert!(body(&answer)["errors"][named].is_array(), "{named}: {}", body(&answer));
    }
    for request in ["GET /v1/real_time_scheduling/none", "GET /v1/real_time_scheduling?token=none"] {
        assert_eq!(ask(&api, request, &json!({})).status, 404);
    }
    let disable = "POST /v1/real_time_scheduling/none/disable";
    assert_eq!(ask(&api, disable, &json!({ "display_message": "No" })).status, 404);
}

#[test]
fn a_person_chooses_a_sequence() {
    let api = api();
    let step = |id: &str, minutes: u32| {
        let step = without(plan()["availability"].clone(), "query_periods");
        with(with(step, "sequence_id", json!(id)), "required_duration", json!({ "minutes": minutes }))
    };
    let own = json!({ "event_id": "second", "summary": "Face to face" });
    let sequence = json!({
        "sequence": [step("a", 30), with(step("b", 60), "event", own)],
        "query_periods": plan()["availability"]["query_periods"],
    });
    let asked = with(with(plan(), "availability", sequence), "callback_url", json!(CALLBACK));
    let answer = body(&ask(&api, "POST /v1/real_time_sequencing", &without(asked.clone(), "callback_urls")));
    let path = answer["url"].as_str().and_then(|url| url.strip_prefix("http://127.0.0.1:4040")).expect("a URL");
    let (_, shown) = visit(&api, &format!("GET {path}"), &json!({}));
    assert!(shown.contains("10:30 to 11:00, then 11:00 to 12:00"), "{shown}");
    assert_eq!(visit(&api, &format!("POST {path}"), &json!({ "start": "2026-01-06T10:30:00Z" })).0, 302);
    let events = body(&send(&api, "GET /v1/events?tzid=Etc/UTC&only_managed=true", &json!({})))["events"].clone();
    let of = |event: &Value| (event["event_id"].clone(), event["start"].clone());
    assert_eq!(of(&events[0]), (json!("interview-a"), json!("2026-01-06T10:30:00Z")));
    assert_eq!(of(&events[1]), (json!("second"), json!("2026-01-06T11:00:00Z")));
    assert_eq!(sent(&api)[0]["event"]["end"]["time"], "2026-01-06T12:00:00Z");
    let wrong = with(
        asked,
        "availability",
        json!({ "sequence": [with(step("a", 30), "event", json!({ "event_id": "x", "summary": "y", "tzid": "Mars/Base" }))] }),
    );
    let answer = ask(&api, "POST /v1/real_time_sequencing", &wrong);
    assert!(body(&answer)["errors"]["availability.sequence.0.event.tzid"].is_array(), "{answer:?}");
}

#[test]
fn a_person_adds_an_event_to_a_calendar() {
    let api = api();
    let create = |page: &Value| send_as(&api, None, "POST /v1/add_to_calendar", page);
    let page = json!({
        "client_id": "id", "client_secret": SECRET, "event": event("lunch"),
        "oauth": { "redirect_uri": "http://127.0.0.1:3000/added", "scope": "create_event", "state": "42" },
    });
    assert_eq!(create(&without(page.clone(), "client_secret")).status, 401);
    for (field, value, named) in [
        ("event", with(event("lunch"), "end", json!("2026-01-06T11:00:00Z")), "event.end"),
        ("oauth", with(page["oauth"].clone(), "scope", json!("everything")), "oauth.scope"),
        ("target_calendars", json!([{ "sub": "acc_other", "calendar_id": WORK }]), "target_calendars.0.calendar_id"),
    ] {
        let answer = create(&with(page.clone(), field, value));
        assert!(answer.status == 422 && body(&answer)["errors"][named].is_array(), "{answer:?}");
    }
    let url = body(&create(&page))["url"].as_str().expect("a URL").to_owned();
    let path = url.strip_prefix("http://127.0.0.1:4040").expect("the host of the request");
    let (code, shown) = visit(&api, &format!("GET {path}"), &json!({}));
    assert!(code == 200 && shown.contains("Lunch") && shown.contains(ACCOUNT_ID), "{shown}");
    let refused = visit(&api, &format!("POST {path}"), &json!({ "account": "none" }));
    assert!(
        refused.0 == 302 && refused.1.contains("error=access_denied") && refused.1.ends_with("state=42"),
        "{refused:?}"
    );
    let (code, location) = visit(&api, &format!("POST {path}"), &json!({ "account": ACCOUNT_ID }));
    let (_, query) = location.split_once("added?code=").unwrap_or_else(|| panic!("{location}"));
    let (authorization, state) = query.split_once('&').expect("a state");
    assert_eq!((code, state), (302, "state=42"));
    let exchange = json!({
        "client_id": "id", "client_secret": SECRET, "grant_type": "authorization_code", "code": authorization,
        "redirect_uri": "http://127.0.0.1:3000/added",
    });
    assert_eq!(body(&send_as(&api, None, "POST /oauth/token", &exchange))["scope"], "create_event");
    let events = body(&send(&api, "GET /v1/events?tzid=Etc/UTC&only_managed=true", &json!({})))["events"].clone();
    assert_eq!(events[0]["event_id"], "lunch");
    for request in ["GET", "POST"] {
        let gone = format!("{request} /add_to_calendar/event/none");
        assert_eq!(visit(&api, &gone, &json!({ "account": ACCOUNT_ID })).0, 404);
    }
}
