//! The calendar's pages and buttons.

use http::StatusCode;

use super::client::ConsoleClient;

const URL: &str = "http://127.0.0.1:9/cronofy";

async fn event(console: &ConsoleClient, by: &str) -> String {
    let fields = [
        ("by", by),
        ("summary", "Lunch & more"),
        ("start", "2026-01-17T12:00"),
        ("minutes", "45"),
        ("calendar", "cal_sandbox_work"),
        ("url", URL),
        ("before", "5"),
        ("after", "0"),
        ("conference", "on"),
        ("agent", "on"),
    ];
    let (status, location, page) = console.post("/calendar/new", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    location
}

#[tokio::test]
async fn an_event_shows_its_triggers_and_their_windows() {
    let console = ConsoleClient::showing_personal_data();
    let path = event(&console, "application").await;
    let (_, page) = console.get(&path).await;
    let expected = [
        "Lunch &amp; more",
        "5 min before event_start",
        "at event_end, in the minute after it",
        "2026-01-17 11:54:00",
        "12:46:00",
        "planned",
        "<svg",
        "Meeting agent",
        "conferencing_assigned",
    ];
    for text in expected {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    let (_, page) = console.get("/calendar").await;
    assert!(
        page.contains("Lunch &amp; more") && page.contains("the application") && page.contains("scheduled"),
        "{page}"
    );
    let (_, page) = console.get("/channels").await;
    assert!(page.contains(URL) && page.contains("5 min before event_start"), "{page}");
}

#[tokio::test]
async fn a_user_moves_and_deletes_an_event() {
    let console = ConsoleClient::new();
    let path = event(&console, "application").await;
    console.post(&format!("{path}/move"), &[("by", "60")]).await;
    let (_, page) = console.get(&path).await;
    assert!(page.contains("Moved the event as a user.") && page.contains("2026-01-17 12:54:00"), "{page}");
    console.post(&format!("{path}/move"), &[("start", "2026-01-18T08:00")]).await;
    assert!(console.get(&path).await.1.contains("2026-01-18 07:54:00"));
    console.post(&format!("{path}/move"), &[("start", "tomorrow")]).await;
    assert!(console.get(&path).await.1.contains("cannot be moved there"));
    for far in ["9223372036854775807", "-9223372036854775808", "1e3"] {
        console.post(&format!("{path}/move"), &[("by", far)]).await;
        let (_, page) = console.get(&path).await;
        assert!(page.contains("2026-01-18 07:54:00") && page.contains("cannot be moved there"), "{far}: {page}");
    }
    console.post(&format!("{path}/delete"), &[("who", "user")]).await;
    let (_, page) = console.get(&path).await;
    assert!(page.contains("Deleted the event as a user.") && page.contains("cancelled with the event"), "{page}");
}

#[tokio::test]
async fn the_end_of_an_agent_can_be_chosen() {
    let console = ConsoleClient::new();
    let path = event(&console, "application").await;
    let sub = console.shared.read(|world| world.agents.keys().next().cloned()).expect("an agent");
    console.post("/calendar/agent", &[("sub", &sub), ("outcome", "join_timeout")]).await;
    let failing = console.shared.read(|world| world.agents[&sub].fails_with.clone());
    assert_eq!(failing.as_deref(), Some("join_timeout"));
    assert!(console.get(&path).await.1.contains("value=\"join_timeout\" selected"));
    console.post("/calendar/agent", &[("sub", &sub), ("outcome", "")]).await;
    assert_eq!(console.shared.read(|world| world.agents[&sub].fails_with.clone()), None);
}
