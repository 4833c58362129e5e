//! Personal data is hidden until the browser asks for it.

use http::StatusCode;
use serde_json::{Value, json};

use super::calls::LoggedSandbox;
use super::client::ConsoleClient;
use super::views::URL;
use crate::planted::{PLANTED, planted_samples};
use crate::world::model::{AttemptOutcome, AttemptResult, DeliveryCause, Fault, FaultRule, HttpMessage};
use crate::world::rules::{ACCESS_TOKEN, ACCOUNT_ID, CLIENT_SECRET, WORK};

const SHOW: [(&str, &str); 1] = [("personal_data", "shown")];

/// Sends every sample with planted texts, and one that no schema describes; the receiver repeats each body.
fn send_samples(console: &ConsoleClient) -> Vec<u64> {
    let unknown = json!({ "notification": { "type": "poll_closed", "poll": PLANTED }, "votes": { "of": [PLANTED] } });
    let bodies: Vec<Value> = planted_samples().into_iter().chain([unknown]).collect();
    let planted = bodies.iter().filter(|it| it.to_string().contains(PLANTED)).count();
    assert!(planted > 30, "{planted} of {}", bodies.len());
    console.shared.change(|world| {
        let numbers = bodies
            .into_iter()
            .filter_map(|body| world.send_manually(DeliveryCause::ControlApi, URL, body, false))
            .collect();
        for request in world.run_due() {
            let body =
                serde_json::to_string(&serde_json::from_str::<Value>(&request.body).expect("JSON")).expect("JSON");
            let headers = vec![("location".to_owned(), format!("/?q={}", first_planted(&body)))];
            let answer = HttpMessage { headers, body_length: body.len() as u64, body };
            let result = AttemptResult { answer: Some(answer), ..AttemptOutcome::Answered(500).into() };
            world.record_result(request.delivery, request.attempt, result);
        }
        numbers
    })
}

/// A planted text of a body.
fn first_planted(body: &str) -> &str {
    body.split('"').find(|it| it.contains(PLANTED)).unwrap_or_default()
}

#[tokio::test]
async fn no_page_shows_what_is_personal_in_a_delivery() {
    let console = ConsoleClient::new();
    let numbers = send_samples(&console);
    let mut pages = vec!["/".to_owned(), "/?after=50".to_owned(), "/trigger".to_owned(), "/clock".to_owned()];
    pages.extend(numbers.iter().map(|number| format!("/deliveries/{number}")));
    for path in &pages {
        let (status, page) = console.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!page.contains(PLANTED), "{path}: {page}");
    }
    let (_, page) = console.get(&format!("/deliveries/{}", numbers[0])).await;
    assert!(page.contains("aria-checked=\"false\"") && page.contains(">hidden<"), "{page}");
    console.post("/", &SHOW).await;
    let mut shown = 0;
    for number in &numbers {
        let (_, page) = console.get(&format!("/deliveries/{number}")).await;
        let body = console.shared.read(|world| world.deliveries[number].body.clone());
        assert_eq!(page.contains(PLANTED), body.contains(PLANTED), "{number}");
        shown += usize::from(page.contains(PLANTED));
    }
    assert!(shown > 30, "{shown}");
}

/// What the application and people made, with planted texts in every personal field.
fn furnish(console: &ConsoleClient) -> String {
    let sandbox = console.sandbox();
    let calendar = &sandbox.accounts()[0].calendar_ids[0];
    let subscription = json!({
        "type": "webhook", "uri": URL, "transitions": [{ "before": "event_start", "offset": { "minutes": 5 } }],
        "interactions": [{ "type": "conferencing_assigned" }, { "type": "meeting_agent_failed" }],
    });
    let event = json!({
        "event_id": "board", "summary": format!("Board of {PLANTED}"), "description": PLANTED,
        "location": { "description": PLANTED }, "start": "2026-01-17T10:30:00Z", "end": "2026-01-17T11:30:00Z",
        "attendees": { "invite": [{ "email": format!("{PLANTED}@example.com"), "display_name": PLANTED }] },
        "conferencing": { "profile_id": "explicit", "provider_description": "Room", "join_url": format!("https://example.com/{PLANTED}") },
        "meeting_agent": { "profile_id": "cronofy", "display_name": PLANTED },
        "subscriptions": [subscription],
    });
    let uid = sandbox.upsert_event(calendar, event).expect("an event");
    let all_day = json!({ "summary": PLANTED, "start": "2026-01-18", "end": "2026-01-19" });
    sandbox.write_event_as_user(calendar, all_day).expect("an event");
    let invite = json!({
        "smart_invite_id": "invite-1", "callback_url": URL,
        "recipient": { "email": format!("{PLANTED}@example.com") },
        "event": { "summary": PLANTED, "start": "2026-01-20T10:00:00Z", "end": "2026-01-20T11:00:00Z" },
    });
    sandbox.upsert_smart_invite(invite).expect("an invite");
    let reply = json!({ "email": format!("{PLANTED}@example.org"), "status": "tentative", "comment": PLANTED });
    sandbox.reply_to_smart_invite("invite-1", reply).expect("a reply");
    let conversation = json!({
        "subject": PLANTED, "required_duration": { "minutes": 60 },
        "participants": [
            { "sub": ACCOUNT_ID, "slots": { "selection_method": "auto" } },
            { "common_name": PLANTED, "email": format!("{PLANTED}@example.com"), "participant_id": "@guest" },
        ],
        "available_periods": [{ "start": "2026-01-19T08:00:00Z", "end": "2026-01-19T16:00:00Z" }],
    });
    sandbox.start_conversation(ACCOUNT_ID, conversation).expect("a conversation");
    let access = json!({ "email": format!("{PLANTED}@example.com"), "callback_url": URL, "scope": "read_events" });
    sandbox.request_access(ACCOUNT_ID, access).expect("a request");
    let mut attachment = crate::console::views::example_request::attachment(7, URL);
    attachment.file_name = PLANTED.to_owned();
    console.shared.change(|world| world.add_attachment(attachment));
    uid
}

#[tokio::test]
async fn no_page_shows_what_is_personal_in_events_and_requests() {
    let console = ConsoleClient::new();
    let uid = furnish(&console);
    let page = [("summary", PLANTED), ("minutes", "60"), ("calendar", "cal_sandbox_work"), ("url", URL)];
    assert_eq!(console.post("/calendar/scheduling", &page).await.0, StatusCode::SEE_OTHER);
    console.shared.change(|world| {
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, AttemptOutcome::Refused.into());
        }
    });
    let event = format!("/calendar/events/{uid}");
    // Each with what it shows in the place of a text.
    let pages = [
        ("/", ">invite-1</a>"),
        ("/calendar", ">board</a>"),
        ("/calendar?view=day&date=2026-01-18", "evt_…"),
        (&event, "<h1>board</h1>"),
        ("/channels", ">board</a>"),
        ("/clock", "<q>board</q>"),
        ("/requests", "@guest"),
        ("/calendar/scheduling", "sch_…"),
        ("/trigger", "board, 2026-01-17 10:30"),
    ];
    for (path, text) in pages {
        let (status, page) = console.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!page.contains(PLANTED), "{path}: {page}");
        assert!(page.contains(text), "{path} {text}: {page}");
    }
    console.post("/requests?x=1", &SHOW).await;
    for (path, text) in pages {
        let (_, page) = console.get(path).await;
        assert!(page.contains(PLANTED), "{path} {text}: {page}");
    }
}

#[tokio::test]
async fn an_invite_is_answered_without_its_address() {
    let console = ConsoleClient::new();
    furnish(&console);
    let key = console.shared.read(|world| world.invites.keys().next().cloned()).expect("an invite");
    console.post("/requests/invites", &[("key", &key), ("email", ""), ("status", "accepted")]).await;
    let (_, page) = console.get("/requests").await;
    assert!(page.contains("Replied, and notified") && !page.contains(PLANTED), "{page}");
    let body = console.shared.read(|world| world.deliveries.values().next_back().map(|it| it.body.clone()));
    assert!(body.is_some_and(|body| body.contains(&format!("\"email\":\"{PLANTED}@example.com\""))));
}

#[tokio::test]
async fn a_browser_keeps_its_choice() {
    let console = ConsoleClient::new();
    let number = send_samples(&console)[0];
    // The form of the switch has no address of its own.
    let page = format!("/deliveries/{number}?attempt=1&q=name:change");
    let (status, location, _) = console.post(&page, &SHOW).await;
    assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, page.as_str()));
    let switch = |page: &str| page.contains("aria-checked=\"true\"") && page.contains(">shown<");
    for path in ["/", "/faults", "/deliveries/999"] {
        assert!(switch(&console.get(path).await.1), "{path}");
    }
    assert!(!switch(&console.get_elsewhere("/").await), "another browser has not chosen");
    console.post("/scenario", &[("personal_data", "hidden")]).await;
    assert!(!switch(&console.get("/").await.1));
    let console = ConsoleClient::showing_personal_data();
    assert!(switch(&console.get("/").await.1));
    console.post("/", &[("personal_data", "hidden")]).await;
    assert!(!switch(&console.get("/").await.1), "the choice of the browser is the stronger one");
    assert!(switch(&console.get_elsewhere("/").await));
}

#[tokio::test]
async fn what_is_sent_or_checked_has_the_exact_bytes() {
    let console = ConsoleClient::new();
    let numbers = send_samples(&console);
    let has_personal = |number: &u64| console.shared.read(|world| world.deliveries[number].body.contains(PLANTED));
    let number = *numbers.iter().find(|it| has_personal(it)).expect("one with people");
    let body = console.shared.read(|world| world.deliveries[&number].body.clone());
    let file = async |name: &str| console.get(&format!("/deliveries/{number}/attempts/1/{name}")).await.1;
    assert_eq!(file("body.txt").await, body);
    assert!(file("curl.txt").await.contains(PLANTED));
    let (_, form) = console.get(&format!("/trigger?from={number}")).await;
    assert!(form.contains(PLANTED) && form.contains("because it is sent as it is here"), "{form}");
    // A file may be for other people, also while the browser shows personal data.
    console.post("/", &SHOW).await;
    let masked = file("request.http").await;
    let (head, rest) = masked.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.contains("x-sandbox-note: personal data is masked") && !masked.contains(PLANTED), "{masked}");
    assert!(head.contains(&format!("content-length: {}\r\n", rest.len())) && rest.contains("(personal)"), "{masked}");
    let exact = file("request.http?personal=shown").await;
    assert!(exact.ends_with(&format!("\r\n\r\n{body}")) && !exact.contains("x-sandbox-note"), "{exact}");
    let (_, page) = console.get(&format!("/deliveries/{number}")).await;
    assert!(
        page.contains(&format!(
            "/deliveries/{number}/attempts/1/request.http?personal=shown\" download>Save for verify"
        ))
    );
}

#[tokio::test]
async fn half_a_body_is_hidden_as_a_whole() {
    let console = ConsoleClient::new();
    console.shared.change(|world| {
        world.faults.rules = vec![FaultRule::new(Fault::Truncate)];
        let body = json!({ "notification": { "type": "change" }, "a": PLANTED.repeat(9) });
        world.send_manually(DeliveryCause::ControlApi, URL, body, false);
        for request in world.run_due() {
            assert!(request.body.contains(PLANTED));
            world.record_result(request.delivery, request.attempt, AttemptOutcome::Answered(400).into());
        }
    });
    let (_, page) = console.get("/deliveries/1").await;
    assert!(!page.contains(PLANTED) && page.contains("(personal)"), "{page}");
}

#[tokio::test]
async fn no_page_shows_what_is_personal_in_a_call() {
    let sandbox = LoggedSandbox::new();
    let email = format!("{PLANTED}@example.com");
    let event = json!({
        "event_id": "board", "summary": PLANTED, "description": PLANTED, "location": { "description": PLANTED },
        "start": "2026-01-17T12:00:00Z", "end": "2026-01-17T13:00:00Z", "metadata": { "of": PLANTED },
        "attendees": { "invite": [{ "email": email, "display_name": PLANTED }] }, "unknown": PLANTED,
    });
    let events = format!("POST /v1/calendars/{WORK}/events");
    let invite = json!({
        "smart_invite_id": "invite-1", "callback_url": URL, "recipient": { "email": email },
        "event": { "summary": PLANTED, "start": "2026-01-20T10:00:00Z", "end": "2026-01-20T11:00:00Z" },
    });
    let wrong = json!({
        "event_id": "wrong", "summary": [PLANTED], "description": { "of": PLANTED }, "start": "soon",
        "attendees": { "invite": [{ "email": PLANTED }] },
    });
    let read = format!("GET /v1/smart_invites?smart_invite_id=invite-1&recipient_email={email}");
    let calls = [
        (&*events, ACCESS_TOKEN, &event, 202),
        ("GET /v1/events?tzid=Etc/UTC&include_managed=true", ACCESS_TOKEN, &Value::Null, 200),
        ("POST /v1/smart_invites", CLIENT_SECRET, &invite, 200),
        (&*read, CLIENT_SECRET, &Value::Null, 200),
        (&*events, ACCESS_TOKEN, &wrong, 422),
        ("POST /v1/none", ACCESS_TOKEN, &json!({ "of": PLANTED }), 404),
    ];
    let mut pages = vec!["/calls".to_owned()];
    for (number, (call, token, body, status)) in calls.into_iter().enumerate() {
        assert_eq!(sandbox.call(call, token, body).await.0, status, "{call}");
        pages.push(format!("/calls/{}", number + 1));
    }
    for path in &pages {
        let (status, page) = sandbox.console.get(path).await;
        assert!(status == StatusCode::OK && !page.contains(PLANTED), "{path}: {page}");
    }
    let (_, page) = sandbox.console.get("/calls/1").await;
    assert!(page.contains("&quot;board&quot;") && page.contains("&quot;(personal)&quot;"), "{page}");
    let (_, page) = sandbox.console.get("/calls/4").await;
    assert!(page.contains("smart_invite_id=invite-1&amp;recipient_email=(personal)"), "{page}");
    let masked = sandbox.control("/sandbox/calls?personal=hidden").await.to_string();
    assert!(!masked.contains(PLANTED) && masked.contains("invite-1"), "{masked}");
    let exact = sandbox.control("/sandbox/calls").await.to_string();
    assert!(exact.contains(&email), "a test compares what was sent: {exact}");
    assert!(sandbox.console.get("/calls/1/body.txt").await.1.contains(PLANTED));
    sandbox.console.post("/calls", &SHOW).await;
    for path in &pages[1..] {
        assert!(sandbox.console.get(path).await.1.contains(PLANTED), "{path}");
    }
}
