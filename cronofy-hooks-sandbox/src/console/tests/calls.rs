//! The log of API calls: what is kept, how it is found, and how it is linked with what it causes.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::client::{ConsoleClient, HOST, read};
use super::views::URL;
use crate::api::{self, Api};
use crate::control::{self, SandboxHandle};
use crate::world::model::{ApiCaller, AttemptOutcome};
use crate::world::rules::{ACCESS_TOKEN, ACCOUNT_ID, CLIENT_SECRET, REFRESH_TOKEN, WORK};

/// A sandbox with all of its routers.
pub(super) struct LoggedSandbox {
    pub(super) console: ConsoleClient,
    api: Router,
    control: Router,
}

impl LoggedSandbox {
    pub(super) fn new() -> Self {
        let console = ConsoleClient::new();
        let api = api::router(Api { shared: Arc::clone(&console.shared).into(), limit: None });
        let control = control::router(SandboxHandle::new(Arc::clone(&console.shared)));
        Self { console, api, control }
    }

    /// Calls the API as the application does.
    pub(super) async fn call(&self, request: &str, token: &str, body: &Value) -> (StatusCode, Value) {
        let (method, target) = request.split_once(' ').expect("a method and a target");
        let request = Request::builder().method(method).uri(target).header(header::HOST, HOST);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        let request = request.header(header::CONTENT_TYPE, "application/json").header("x-other", "not kept");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let (status, text) = self.send(&self.api, request.body(body).expect("a request")).await;
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    pub(super) async fn control(&self, path: &str) -> Value {
        let request = Request::get(path).header(header::HOST, HOST).body(Body::empty());
        let (_, text) = self.send(&self.control, request.expect("a request")).await;
        serde_json::from_str(&text).expect("it is JSON")
    }

    async fn send(&self, router: &Router, request: Request<Body>) -> (StatusCode, String) {
        read(router.clone().oneshot(request).await.expect("it answers everything")).await
    }

    async fn page(&self, path: &str) -> String {
        self.console.get(path).await.1
    }

    /// Sends what is due until a time. Everything is delivered.
    fn deliver_until(&self, until: &str) {
        let until = until.parse().expect("a time");
        loop {
            let (due, more) = self.console.shared.step(until);
            for request in due {
                self.console.shared.react(|world| {
                    world.record_result(request.delivery, request.attempt, AttemptOutcome::Answered(204).into());
                });
            }
            if !more {
                break;
            }
        }
    }

    /// The numbers and names of all deliveries.
    fn deliveries(&self) -> Vec<(u64, String)> {
        self.console.shared.read(|world| world.deliveries.values().map(|it| (it.number, it.name.clone())).collect())
    }
}

#[tokio::test]
async fn calls_are_linked_with_what_they_cause_both_ways() {
    let sandbox = LoggedSandbox::new();
    let (_, channel) = sandbox.call("POST /v1/channels", ACCESS_TOKEN, &json!({ "callback_url": URL })).await;
    let channel_id = channel["channel"]["channel_id"].as_str().expect("an id").to_owned();
    let event = json!({
        "event_id": "board", "summary": "Board meeting",
        "start": "2026-01-17T12:00:00Z", "end": "2026-01-17T13:00:00Z",
        "subscriptions": [{ "type": "webhook", "uri": URL, "transitions": [
            { "before": "event_start", "offset": { "minutes": 5 } },
        ] }],
    });
    let events = format!("POST /v1/calendars/{WORK}/events");
    assert_eq!(sandbox.call(&events, ACCESS_TOKEN, &event).await.0, 202);
    sandbox.deliver_until("2026-01-17T10:00:00Z");
    let uid = sandbox.console.shared.read(|world| world.events.keys().next().cloned()).expect("an event");
    let event_path = format!("/calendar/events/{uid}");
    // A user moves it, and it starts.
    sandbox.console.post(&format!("{event_path}/move"), &[("by", "60")]).await;
    sandbox.deliver_until("2026-01-17T14:00:00Z");
    let deliveries = sandbox.deliveries();
    let [(verification, first), (change, second), (start, third)] = &deliveries[..] else { panic!("{deliveries:?}") };
    assert_eq!([first, second, third], ["verification", "change", "event_start"]);
    // The first token has expired by then.
    let token = sandbox.console.shared.change(|world| world.issue_tokens(ACCOUNT_ID).access_token);
    assert_eq!(sandbox.call("DELETE /v1/events", &token, &json!({ "delete_all": true })).await.0, 202);
    sandbox.console.post(&format!("/deliveries/{start}/replay"), &[]).await;

    let delivery = |number: &u64| format!("/deliveries/{number}");
    let links = [
        // From the call to the channel and the delivery, and back.
        ("/calls/1".to_owned(), vec![format!("/channels#{channel_id}"), delivery(verification)]),
        ("/channels".to_owned(), vec!["/calls/1".to_owned(), format!("/?q={channel_id}")]),
        (format!("/?q={channel_id}"), vec![delivery(verification) + &format!("?q={channel_id}")]),
        (
            delivery(verification),
            vec!["/calls/1".to_owned(), format!("{}?attempt=1&amp;q=#exchange", delivery(verification))],
        ),
        // From the call to the event and its trigger, and back.
        ("/calls/2".to_owned(), vec![event_path.clone()]),
        ("/calls/3".to_owned(), vec![event_path.clone()]),
        (event_path.clone(), vec!["/calls/2".to_owned(), "/calls/3".to_owned(), delivery(change), delivery(start)]),
        (delivery(change), vec![event_path.clone()]),
    ];
    for (path, targets) in links {
        let page = sandbox.page(&path).await;
        for target in targets {
            assert!(page.contains(&format!("href=\"{target}\"")), "{path} leads to {target}: {page}");
        }
    }
    let caused = async |number: &u64| {
        let page = sandbox.page(&delivery(number)).await;
        let cause =
            page.split_once("<dt>Caused by</dt><dd>").map(|(_, rest)| rest.split("</dd>").next().unwrap_or_default());
        cause.unwrap_or_default().to_owned()
    };
    assert_eq!(caused(verification).await, "the API call <a href=\"/calls/1\">POST /v1/channels</a>");
    assert_eq!(caused(change).await, "an action in the console, on a page or over the control API");
    // The user moved the event, which planned the trigger anew.
    assert_eq!(caused(start).await, "the <a href=\"/clock\">clock</a>");
    assert_eq!(caused(&(start + 2)).await, "", "the page says what it repeats");
    let (page, wrote) = (sandbox.page("/calls/2").await, sandbox.page("/calls/3").await);
    assert!(page.contains("Created event") && wrote.contains("Deleted event"), "{page}{wrote}");

    let calls = sandbox.control("/sandbox/calls?q=-path:v1/events").await;
    let created = &calls["calls"][1];
    assert_eq!((&created["call"], &created["deliveries"]), (&json!(1), &json!([verification])));
    assert_eq!(created["effects"], json!([{ "did": "created", "what": "channel", "id": channel_id }]));
    let found = sandbox.control("/sandbox/deliveries").await;
    let causes: Vec<_> = found["deliveries"].as_array().into_iter().flatten().map(|it| &it["cause"]).collect();
    let clock = json!({ "clock": { "planned_by": null } });
    assert_eq!(causes, [&json!({ "replay": start }), &clock, &json!("action"), &json!({ "call": 1 })]);
    assert_eq!(found["deliveries"][2]["changed_events"], json!([uid]));
    described(&found, &calls);
}

/// The answers are as the description says.
fn described(deliveries: &Value, calls: &Value) {
    let description: Value = serde_json::from_str(include_str!("../../control/openapi.json")).expect("it is JSON");
    for (path, answer) in [("deliveries", deliveries), ("calls", calls)] {
        let mut schema =
            description["paths"][format!("/sandbox/{path}")]["get"]["responses"]["200"]["content"]["application/json"]
                ["schema"]
                .clone();
        schema["components"] = description["components"].clone();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let errors: Vec<_> = validator.iter_errors(answer).map(|it| format!("{} {it}", it.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{path}");
    }
}

#[tokio::test]
async fn what_a_person_sends_has_a_cause_of_its_own_and_a_refusal_all_of_its_causes() {
    let sandbox = LoggedSandbox::new();
    let secrets = ["CRN_other", CLIENT_SECRET].map(str::to_owned).to_vec();
    sandbox.console.shared.change(|world| world.set_client_secrets(secrets)).expect("usable secrets");
    sandbox.console.post("/connect", &[("url", URL)]).await;
    sandbox.console.post("/trigger", &[("url", URL), ("body", "{}"), ("from", "1")]).await;
    sandbox.console.post("/trigger", &[("url", URL), ("body", "{}"), ("from", "")]).await;
    sandbox.console.post("/deliveries/2/replay", &[]).await;
    sandbox.console.shared.change(|world| {
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, AttemptOutcome::Answered(401).into());
        }
    });
    let found = sandbox.control("/sandbox/deliveries").await;
    let deliveries = found["deliveries"].as_array().expect("a list");
    let causes: Vec<_> = deliveries.iter().map(|it| &it["cause"]).collect();
    assert_eq!(causes, [&json!({ "replay": 2 }), &json!("trigger"), &json!({ "edited": 1 }), &json!("check")]);
    // With two secrets, the header may be compared wrongly.
    let others = deliveries[3]["attempts"][0]["other_causes"].as_array().expect("a list");
    assert_eq!(
        (others.len(), &others[0]["cause"]),
        (5, &json!("the receiver compares the header as a whole, or its first value"))
    );
    assert!(others[0]["help"].as_str().is_some_and(|it| it.contains("has 2 values")), "{others:?}");
    described(&found, &sandbox.control("/sandbox/calls").await);
}

#[tokio::test]
async fn what_the_clock_sends_later_goes_back_to_the_call_that_planned_it() {
    let sandbox = LoggedSandbox::new();
    let event = json!({
        "event_id": "board", "summary": "Board meeting",
        "start": "2026-01-17T12:00:00Z", "end": "2026-01-17T13:00:00Z",
        "conferencing": { "profile_id": "default" }, "meeting_agent": { "profile_id": "cronofy" },
        "subscriptions": [{ "type": "webhook", "uri": URL,
            "transitions": [{ "after": "event_end", "offset": { "minutes": 0 } }],
            "interactions": [{ "type": "conferencing_assigned" }, { "type": "meeting_agent_activated" }, { "type": "meeting_agent_complete" }],
        }],
    });
    let events = format!("POST /v1/calendars/{WORK}/events");
    assert_eq!(sandbox.call(&events, ACCESS_TOKEN, &event).await.0, 202);
    sandbox.deliver_until("2026-01-17T15:00:00Z");
    let causes: Vec<_> = sandbox.control("/sandbox/deliveries").await["deliveries"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| (it["name"].as_str().unwrap_or_default().to_owned(), it["cause"].clone()))
        .collect();
    assert_eq!(causes.len(), 4, "{causes:?}");
    assert!(causes.iter().all(|(_, cause)| *cause == json!({ "clock": { "planned_by": 1 } })), "{causes:?}");
    let page = sandbox.page("/calls/1").await;
    for text in [
        "conferencing_assigned",
        "meeting_agent_activated",
        "meeting_agent_complete",
        "event_end",
        "Created meeting agent",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn what_a_call_asked_of_others_leads_back_to_it() {
    let sandbox = LoggedSandbox::new();
    let times = json!({ "start": "2026-01-18T10:00:00Z", "end": "2026-01-18T13:00:00Z" });
    let members = json!([{ "members": [{ "sub": ACCOUNT_ID }], "required": "all" }]);
    let calls = [
        (
            "POST /v1/smart_invites",
            CLIENT_SECRET,
            json!({
                "smart_invite_id": "42", "recipient": { "email": "grace@example.com" }, "callback_url": URL,
                "event": { "summary": "Interview", "start": "2026-01-18T10:00:00Z", "end": "2026-01-18T11:00:00Z" },
            }),
        ),
        ("POST /v1/conferencing_service_authorizations", ACCESS_TOKEN, json!({ "redirect_uri": URL })),
        (
            "POST /v1/scheduling_conversations",
            ACCESS_TOKEN,
            json!({
                "subject": "Review", "required_duration": { "minutes": 60 }, "available_periods": [times],
                "participants": [{ "sub": ACCOUNT_ID, "slots": { "selection_method": "auto" } }, { "participant_id": "@karl" }],
            }),
        ),
        (
            "POST /v1/service_account_authorizations",
            ACCESS_TOKEN,
            json!({
                "service_account_authorizations": [{ "email": "room@example.com", "callback_url": URL, "scope": "read_events" }],
            }),
        ),
        (
            "POST /v1/attachments",
            CLIENT_SECRET,
            json!({
                "attachment": { "file_name": "a.txt", "content_type": "text/plain", "base64_content": "YQ==" },
            }),
        ),
        (
            "POST /v1/real_time_scheduling",
            CLIENT_SECRET,
            json!({
                "oauth": { "redirect_uri": URL }, "event": { "event_id": "interview", "summary": "Interview" },
                "availability": { "participants": members, "required_duration": { "minutes": 60 }, "query_periods": [times] },
                "target_calendars": [{ "sub": ACCOUNT_ID, "calendar_id": WORK }], "callback_urls": { "completed_url": URL },
            }),
        ),
    ];
    for (number, (request, token, body)) in (1_u64..).zip(&calls) {
        let (status, answer) = sandbox.call(request, token, body).await;
        assert!(status.is_success(), "{request}: {answer}");
        let page = sandbox.page(&format!("/calls/{number}")).await;
        let (_, created) = page.split_once("Created ").unwrap_or_else(|| panic!("{request}: {page}"));
        let target = created.split_once("href=\"").and_then(|(_, rest)| rest.split('"').next()).expect("a link");
        let (path, id) = target.split_once('#').expect("a place in a page");
        let page = sandbox.page(path).await;
        let (_, entry) =
            page.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id} is in {path}: {page}"));
        assert!(entry.contains(&format!("Created by <a href=\"/calls/{number}\"")), "{request}: {entry}");
    }
}

#[tokio::test]
async fn a_call_is_found_by_what_a_search_says_and_a_refused_one_says_why() {
    let sandbox = LoggedSandbox::new();
    let page = sandbox.page("/calls").await;
    assert!(page.contains("has not called the API yet") && page.contains("sandbox_access_token"), "{page}");
    sandbox.call("GET /v1/userinfo", ACCESS_TOKEN, &Value::Null).await;
    sandbox.call("GET /v1/userinfo?tzid=x", "AT_of_production", &Value::Null).await;
    sandbox.call(&format!("POST /v1/calendars/{WORK}/events"), ACCESS_TOKEN, &json!({ "event_id": "lunch" })).await;
    sandbox
        .call(
            "POST /v1/batch",
            ACCESS_TOKEN,
            &json!({ "batch": [
        { "method": "GET", "relative_url": "/v1/nowhere" },
    ] }),
        )
        .await;
    sandbox.call("GET /v1/smart_invites?smart_invite_id=1", CLIENT_SECRET, &Value::Null).await;
    let numbers = async |search: &str| {
        let query: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
        let page = sandbox.page(&format!("/calls?q={query}")).await;
        let rows = page.split("data-number=\"").skip(1);
        rows.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect::<Vec<u64>>()
    };
    let cases: [(&str, &[u64]); 13] = [
        ("", &[5, 4, 3, 2, 1]),
        ("status:4xx", &[5, 3, 2]),
        ("status:401", &[2]),
        ("status:often", &[]),
        ("method:post", &[4, 3]),
        ("-method:GET status:2xx", &[4]),
        ("path:events", &[3]),
        ("path:TZID", &[2]),
        ("account:ada@", &[4, 3, 1]),
        ("account:application", &[5]),
        ("account:unknown", &[2]),
        ("lunch", &[3]),
        ("took:100s", &[]),
    ];
    for (search, expected) in cases {
        assert_eq!(numbers(search).await, expected, "{search}");
    }
    let page = sandbox.page("/calls?q=status:often").await;
    assert!(page.contains("status:4xx") && page.contains("id=\"q-wrong\""), "{page}");
    for (number, words) in [
        (2, "the access token is unknown, expired or revoked"),
        (3, "summary must be specified"),
        (4, "entry 1: there is no GET /v1/nowhere"),
        (5, "no smart invite has this smart_invite_id"),
    ] {
        let page = sandbox.page(&format!("/calls/{number}")).await;
        assert!(page.contains(words), "{number}: {page}");
    }
    let page = sandbox.page("/calls/3?q=method:post").await;
    assert!(
        page.contains("href=\"/calls/4?q=method%3Apost\" rel=\"prev\"") && !page.contains("rel=\"next\""),
        "{page}"
    );
    assert_eq!(sandbox.console.get("/calls/99").await.0, StatusCode::NOT_FOUND);
    // What arrives later waits behind a link.
    let page = sandbox.page("/calls?upto=3").await;
    assert!(page.contains("2 new</a>") && !page.contains("id=\"call-4\""), "{page}");
    sandbox.console.shared.change(|world| world.history = 2);
    sandbox.call("GET /v1/userinfo", ACCESS_TOKEN, &Value::Null).await;
    let page = sandbox.page("/calls").await;
    assert!(page.contains("4 older API calls were dropped: the sandbox keeps the last 2"), "{page}");
}

#[tokio::test]
async fn a_call_is_repeated_with_a_token_from_the_environment() {
    let sandbox = LoggedSandbox::new();
    let event = json!({ "event_id": "it's", "summary": "$HOME `x`" });
    sandbox.call(&format!("POST /v1/calendars/{WORK}/events?a=b%20c"), ACCESS_TOKEN, &event).await;
    sandbox.call("GET /v1/smart_invites?smart_invite_id=1", CLIENT_SECRET, &Value::Null).await;
    let command = sandbox.page("/calls/1/curl.txt").await;
    let script = format!("curl() {{ printf '%s\\n' \"$@\"; }}\nCRONOFY_ACCESS_TOKEN=taken\n{command}");
    let shell = tokio::task::spawn_blocking(move || std::process::Command::new("sh").args(["-c", &script]).output());
    let output = shell.await.expect("no panic").expect("there is a shell");
    let words = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(
        words,
        format!(
            "-i\n-X\nPOST\nhttps://sandbox.example.com/v1/calendars/{WORK}/events?a=b%20c\n-H\nAuthorization: Bearer taken\n\
             -H\ncontent-type: application/json\n--data-binary\n{event}\n"
        )
    );
    assert!(sandbox.page("/calls/2/curl.txt").await.contains("Bearer $CRONOFY_CLIENT_SECRET\""));
    assert_eq!(sandbox.page("/calls/1/body.txt").await, event.to_string());
    assert!(sandbox.page("/calls/1/answer.txt").await.starts_with("{\"errors\""));
    for missing in ["/calls/1/other.txt", "/calls/9/curl.txt"] {
        assert_eq!(sandbox.console.get(missing).await.0, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn no_secret_leaves_the_log() {
    let sandbox = LoggedSandbox::new();
    // A person logs in on a page, which is no call of the application.
    let log_in =
        "/oauth/authorize?response_type=code&client_id=sandbox&redirect_uri=http://127.0.0.1:9/&scope=read_events";
    let request = Request::get(log_in).header(header::HOST, HOST).body(Body::empty()).expect("a request");
    let answer = sandbox.api.clone().oneshot(request).await.expect("an answer");
    let location = answer.headers()[header::LOCATION].to_str().expect("text");
    let code = location.split_once("code=").expect("a code").1.to_owned();
    assert_eq!(sandbox.console.shared.read(|world| world.calls.iter().len()), 0);
    let secrets =
        json!({ "client_id": "sandbox", "client_secret": CLIENT_SECRET, "redirect_uri": "http://127.0.0.1:9/" });
    let with = |fields: Value| {
        let mut body = secrets.clone();
        body.as_object_mut().expect("an object").extend(fields.as_object().cloned().expect("an object"));
        body
    };
    let ask = "POST /oauth/token";
    let exchange = with(json!({ "grant_type": "authorization_code", "code": code }));
    let (_, issued) = sandbox.call(ask, "unrelated", &exchange).await;
    let refresh = with(json!({ "grant_type": "refresh_token", "refresh_token": issued["refresh_token"] }));
    let (_, refreshed) = sandbox.call(ask, "unrelated", &refresh).await;
    let [access, refresh, newer] = [&issued["access_token"], &issued["refresh_token"], &refreshed["access_token"]]
        .map(|it| it.as_str().expect("a token").to_owned());
    let (_, link) = sandbox.call("POST /v1/link_tokens", &newer, &Value::Null).await;
    let link = link["link_token"].as_str().expect("a token").to_owned();
    sandbox
        .call(
            &format!(
                "GET /v1/{access}/x?echo={refresh}&token=RTS-of-production&note=RTS-of-production+AT-of-production"
            ),
            "AT-of-production",
            &Value::Null,
        )
        .await;
    sandbox.call(ask, "unrelated", &with(json!({ "grant_type": "refresh_token", "refresh_token": "RT-of-production", "client_secret": "CRN-of-production" }))).await;
    sandbox.call("POST /oauth/token/revoke", CLIENT_SECRET, &with(json!({ "token": REFRESH_TOKEN }))).await;
    sandbox
        .call(
            &format!("POST /v1/calendars/{WORK}/events"),
            &newer,
            &json!({
                "event_id": code, "summary": format!("{access}, {CLIENT_SECRET}"), access.as_str(): 1,
            }),
        )
        .await;

    // The header of every page shows how to connect.
    let main = async |path: &str| {
        let page = sandbox.page(path).await;
        page.split_once("<main").map_or(page.clone(), |(_, main)| main.to_owned())
    };
    let mut shown = vec![main("/calls").await, sandbox.control("/sandbox/calls").await.to_string()];
    for number in 1..=7 {
        for file in ["", "/body.txt", "/answer.txt", "/curl.txt"] {
            shown.push(main(&format!("/calls/{number}{file}")).await);
        }
    }
    let state = sandbox.console.shared.read(|world| serde_json::to_value(world)).expect("it is JSON");
    assert_eq!(state["calls"]["calls"].as_object().map(serde_json::Map::len), Some(7), "{state}");
    shown.push(state["calls"].to_string());
    let secrets = [code, access, refresh, newer, link, REFRESH_TOKEN.to_owned(), CLIENT_SECRET.to_owned()];
    let of_production = ["AT", "RT", "CRN", "RTS"].map(|kind| format!("{kind}-of-production"));
    for secret in secrets.iter().chain(&of_production) {
        for text in &shown {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    assert!(shown.iter().any(|text| text.contains("Bearer ***")), "the header is named");
    sandbox.console.shared.read(|world| {
        let callers: Vec<_> = world.calls.iter().map(|it| it.caller.clone()).collect();
        let account = ApiCaller::Account(ACCOUNT_ID.to_owned());
        let (application, unknown) = (ApiCaller::Application, ApiCaller::Unknown);
        let expected = [&application, &application, &account, &unknown, &unknown, &application, &account];
        assert_eq!(callers.iter().collect::<Vec<_>>(), expected);
        let kept = world.calls.iter().flat_map(|it| it.request.iter().flat_map(|it| &it.headers));
        let names: BTreeSet<_> = kept.map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["authorization", "content-type", "host"].into(), "only some headers are kept");
    });
}
