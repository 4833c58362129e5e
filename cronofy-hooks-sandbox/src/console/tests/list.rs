//! The list of deliveries: search, states, arrivals, and what is sent again.

use http::StatusCode;

use super::client::ConsoleClient;
use super::views::{URL, delivered, notification};
use crate::world::model::{AttemptOutcome, Fault, FaultRule, NewNotification, NotificationSubject};

/// The numbers of the deliveries on a page, in its order.
fn numbers(page: &str) -> Vec<u64> {
    let rows = page.split("data-number=\"").skip(1);
    rows.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}

#[tokio::test]
async fn a_search_finds_what_its_words_say() {
    let console = ConsoleClient::new();
    delivered(&console, "change", &AttemptOutcome::Answered(204));
    delivered(&console, "change", &AttemptOutcome::Answered(503));
    delivered(&console, "event_start", &AttemptOutcome::TimedOut);
    delivered(&console, "event_start", &AttemptOutcome::Refused);
    delivered(&console, "verification", &AttemptOutcome::BrokenOff);
    console.shared.change(|world| {
        let subject = NotificationSubject::Event("evt_65a7b1000000000000000abc".to_owned());
        let body = serde_json::json!({ "notification": { "type": "change" }, "event": { "summary": "Lunch Ärger" } });
        world.send(NewNotification { subject, body, ..notification("profile_disconnected") });
        world.faults.rules = vec![FaultRule::new(Fault::Cut)];
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, AttemptOutcome::Answered(401).into());
        }
    });
    let cases: [(&str, &[u64]); 21] = [
        ("", &[6, 5, 4, 3, 2, 1]),
        ("is:delivered", &[1]),
        ("is:failing", &[6, 5, 4, 3, 2]),
        ("is:given_up", &[]),
        ("-is:failing", &[1]),
        ("status:5xx", &[2]),
        ("status:204", &[1]),
        ("status:timeout", &[3]),
        ("status:refused", &[4]),
        ("status:cut", &[5]),
        ("name:change", &[2, 1]),
        ("name:CHANGE -status:2xx", &[2]),
        ("event_st is:failing", &[4, 3]),
        ("fault:any", &[6]),
        ("fault:cut fault:drop", &[]),
        ("took:0ms", &[6, 2, 1]),
        ("took:1s", &[]),
        ("took:soon", &[]),
        ("evt_…0abc", &[6]),
        ("evt_…0abd", &[]),
        ("lunch ärger", &[6]),
    ];
    for (search, expected) in cases {
        let query: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
        let (_, page) = console.get(&format!("/?q={query}")).await;
        assert_eq!(numbers(&page), expected, "{search}");
    }
    // Every character of a word is only a character.
    assert_eq!(numbers(&console.get("/?q=.*").await.1), [0_u64; 0]);
    assert_eq!(numbers(&console.get("/?q=http://127.0.0.1:9").await.1).len(), 6);
    let (_, page) = console.get("/").await;
    for count in ["Failing <span class=\"count\">5", "Delivered <span class=\"count\">1", "All <span class=\"count\">6"]
    {
        assert!(page.contains(count), "{count}: {page}");
    }
    assert!(page.contains("<title>(5 failing) Deliveries"), "failures show when the page is out of sight");
}

#[tokio::test]
async fn arrivals_wait_while_the_list_is_read() {
    let console = ConsoleClient::new();
    for _ in 0..3 {
        delivered(&console, "change", &AttemptOutcome::Answered(204));
    }
    let (_, page) = console.get("/?q=name:change&upto=2").await;
    assert_eq!(numbers(&page), [2, 1]);
    assert!(page.contains("data-newest=\"2\"") && page.contains("href=\"/?q=name%3Achange\">1 new</a>"), "{page}");
    let (_, page) = console.get("/?q=name:change").await;
    assert!(page.contains("data-newest=\"3\"") && !page.contains(" new</a>"), "{page}");
}

#[tokio::test]
async fn a_delivery_leads_to_its_neighbours_in_the_search() {
    let console = ConsoleClient::new();
    for name in ["change", "event_start", "change", "change"] {
        delivered(&console, name, &AttemptOutcome::Answered(204));
    }
    let (_, list) = console.get("/?q=name:change").await;
    assert!(list.contains("href=\"/deliveries/3?q=name%3Achange\""), "{list}");
    let (_, page) = console.get("/deliveries/3?q=name:change").await;
    for link in ["/?q=name%3Achange", "/deliveries/4?q=name%3Achange", "/deliveries/1?q=name%3Achange"] {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}: {page}");
    }
    let (_, page) = console.get("/deliveries/3").await;
    assert!(page.contains("href=\"/deliveries/2\"") && page.contains("href=\"/deliveries/4\""), "{page}");
}

#[tokio::test]
async fn what_failed_is_sent_again_together() {
    let console = ConsoleClient::new();
    delivered(&console, "change", &AttemptOutcome::Answered(500));
    delivered(&console, "change", &AttemptOutcome::Answered(204));
    delivered(&console, "event_start", &AttemptOutcome::Answered(500));
    let (_, page) = console.get("/").await;
    assert!(page.contains("Resend 2 failed"), "{page}");
    let (status, location, _) = console.post("/deliveries/resend", &[("q", "name:change")]).await;
    assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/?q=name%3Achange"));
    assert!(console.get(&location).await.1.contains("Sent 1 delivery again."));
    console.shared.read(|world| {
        let again: Vec<_> = world.deliveries.values().filter_map(|it| it.replay_of()).collect();
        assert_eq!(again, [1]);
    });
    let (_, location, _) = console.post("/deliveries/resend", &[("q", "name:verification")]).await;
    assert!(console.get(&location).await.1.contains("nothing was sent again"));
}

#[tokio::test]
async fn a_delivery_is_edited_and_sent_again() {
    let console = ConsoleClient::new();
    let number = delivered(&console, "change", &AttemptOutcome::Answered(500));
    let (_, page) = console.get(&format!("/deliveries/{number}")).await;
    assert!(page.contains(&format!("href=\"/trigger?from={number}\"")), "{page}");
    let (_, form) = console.get(&format!("/trigger?from={number}")).await;
    assert!(form.contains(URL) && form.contains("&quot;type&quot;: &quot;change&quot;"), "{form}");
    assert!(!form.contains("name=\"trigger\" checked"), "it had no id");
    let fields = [("url", URL), ("body", "{}"), ("from", &number.to_string())];
    let (_, edited, _) = console.post("/trigger", &fields).await;
    // Each leads to the other, and the list says so.
    let (_, page) = console.get(&edited).await;
    assert!(page.contains(&format!("Edited from</dt><dd><a href=\"/deliveries/{number}\">")), "{page}");
    let (_, page) = console.get(&format!("/deliveries/{number}")).await;
    assert!(page.contains(&format!("Edited and sent as</dt><dd><a href=\"{edited}\">")), "{page}");
    assert!(!page.contains("Replayed as"), "{page}");
    assert!(console.get("/").await.1.contains(&format!("edited from {number}")));
}

#[tokio::test]
async fn the_list_says_what_was_dropped() {
    let console = ConsoleClient::new();
    console.shared.change(|world| world.history = 2);
    for _ in 0..5 {
        delivered(&console, "change", &AttemptOutcome::Answered(204));
    }
    let (_, page) = console.get("/").await;
    assert_eq!(numbers(&page), [5, 4]);
    assert!(page.contains("3 older deliveries were dropped: the sandbox keeps the last 2"), "{page}");
}

#[tokio::test]
async fn the_frame_shows_what_the_reader_may_have_forgotten() {
    let console = ConsoleClient::new();
    let account = console.shared.read(|world| world.accounts.keys().next().cloned()).expect("an account");
    let (_, page) = console.get("/calendar").await;
    assert!(page.contains("id=\"warnings\"></p>") && page.contains("Play<span"), "{page}");
    console.post("/channels", &[("callback_url", URL), ("account", &account)]).await;
    console.shared.change(|world| {
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, AttemptOutcome::TimedOut.into());
        }
        world.faults.rules = vec![FaultRule::new(Fault::Drop)];
    });
    console.shared.set_clock_mode(crate::ClockMode::Running(1.0));
    let (_, page) = console.get("/calendar").await;
    for text in ["1 fault rule is on", "closes in 24 h", "Pause<span"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}
