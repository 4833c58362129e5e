//! What the page says of a channel that fails or has ended, and what to do then.

use http::StatusCode;
use serde_json::Value;

use super::calls::LoggedSandbox;
use super::client::ConsoleClient;
use super::views::{URL, notification};
use crate::world::model::{AttemptOutcome, Fault, FaultRule};
use crate::world::rules::ACCOUNT_ID;

/// Sends what is due until no channel is open any more. The fault `drop` loses everything.
fn close_all(console: &ConsoleClient) {
    console.shared.change(|world| {
        while world.channels.values().any(|it| it.closed.is_none()) {
            world.now = world.next_at().expect("something is planned").max(world.now);
            for sent in world.run_due() {
                assert_eq!(sent.fault, Some(Fault::Drop));
                world.record_result(sent.delivery, sent.attempt, AttemptOutcome::Lost.into());
            }
        }
    });
}

#[tokio::test]
async fn a_closed_channel_says_why_and_what_to_read() {
    let sandbox = LoggedSandbox::new();
    let console = &sandbox.console;
    let (_, empty) = console.get("/channels").await;
    assert!(empty.contains("value=\"http://127.0.0.1:3000/cronofy\""), "{empty}");
    assert!(empty.contains("<a href=\"/faults\">") && empty.contains("<a href=\"/clock\">clock</a>"), "{empty}");
    console.shared.change(|world| world.faults.rules.push(FaultRule::new(Fault::Drop)));
    let fields = [("callback_url", URL), ("account", ACCOUNT_ID)];
    console.post("/channels", &fields).await;
    close_all(console);

    let (_, page) = console.get("/channels").await;
    assert!(page.contains("because of the fault <a href=\"/faults\">drop</a>"), "{page}");
    let rule =
        "The fault rule <a href=\"/faults#rule-0\">drop</a> is on, so the deliveries of a new channel fail as well.";
    assert!(page.contains(rule), "{page}");
    assert!(page.contains("since the channel was created, <time datetime=\"2026-01-17T09:24:16Z\">"), "{page}");
    // More than a day later, no token is valid.
    assert!(page.contains("#tokens\">issue tokens</a>: the access token has expired by the clock"), "{page}");
    assert!(!page.contains("last_modified="), "{page}");

    console.shared.change(|world| {
        world.faults.rules[0].only = Some("event_start".to_owned());
        world.issue_tokens(ACCOUNT_ID)
    });
    let (_, page) = console.get("/channels").await;
    assert!(!page.contains("The fault rule <a") && !page.contains("has expired"), "{page}");
    let request = page.split("curl -H &#39;Authorization: Bearer ").nth(1).or(page.split("Bearer ").nth(1));
    let (token, rest) = request.and_then(|it| it.split_once('\'').or(it.split_once("&#39;"))).expect("a token");
    let (_, path) = rest.split_once("http://127.0.0.1:4040").expect("the URL of the API");
    let path = path.split(['\'', '<']).next().and_then(|it| it.split("&#39;").next()).expect("a path");
    let path = path.replace("&amp;", "&");
    assert!(path.ends_with("&last_modified=2026-01-17T09:24:16Z"), "{path}");
    let (status, read) = sandbox.call(&format!("GET {path}"), token, &Value::Null).await;
    assert!(status == StatusCode::OK && read["events"].is_array(), "{path}: {read}");

    // Once it was created again, only the newest one can be.
    console.shared.change(|world| world.faults.rules[0].only = None);
    console.post("/channels", &fields).await;
    let (_, page) = console.get("/channels").await;
    assert!(page.contains("Created again: ") && !page.contains("Create it again"), "{page}");
    close_all(console);
    let (_, page) = console.get("/channels").await;
    assert!(page.contains(", which is closed too"), "{page}");
    assert_eq!(page.matches("Create it again").count(), 1, "{page}");
}

#[tokio::test]
async fn a_question_says_what_will_happen() {
    let console = ConsoleClient::new();
    let event_uid = console.shared.change(|world| {
        world.faults.rules.push(FaultRule::new(Fault::Drop));
        world.events.keys().next().cloned()
    });
    console.post("/channels", &[("callback_url", URL), ("account", ACCOUNT_ID)]).await;
    let pages = ["/faults".to_owned(), "/channels".to_owned(), format!("/accounts/{ACCOUNT_ID}")];
    let pages = pages.into_iter().chain(event_uid.map(|it| format!("/calendar/events/{it}")));
    let mut asked = 0;
    for path in pages {
        let (_, page) = console.get(&path).await;
        for question in page.split("<details class=\"ask\">").skip(1) {
            let (_, text) = question.split_once("<p>").expect("it asks");
            assert!(text.starts_with("This "), "{path}: {}", text.split('<').next().unwrap_or_default());
            asked += 1;
        }
    }
    assert!(asked >= 7, "{asked}");
}

#[tokio::test]
async fn a_delivery_says_which_way_it_was_sent_manually() {
    let console = ConsoleClient::new();
    console.post("/trigger", &[("url", URL), ("body", r#"{"notification":{"type":"change"}}"#)]).await;
    console.post("/channels", &[("callback_url", URL), ("account", ACCOUNT_ID)]).await;
    let id = console.shared.read(|world| world.channels.keys().next().cloned()).expect("a channel");
    console.post("/channels/notify", &[("channel", &id), ("name", "change")]).await;
    console.sandbox().trigger(URL, notification("change").body).expect("an object");
    let newest = console.shared.read(|world| *world.deliveries.keys().next_back().expect("a delivery"));
    let mut found = Vec::new();
    for number in 1..=newest {
        let (_, page) = console.get(&format!("/deliveries/{number}")).await;
        let Some((_, cause)) = page.split_once("<dt>Caused by</dt><dd>") else { continue };
        let cause = cause.split("</dd>").next().unwrap_or_default().to_owned();
        found.push((cause, page.contains("Sent manually: what it reports did not happen")));
    }
    assert_eq!(
        found,
        [
            ("the page <a href=\"/trigger\">Trigger</a>".to_owned(), true),
            ("an action in the console, on a page or over the control API".to_owned(), false),
            ("<q>Send</q> on <a href=\"/channels\">Channels</a>".to_owned(), true),
            ("the <a href=\"/sandbox/openapi.json\">control API</a>, or a test in Rust".to_owned(), true),
        ]
    );
}
