//! What the pages show, and what their buttons do.

use axum::body::Body;
use http::{Request, StatusCode, header};
use serde_json::json;

use super::client::{ConsoleClient, HOST, read};
use crate::world::model::{AttemptOutcome, NewNotification, NotificationSubject};

pub(super) const URL: &str = "http://127.0.0.1:9/cronofy";

pub(super) fn notification(name: &str) -> NewNotification {
    NewNotification {
        subject: NotificationSubject::Manual,
        name: name.to_owned(),
        subtype: None,
        url: URL.to_owned(),
        body: json!({ "notification": { "type": name } }),
        trigger: false,
    }
}

/// Sends a notification, and records this outcome.
pub(super) fn delivered(console: &ConsoleClient, name: &str, outcome: &AttemptOutcome) -> u64 {
    console.shared.change(|world| {
        let number = world.send(notification(name));
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, outcome.clone().into());
        }
        number
    })
}

#[tokio::test]
async fn every_view_explains_itself_when_there_is_nothing_yet() {
    let console = ConsoleClient::new();
    let views = [
        ("/", "Nothing has been sent yet"),
        ("/trigger", "Choose a notification"),
        ("/channels", "There is no channel yet"),
        ("/calendar", "The calendars are empty"),
        ("/calendar/new", "Create the event"),
        ("/clock", "Nothing is planned"),
        ("/faults", "No faults are injected"),
        ("/connect", "sandbox_access_token"),
        ("/requests", "POST /v1/permissions"),
        ("/accounts", "Add the account"),
    ];
    for (path, text) in views {
        let (status, page) = console.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(page.contains(text), "{path} has {text:?}");
        assert_eq!(page.matches("aria-current=\"page\"").count(), 1, "{path} is one of the views");
        assert_eq!(page.matches("<h1>").count(), 1, "{path} has one heading");
        // The content security policy forbids these.
        for inline in ["style=", "<style", "onclick", "<script>"] {
            assert!(!page.contains(inline), "{path} has {inline}");
        }
    }
}

#[tokio::test]
async fn deliveries_are_shown_newest_first_and_filtered() {
    let console = ConsoleClient::new();
    delivered(&console, "change", &AttemptOutcome::Answered(204));
    delivered(&console, "verification", &AttemptOutcome::TimedOut);
    let (_, page) = console.get("/").await;
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text:?} is missing"));
    assert!(place("id=\"delivery-2\"") < place("id=\"delivery-1\""));
    for text in ["delivered", "204 No Content", "0.0 ms", "retry in 10 s", "no answer in time"] {
        place(text);
    }
    let (_, page) = console.get("/?q=name:change+is:delivered").await;
    assert!(page.contains("id=\"delivery-1\"") && !page.contains("id=\"delivery-2\""));
    let (_, page) = console.get("/?q=name:change+is:given_up").await;
    assert!(page.contains("No delivery matches"));
    let (_, page) = console.get("/?q=status:often").await;
    assert!(page.contains("id=\"q-wrong\"") && page.contains("value=\"status:often\"") && page.contains("status:5xx"));
}

#[tokio::test]
async fn thousands_of_deliveries_are_shown_page_by_page() {
    let console = ConsoleClient::new();
    for _ in 0..2_000 {
        delivered(&console, "change", &AttemptOutcome::Answered(204));
    }
    let (_, first) = console.get("/").await;
    let (_, last) = console.get("/?after=1950").await;
    assert_eq!([&first, &last].map(|page| page.matches("id=\"delivery-").count()), [50, 50]);
    assert!(first.contains("2000 deliveries") && first.contains("rel=\"next\"") && !first.contains("rel=\"prev\""));
    assert!(last.contains("1951 to 2000 of 2000") && last.contains("rel=\"prev\"") && !last.contains("rel=\"next\""));
    for beyond in ["2000", "18446744073709551615"] {
        let (status, page) = console.get(&format!("/?after={beyond}")).await;
        assert_eq!((status, page.matches("id=\"delivery-").count()), (StatusCode::OK, 1), "{beyond}");
        assert!(page.contains("2000 to 2000 of 2000") && page.contains("rel=\"prev\""), "{beyond}");
    }
}

#[tokio::test]
async fn a_delivery_is_shown_in_full_and_replayed() {
    let console = ConsoleClient::new();
    let number = delivered(&console, "conferencing_failing", &AttemptOutcome::Failed("Connection refused".to_owned()));
    let (status, page) = console.get(&format!("/deliveries/{number}")).await;
    assert_eq!(status, StatusCode::OK);
    for text in ["Connection refused", "cronofy-hmac-sha256", "Attempt 1", "written without its conference", URL] {
        assert!(page.contains(text), "{text:?}");
    }
    let (status, location, _) = console.post(&format!("/deliveries/{number}/replay"), &[]).await;
    let again = number + 1;
    assert_eq!((status, location), (StatusCode::SEE_OTHER, format!("/deliveries/{again}")));
    let (_, page) = console.get(&format!("/deliveries/{again}")).await;
    assert!(page.contains("Replay of") && !page.contains("class=\"message good\""), "{page}");
    assert_eq!(console.get("/deliveries/999").await.0, StatusCode::NOT_FOUND);
    assert_eq!(console.post("/deliveries/999/replay", &[]).await.1, "/");
}

#[tokio::test]
async fn text_from_applications_is_escaped() {
    let console = ConsoleClient::new();
    let nasty = "<script>alert(1)</script>";
    console.shared.change(|world| {
        let notification = NewNotification {
            subtype: Some(nasty.to_owned()),
            url: format!("http://h/{nasty}"),
            ..notification(nasty)
        };
        world.send(notification)
    });
    for path in ["/", "/deliveries/1", "/trigger"] {
        let (_, page) = console.get(path).await;
        assert!(!page.contains("<script>"), "{path}");
        assert!(page.contains("&lt;script&gt;"), "{path}");
    }
}

#[tokio::test]
async fn a_trigger_is_sent_as_it_was_edited() {
    let console = ConsoleClient::new();
    let (_, page) = console.get("/trigger?sample=event-triggers/event_start").await;
    assert!(page.contains("name=\"trigger\" checked") && page.contains("evt_partner_60ba0f2968ed0f6e66e1ab68"));
    let body = r#"{"notification":{"type":"brand_new"}}"#;
    let (_, _, page) = console.post("/trigger", &[("url", URL), ("body", body), ("only", "check")]).await;
    for text in ["Nothing was sent.", "data-still", "brand_new"] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    let (status, location, _) = console.post("/trigger", &[("url", URL), ("body", body), ("trigger", "on")]).await;
    assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/deliveries/1"));
    console.shared.read(|world| {
        let sent = &world.deliveries[&1];
        assert_eq!((sent.name.as_str(), sent.url.as_str(), sent.body.as_str()), ("brand_new", URL, body));
        assert!(sent.notification_id.is_some());
    });
}

#[tokio::test]
async fn errors_are_shown_beside_their_fields_and_typed_values_stay() {
    let console = ConsoleClient::new();
    let typed = [("url", "ftp://h"), ("body", "{\"a\": typo}"), ("sample", "notification/change/full")];
    let (status, _, page) = console.post("/trigger", &typed).await;
    assert_eq!(status, StatusCode::OK);
    for text in ["id=\"url-wrong\"", "id=\"body-wrong\"", "line 1 column", "ftp://h", "typo"] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    let (_, _, page) =
        console.post("/faults", &[("fault", "cut"), ("rate", "many"), ("times", "-1"), ("only", "chagne")]).await;
    for text in [
        "id=\"rate-wrong\"",
        "id=\"times-wrong\"",
        "There is no notification `chagne`; did you mean `change`?",
        "value=\"many\"",
        "value=\"chagne\"",
        "value=\"cut\" selected",
    ] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    let (_, _, page) = console.post("/faults", &[("fault", "drpo")]).await;
    assert!(page.contains("There is no fault `drpo`; did you mean `drop`?"), "{page}");
    let (_, _, page) = console.post("/faults/seed", &[("seed", "lucky")]).await;
    assert!(page.contains("A seed is a whole number") && page.contains("value=\"lucky\""), "{page}");
    assert!(console.shared.read(|world| world.faults.rules.is_empty()), "nothing was added");
    let other = [("callback_url", URL), ("account", "acc_none"), ("calendar", "cal_sandbox_work")];
    let (_, _, page) = console.post("/channels", &other).await;
    assert!(page.contains("id=\"account-wrong\"") && page.contains(URL), "{page}");
    let (_, _, page) = console.post("/channels", &[("callback_url", "https://h/x")]).await;
    assert!(page.contains("id=\"callback_url-wrong\"") && page.contains("https://h/x"), "{page}");
    let (_, _, page) =
        console.post("/calendar/new", &[("by", "application"), ("start", "soon"), ("minutes", "0")]).await;
    for text in ["id=\"start-wrong\"", "id=\"minutes-wrong\"", "id=\"url-wrong\"", "value=\"application\" checked"] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    let fields =
        [("by", "application"), ("start", "2026-01-18T09:00"), ("minutes", "5"), ("url", URL), ("summary", "Kept")];
    let (_, _, page) =
        console.post("/calendar/new", &[&fields[..], &[("calendar", "cal_sandbox_holidays")]].concat()).await;
    for text in ["id=\"calendar-wrong\"", "The event was not created", "value=\"Kept\""] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    assert!(
        console
            .shared
            .read(|world| world.deliveries.is_empty() && world.channels.is_empty() && world.events.is_empty())
    );
}

#[tokio::test]
async fn a_channel_is_created_notified_and_closed() {
    let console = ConsoleClient::new();
    let account = console.shared.read(|world| world.accounts.keys().next().cloned()).expect("an account");
    let fields =
        [("callback_url", URL), ("account", &account), ("calendar", "cal_sandbox_work"), ("only_managed", "on")];
    assert_eq!(console.post("/channels", &fields).await.1, "/channels");
    let id = console.shared.read(|world| world.channels.keys().next().cloned()).expect("a channel");
    let (_, page) = console.get("/channels").await;
    for text in [id.as_str(), "not verified yet", "calendars: Work", "only events of the application"] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    let (_, location, _) = console.post("/channels/notify", &[("channel", &id), ("name", "gdpr_requested")]).await;
    let (_, page) = console.get(&location).await;
    assert!(page.contains("Sent manually: what it reports did not happen."), "{page}");
    assert!(!console.get("/deliveries/1").await.1.contains("Sent manually"), "the channel was created");
    console.post("/channels/close", &[("channel", &id)]).await;
    let (_, page) = console.get("/channels").await;
    assert!(page.contains("by the application"), "{page}");
    assert_eq!(console.post("/channels/notify", &[("channel", &id), ("name", "change")]).await.1, "/channels");
    // What comes next: the same channel again, from hidden fields of its row.
    let (_, rest) = page.split_once("<form method=\"post\" action=\"/channels\">").expect("a form in the row");
    let form = rest.split("</form>").next().unwrap_or_default();
    assert!(form.contains("Create it again") && form.contains("POST /v1/channels"), "{form}");
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1).filter_map(|it| it.split_once("\" value=\""));
    let fields: Vec<_> = fields.map(|(name, rest)| (name, rest.split('"').next().unwrap_or_default())).collect();
    console.post("/channels", &fields).await;
    let channels = console.shared.read(|world| world.channels.values().cloned().collect::<Vec<_>>());
    let [closed, again] = &channels[..] else { panic!("{channels:?}") };
    assert!(again.is_open() && closed.closed.is_some());
    assert_eq!((&again.callback_url, &again.filters), (&closed.callback_url, &closed.filters));
    let (_, page) = console.get("/channels").await;
    assert!(page.contains("Created again: ") && !page.contains("Create it again"), "{page}");
}

#[tokio::test]
async fn an_address_with_nothing_has_a_page() {
    let console = ConsoleClient::new();
    let ask = async |path: &str, accept: &str, host: &str| {
        let request = Request::get(path).header(header::HOST, host).header(header::ACCEPT, accept);
        read(console.send(request.body(Body::empty()).expect("a request")).await).await
    };
    let (status, page) = ask("/nowhere", "text/html,*/*", HOST).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("There is nothing at /nowhere.") && page.contains("href=\"/channels\""), "{page}");
    assert!(!page.contains("aria-current"), "no view is current");
    let (status, line) = ask("/nowhere", "*/*", HOST).await;
    assert_eq!((status, line.lines().count()), (StatusCode::NOT_FOUND, 1), "{line}");
    assert_eq!(ask("/nowhere", "text/html", "evil.example").await.0, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(console.post("/nowhere", &[]).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_failing_channel_shows_when_it_closes() {
    let console = ConsoleClient::new();
    let account = console.shared.read(|world| world.accounts.keys().next().cloned()).expect("an account");
    console.post("/channels", &[("callback_url", URL), ("account", &account)]).await;
    console.shared.change(|world| {
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, AttemptOutcome::TimedOut.into());
        }
        world.now = world.now.checked_add(jiff::SignedDuration::from_mins(90)).expect("a time");
    });
    let (_, page) = console.get("/channels").await;
    assert!(page.contains("failing") && page.contains("for 1 h 30 min") && page.contains("22 h 30 min"), "{page}");
    let (_, page) = console.get("/clock").await;
    assert!(page.contains("closes, if nothing has succeeded by then"), "{page}");
}
