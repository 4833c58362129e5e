//! What each endpoint answers, without a network.

use http::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

use crate::api::context::Api;
use crate::api::documented;
use crate::api::rate_limit::RateLimit;
use crate::api::request::ApiRequest;
use crate::api::response::ApiResponse;
use crate::api::route::answer;
use crate::clock::ClockMode;
use crate::scheduler::SharedWorld;
use crate::world::model::{ClientApplication, Grant, World};
use crate::world::rules::{ACCESS_TOKEN, EventAuthor, EventWrite, PRIVATE, PROFILE_ID, REFRESH_TOKEN, WORK};

pub(super) const SECRET: &str = "CRN_secret";

pub(super) fn api() -> Api {
    let application = ClientApplication { client_id: "id".to_owned(), client_secrets: vec![SECRET.to_owned()] };
    let mut world = World::new(application, "2026-01-05T12:00:00Z".parse().expect("a time"), 1).expect("a secret");
    world.seed();
    world.pages.size = 3;
    Api { shared: Arc::new(SharedWorld::new(world, ClockMode::Paused)).into(), limit: None }
}

/// Sends a request such as `GET /v1/userinfo`, with the token of the account.
pub(super) fn send(api: &Api, request: &str, body: &Value) -> ApiResponse {
    send_as(api, Some(ACCESS_TOKEN), request, body)
}

pub(super) fn send_as(api: &Api, bearer: Option<&str>, request: &str, body: &Value) -> ApiResponse {
    let (method, target) = request.split_once(' ').expect("a method and a target");
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    let host = "127.0.0.1:4040".to_owned();
    let answer = answer(api, &ApiRequest::to(method, target, bearer.map(str::to_owned), body.clone(), host));
    documented::check(request, &answer);
    answer
}

pub(super) fn body(answer: &ApiResponse) -> Value {
    answer.body.clone().unwrap_or_default()
}

pub(super) fn event(event_id: &str) -> Value {
    json!({ "event_id": event_id, "summary": "Lunch", "start": "2026-01-06T12:00:00Z", "end": "2026-01-06T13:00:00Z" })
}

pub(super) fn with(mut object: Value, field: &str, value: Value) -> Value {
    object[field] = value;
    object
}

pub(super) fn without(mut object: Value, field: &str) -> Value {
    object.as_object_mut().expect("an object").remove(field);
    object
}

#[test]
fn wrong_parameters_are_named() {
    let api = api();
    let upsert = "POST /v1/calendars/cal_sandbox_work/events";
    let conferencing = json!({ "profile_id": "explicit", "provider_description": "Rooms" });
    let transition =
        json!([{ "type": "webhook", "uri": "http://127.0.0.1/", "transitions": [{ "before": "noon", "offset": {} }] }]);
    let too_far = json!([{ "type": "webhook", "uri": "http://127.0.0.1/", "transitions": [
        { "before": "event_start", "offset": { "hours": 99_999_999_999_u64 } },
    ] }]);
    let calendar = json!({ "profile_id": PROFILE_ID, "name": "Work" });
    let cases = [
        (upsert, without(event("1"), "summary"), "summary", "errors.required"),
        (upsert, without(event("1"), "event_id"), "event_id", "errors.required"),
        (upsert, with(event("1"), "summary", json!(1)), "summary", "errors.invalid"),
        (upsert, with(event("1"), "summary", json!("x".repeat(1025))), "summary", "errors.too_long"),
        (upsert, with(event("1"), "start", json!("tomorrow")), "start", "errors.invalid"),
        (upsert, with(event("1"), "start", json!("2026-01-07")), "end", "errors.invalid"),
        (upsert, with(event("1"), "end", json!("2026-01-06T11:00:00Z")), "end", "errors.invalid"),
        (upsert, with(event("1"), "tzid", json!("Mars/Base")), "tzid", "errors.invalid"),
        (upsert, with(event("1"), "conferencing", conferencing), "conferencing.join_url", "errors.required"),
        (upsert, with(event("1"), "end", json!(null)), "end", "errors.required"),
        (upsert, with(event("1"), "start", json!("0000-01-01T00:00:00+01:00")), "start", "errors.invalid"),
        (
            upsert,
            with(event("1"), "subscriptions", too_far),
            "subscriptions.0.transitions.0.offset.hours",
            "errors.invalid",
        ),
        (
            upsert,
            with(event("1"), "subscriptions", transition),
            "subscriptions.0.transitions.0.offset",
            "errors.required",
        ),
        ("DELETE /v1/calendars/cal_sandbox_work/events", json!({}), "event_id", "errors.required"),
        ("DELETE /v1/events", json!({}), "delete_all", "errors.required"),
        ("POST /v1/channels", json!({}), "callback_url", "errors.required"),
        ("POST /v1/channels", json!({ "callback_url": "ftp://example.com" }), "callback_url", "errors.invalid"),
        (
            "POST /v1/channels",
            json!({ "callback_url": "http://127.0.0.1/", "filters": { "calendar_ids": [] } }),
            "filters.calendar_ids",
            "errors.too_short",
        ),
        (
            "POST /v1/channels",
            json!({ "callback_url": "http://127.0.0.1/", "filters": { "calendar_ids": ["cal_other"] } }),
            "filters.calendar_ids",
            "errors.invalid",
        ),
        ("POST /v1/calendars", calendar, "name", "errors.duplicate_calendar_name"),
        ("POST /v1/calendars", json!({ "profile_id": PROFILE_ID }), "name", "errors.required"),
        ("GET /v1/events", json!({}), "tzid", "errors.required"),
        ("GET /v1/events?tzid=Nowhere", json!({}), "tzid", "errors.invalid"),
        ("GET /v1/events?tzid=Etc/UTC&from=soon", json!({}), "from", "errors.invalid"),
        ("GET /v1/events?tzid=Etc/UTC&last_modified=2026-01-01", json!({}), "last_modified", "errors.invalid"),
        ("GET /v1/events?tzid=Etc/UTC&include_deleted=yes", json!({}), "include_deleted", "errors.invalid"),
        ("GET /v1/free_busy", json!({}), "tzid", "errors.required"),
        ("POST /v1/batch", json!({ "batch": [] }), "batch", "errors.too_short"),
        ("GET /oauth/authorize?client_id=id", json!({}), "redirect_uri", "errors.required"),
        (
            "GET /oauth/authorize?client_id=id&redirect_uri=http://127.0.0.1/&response_type=code&scope=read_events+read_all",
            json!({}),
            "scope",
            "errors.invalid",
        ),
        (
            "GET /oauth/authorize?client_id=other&redirect_uri=http://127.0.0.1/&response_type=code",
            json!({}),
            "client_id",
            "errors.invalid",
        ),
    ];
    for (request, sent, field, key) in cases {
        let answer = send(&api, request, &sent);
        assert_eq!(answer.status, 422, "{request} {sent}: {answer:?}");
        let error = &body(&answer)["errors"][field][0];
        assert_eq!(error["key"], key, "{request} {sent}: {answer:?}");
        let description = error["description"].as_str().unwrap_or_default();
        assert!(description.contains(' '), "{request} {sent}: {description}");
    }
    let error = body(&send(&api, "DELETE /v1/calendars/cal_sandbox_work/events", &json!({})));
    assert_eq!(error["errors"]["event_id"][0]["description"], "event_id must be specified, or else event_uid");
    let error = body(&send(&api, upsert, &with(event("1"), "transparency", json!("clear"))));
    assert_eq!(error["errors"]["transparency"][0]["description"], "transparency must be one of opaque, transparent");
    let events = api.shared.read(|world| world.events.len());
    assert_eq!((events, api.shared.read(|world| world.channels.len())), (0, 0), "no request changed anything");
}

#[test]
fn missing_resources_are_404() {
    let api = api();
    let missing = json!({ "event_uid": "evt_external_1" });
    let cases = [
        ("POST /v1/calendars/cal_other/events", event("1")),
        (
            "POST /v1/calendars/cal_sandbox_work/events",
            with(without(event("1"), "event_id"), "event_uid", json!("evt_1")),
        ),
        ("DELETE /v1/calendars/cal_other/events", json!({ "event_id": "1" })),
        ("DELETE /v1/calendars/cal_sandbox_work/events", missing),
        ("DELETE /v1/channels/chn_1", json!({})),
        ("GET /v1/events/pages/0000000000000000000000001", json!({})),
        ("GET /v1/free_busy/pages/1", json!({})),
        ("POST /v1/calendars", json!({ "profile_id": "pro_other", "name": "Team" })),
        ("GET /v1/nothing", json!({})),
        ("PUT /v1/channels", json!({})),
    ];
    for (request, sent) in cases {
        let answer = send(&api, request, &sent);
        assert_eq!(answer.status, 404, "{request}: {answer:?}");
        assert!(body(&answer)["errors"].is_object(), "{request}: {answer:?}");
    }
    let error =
        body(&send(&api, "POST /v1/scheduling_requests", &json!({})))["errors"]["path"][0]["description"].to_string();
    assert!(error.contains("the sandbox does not have scheduling_requests"), "{error}");
    for (request, exists) in [
        ("POST /v1/scheduling_requests", true),
        ("GET /v1/scheduling_requests/srq_1", true),
        ("POST /v1/profiles/pro_1/rename", false),
        ("GET /v1/nothing", false),
    ] {
        let error = body(&send(&api, request, &json!({})))["errors"]["path"][0]["description"].to_string();
        assert_eq!(error.contains("the sandbox does not have"), exists, "{request}: {error}");
    }
}

#[test]
fn every_request_of_an_account_needs_its_token() {
    let api = api();
    let requests = [
        "GET /v1/account",
        "GET /v1/userinfo",
        "GET /v1/profiles",
        "GET /v1/calendars",
        "POST /v1/calendars",
        "GET /v1/channels",
        "POST /v1/channels",
        "DELETE /v1/channels/chn_1",
        "POST /v1/calendars/cal_sandbox_work/events",
        "DELETE /v1/calendars/cal_sandbox_work/events",
        "DELETE /v1/events",
        "GET /v1/events?tzid=Etc/UTC",
        "GET /v1/events/pages/1",
        "GET /v1/free_busy?tzid=Etc/UTC",
        "GET /v1/free_busy/pages/1",
        "POST /v1/meeting_agents",
        "POST /v1/batch",
        "GET /v1/accessible_calendars",
        "POST /v1/attachments",
        "GET /v1/smart_invites",
        "POST /v1/smart_invites",
        "POST /v1/calendars/cal_sandbox_work/events/evt_external_1/participation_status",
        "POST /v1/conferencing_service_authorizations",
        "POST /v1/delegated_authorizations",
        "POST /v1/service_account_authorizations",
        "POST /v1/scheduling_conversations",
        "GET /v1/scheduling_conversations",
        "GET /v1/scheduling_conversations/scv_1",
        "GET /v1/scheduling_conversations/scv_1/participants/sct_1/slots",
        "POST /v1/link_tokens",
        "POST /v1/permissions",
        "POST /v1/profiles/pro_1/revoke",
    ];
    for request in requests {
        for bearer in [None, Some("unknown")] {
            let answer = send_as(&api, bearer, request, &json!({}));
            assert_eq!((answer.status.as_u16(), &answer.body), (401, &None), "{request}");
            assert!(answer.header.is_some_and(|(_, challenge)| challenge.starts_with("Bearer ")), "{request}");
        }
    }
}

#[test]
fn a_narrow_scope_and_a_read_only_calendar_are_403() {
    let api = api();
    api.shared.change(|world| {
        let narrow = Grant { scope: "read_account".to_owned(), ..Grant::everything(crate::world::rules::ACCOUNT_ID) };
        world.give_tokens(narrow, "narrow", "narrow_refresh");
    });
    let upsert = "POST /v1/calendars/cal_sandbox_work/events";
    for request in ["POST /v1/channels", "GET /v1/events?tzid=Etc/UTC", "GET /v1/free_busy?tzid=Etc/UTC", upsert] {
        let answer = send_as(&api, Some("narrow"), request, &event("1"));
        assert_eq!(answer.status, 403, "{request}: {answer:?}");
    }
    assert_eq!(send_as(&api, Some("narrow"), "GET /v1/account", &json!({})).status, 200);
    let holidays = "/v1/calendars/cal_sandbox_holidays/events";
    assert_eq!(send(&api, &format!("POST {holidays}"), &event("1")).status, 403);
    assert_eq!(send(&api, &format!("DELETE {holidays}"), &json!({ "event_id": "1" })).status, 403);
}

#[test]
fn tokens_are_refreshed_exchanged_expired_and_revoked() {
    let api = api();
    let client = json!({ "client_id": "id", "client_secret": SECRET });
    let token = |body: Value| {
        let mut sent = client.clone();
        sent.as_object_mut().expect("an object").extend(body.as_object().cloned().unwrap_or_default());
        send_as(&api, Some("undefined"), "POST /oauth/token", &sent)
    };
    let refused = [
        (json!({ "grant_type": "refresh_token", "refresh_token": "other" }), "invalid_grant"),
        (json!({ "grant_type": "refresh_token" }), "invalid_request"),
        (
            json!({ "grant_type": "authorization_code", "code": "x", "redirect_uri": "http://127.0.0.1/" }),
            "invalid_grant",
        ),
        (json!({ "grant_type": "password" }), "unsupported_grant_type"),
        (json!({ "grant_type": "refresh_token", "client_secret": "other" }), "invalid_client"),
    ];
    for (sent, error) in refused {
        let answer = token(sent.clone());
        assert_eq!((answer.status.as_u16(), &body(&answer)["error"]), (400, &json!(error)), "{sent}");
    }

    let refreshed = body(&token(json!({ "grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN })));
    assert_eq!(refreshed["refresh_token"], REFRESH_TOKEN);
    let fresh = refreshed["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(send_as(&api, Some(&fresh), "GET /v1/userinfo", &json!({})).status, 200);

    let login = "GET /oauth/authorize?client_id=id&redirect_uri=http://127.0.0.1/in?a=b&response_type=code&state=x%26y";
    let (_, location) = send_as(&api, None, login, &json!({})).header.expect("a location");
    let (_, query) = location.split_once("http://127.0.0.1/in?a=b&code=").expect("the redirect_uri with a code");
    let (code, state) = query.split_once('&').expect("a state");
    assert_eq!(state, "state=x%26y");
    let exchange =
        json!({ "grant_type": "authorization_code", "code": code, "redirect_uri": "http://127.0.0.1/in?a=b" });
    let exchanged = token(exchange.clone());
    assert_eq!(exchanged.status, 200, "{exchanged:?}");
    assert_eq!(body(&exchanged)["linking_profile"]["profile_id"], PROFILE_ID);
    assert_eq!(token(exchange).status, 400, "a code is good for once");

    let revoke = with(client.clone(), "token", json!(fresh));
    assert_eq!(send_as(&api, None, "POST /oauth/token/revoke", &revoke).status, 200);
    assert_eq!(send_as(&api, Some(&fresh), "GET /v1/userinfo", &json!({})).status, 401);
    let again = token(json!({ "grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN }));
    assert_eq!(body(&again)["error"], "invalid_grant");

    let other = body(&exchanged)["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(send_as(&api, Some(&other), "GET /v1/userinfo", &json!({})).status, 200);
    let later = "2026-01-05T15:00:00Z".parse().expect("a time");
    api.shared.step(later);
    assert_eq!(send_as(&api, Some(&other), "GET /v1/userinfo", &json!({})).status, 401, "after 3 hours");
}

#[test]
fn channels_are_created_once_listed_limited_and_closed() {
    let api = api();
    let create = |number: usize| {
        let callback_url = format!("http://127.0.0.1/{number}");
        send(&api, "POST /v1/channels", &json!({ "callback_url": callback_url, "filters": { "only_managed": true } }))
    };
    let first = create(0);
    assert_eq!(first.status, 200);
    assert_eq!(create(0), first, "the same channel");
    let channel = body(&first)["channel"].clone();
    assert_eq!(channel["filters"], json!({ "only_managed": true }));
    for number in 1..128 {
        assert_eq!(create(number).status, 200, "{number}");
    }
    assert_eq!(create(128).status, 422);
    let listed = body(&send(&api, "GET /v1/channels", &json!({})));
    assert_eq!(listed["channels"].as_array().map(Vec::len), Some(128));
    let close = format!("DELETE /v1/channels/{}", channel["channel_id"].as_str().expect("an id"));
    assert_eq!(send(&api, &close, &json!({})), ApiResponse::accepted());
    assert_eq!(send(&api, &close, &json!({})).status, 404);
    assert_eq!(create(128).status, 200, "there is room again");
    let sent = json!({ "callback_url": "http://127.0.0.1/129", "scheduling_conversations": { "enabled": true } });
    assert_eq!(send(&api, "POST /v1/channels", &sent).status, 422);
    let close = format!("DELETE /v1/channels/{}", listed["channels"][1]["channel_id"].as_str().expect("an id"));
    assert_eq!(send(&api, &close, &json!({})), ApiResponse::accepted());
    let talkative = body(&send(&api, "POST /v1/channels", &sent))["channel"].clone();
    assert_eq!(talkative["scheduling_conversations"], json!({ "enabled": true }));
    assert_eq!(channel["scheduling_conversations"], json!({}));
}

#[test]
fn query_options_select_and_shape_events() {
    let api = api();
    let upsert = |calendar: &str, event: Value| {
        let answer = send(&api, &format!("POST /v1/calendars/{calendar}/events"), &event);
        assert_eq!(answer, ApiResponse::accepted(), "{event}");
    };
    let location = json!({ "description": "Canteen", "lat": "51.5", "long": "-0.1" });
    upsert(WORK, with(with(event("lunch"), "location", location), "tzid", json!("Europe/Paris")));
    let far = json!({ "event_id": "far", "summary": "Far", "start": "2030-01-06", "end": "2030-01-07" });
    upsert(PRIVATE, far);
    let gone = with(event("gone"), "transparency", json!("transparent"));
    upsert(WORK, gone);
    assert_eq!(
        send(&api, "DELETE /v1/calendars/cal_sandbox_work/events", &json!({ "event_id": "gone" })),
        ApiResponse::accepted()
    );
    let external: EventWrite = serde_json::from_value(without(event(""), "event_id")).expect("a write");
    api.shared.change(|world| {
        let account = crate::world::rules::ACCOUNT_ID;
        world.upsert_event(account, WORK, external, EventAuthor::User).expect("a written event");
    });

    let read = |options: &str| body(&send(&api, &format!("GET /v1/events?tzid=Europe/London{options}"), &json!({})));
    let summary = |options: &str| {
        let events = read(options)["events"].as_array().cloned().unwrap_or_default();
        let id = |event: &Value| event["event_id"].as_str().unwrap_or("external").to_owned();
        let mut ids: Vec<_> = events.iter().map(id).collect();
        ids.sort();
        ids.join(" ")
    };
    let cases = [
        ("", "external"),
        ("&include_managed=True", "external far lunch"),
        ("&only_managed=true", "far lunch"),
        ("&only_managed=true&include_deleted=true", "far gone lunch"),
        ("&only_managed=true&calendar_ids%5B%5D=cal_sandbox_private", "far"),
        ("&only_managed=true&calendar_ids[]=cal_sandbox_private&calendar_ids[]=cal_sandbox_work", "far lunch"),
        ("&only_managed=true&from=2026-01-01&to=2026-02-01", "lunch"),
        ("&from=2026-01-06&to=2026-01-07", "external"),
        ("&to=2026-01-06", ""),
        ("&from=2026-01-07", ""),
        ("&last_modified=2026-01-05T12:00:00Z", "external"),
        ("&last_modified=2026-01-05T12:00:01Z", ""),
    ];
    for (options, ids) in cases {
        assert_eq!(summary(options), ids, "{options}");
    }

    let lunch = |options: &str| {
        let events = read(&format!("&only_managed=true{options}"))["events"].as_array().cloned().unwrap_or_default();
        events.into_iter().find(|event| event["event_id"] == "lunch").expect("the lunch")
    };
    assert_eq!(lunch("")["start"], "2026-01-06T12:00:00Z");
    assert_eq!(lunch("")["location"], json!({ "description": "Canteen" }));
    assert_eq!(lunch("&include_geo=True")["location"]["lat"], "51.5");
    let local = json!({ "time": "2026-01-06T13:00:00+01:00", "tzid": "Europe/Paris" });
    assert_eq!(lunch("&localized_times=true")["start"], local);

    let busy = |options: &str| {
        let answer = send(&api, &format!("GET /v1/free_busy?tzid=Etc/UTC&include_managed=true{options}"), &json!({}));
        let periods = body(&answer)["free_busy"].as_array().cloned().unwrap_or_default();
        periods.iter().map(|it| it["free_busy_status"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(busy(""), ["busy", "busy", "busy"]);
    assert_eq!(busy("&include_deleted=true&include_free=true").iter().filter(|it| *it == "free").count(), 1);
}

#[test]
fn each_page_links_to_the_next_one_on_the_requested_host() {
    let api = api();
    for number in 0..7 {
        let upsert = send(&api, "POST /v1/calendars/cal_sandbox_work/events", &event(&number.to_string()));
        assert_eq!(upsert.status, 202);
    }
    for resource in ["events", "free_busy"] {
        let mut page = body(&send(&api, &format!("GET /v1/{resource}?tzid=Etc/UTC&include_managed=true"), &json!({})));
        let mut sizes = vec![page[resource].as_array().map_or(0, Vec::len)];
        while let Some(next) = page["pages"]["next_page"].as_str() {
            let target = next.strip_prefix("http://127.0.0.1:4040").expect("the requested host").to_owned();
            page = body(&send(&api, &format!("GET {target}"), &json!({})));
            sizes.push(page[resource].as_array().map_or(0, Vec::len));
        }
        assert_eq!(sizes, [3, 3, 1], "{resource}");
        assert_eq!(page["pages"], json!({ "current": 3, "total": 3 }));
    }
}

#[test]
fn reading_a_single_page_changes_nothing() {
    let api = api();
    let version = || *api.shared.version.borrow();
    for (events, changes) in [(3, false), (4, true)] {
        for number in 0..events {
            send(&api, "POST /v1/calendars/cal_sandbox_work/events", &event(&number.to_string()));
        }
        for resource in ["events", "free_busy"] {
            let before = version();
            let page = send(&api, &format!("GET /v1/{resource}?tzid=Etc/UTC&include_managed=true"), &json!({}));
            assert_eq!(page.status, 200, "{page:?}");
            assert_eq!(version() != before, changes, "{resource}, of {events} events");
        }
    }
}

#[test]
fn managed_events_are_deleted_by_body_or_query() {
    for (request, sent, left) in [
        ("DELETE /v1/events", json!({ "delete_all": true }), 0),
        ("DELETE /v1/events?delete_all=True", json!({}), 0),
        ("DELETE /v1/events", json!({ "calendar_ids": [WORK] }), 1),
        ("DELETE /v1/events?calendar_ids%5B%5D=cal_sandbox_work", json!({}), 1),
    ] {
        let api = api();
        for calendar in [WORK, PRIVATE] {
            send(&api, &format!("POST /v1/calendars/{calendar}/events"), &event("1"));
        }
        assert_eq!(send(&api, request, &sent), ApiResponse::accepted(), "{request}");
        let events = send(&api, "GET /v1/events?tzid=Etc/UTC&only_managed=true", &json!({}));
        assert_eq!(body(&events)["events"].as_array().map(Vec::len), Some(left), "{request} {sent}");
    }
}

#[test]
fn a_batch_returns_each_result() {
    let api = api();
    let post = |event: Value| json!({ "method": "POST", "relative_url": "/v1/calendars/cal_sandbox_work/events", "data": event });
    let good = send(&api, "POST /v1/batch", &json!({ "batch": [post(event("1"))] }));
    assert_eq!((good.status.as_u16(), body(&good)), (200, json!({ "batch": [{ "status": 202 }] })));
    let nested = json!({ "method": "POST", "relative_url": "/v1/batch", "data": { "batch": [] } });
    let delete_all = "/v1/events?delete_all=true";
    let delete_all = |data: Value| json!({ "method": "DELETE", "relative_url": delete_all, "data": data });
    let mixed = json!({ "batch": [
        post(event("2")), post(without(event("3"), "summary")), nested, delete_all(json!([])), delete_all(json!("x")),
    ] });
    let mixed = send(&api, "POST /v1/batch", &mixed);
    assert_eq!(mixed.status, 207);
    let statuses: Vec<_> =
        body(&mixed)["batch"].as_array().into_iter().flatten().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, [202, 422, 422, 422, 422]);
    let error = &body(&mixed)["batch"][3]["data"]["errors"]["data"][0];
    assert_eq!(error["description"], "data must be an object: begin with { and end with }");
    assert_eq!(body(&mixed)["batch"][1]["data"]["errors"]["summary"][0]["description"], "summary must be specified");
}

#[test]
fn lists_of_the_account_are_as_documented() {
    let api = api();
    for request in ["GET /v1/account", "GET /v1/userinfo", "GET /v1/profiles", "GET /v1/calendars"] {
        assert_eq!(send(&api, request, &json!({})).status, 200, "{request}");
    }
    let team = json!({ "profile_id": PROFILE_ID, "name": "Team" });
    assert_eq!(send(&api, "POST /v1/calendars", &team).status, 200);
}

#[test]
fn too_many_requests_are_429() {
    let api = Api { limit: Some(Arc::new(Mutex::new(RateLimit::default()))), ..api() };
    let statuses: Vec<_> = (0..51).map(|_| send(&api, "GET /v1/userinfo", &json!({})).status.as_u16()).collect();
    assert_eq!((statuses[49], statuses[50]), (200, 429));
    api.shared.step("2026-01-05T12:00:01Z".parse().expect("a time"));
    assert_eq!(send(&api, "GET /v1/userinfo", &json!({})).status, 200);
}
