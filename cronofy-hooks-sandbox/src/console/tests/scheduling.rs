//! The page about scheduling.

use http::StatusCode;
use serde_json::json;

use super::client::ConsoleClient;

const PATH: &str = "/calendar/scheduling";
const URL: &str = "http://127.0.0.1:9/cronofy";

#[tokio::test]
async fn a_page_is_made_watched_and_disabled() {
    let console = ConsoleClient::showing_personal_data();
    let (_, page) = console.get("/calendar").await;
    assert!(page.contains(PATH), "{page}");
    let fields = |minutes, url| {
        [("summary", "Interview <1>"), ("minutes", minutes), ("calendar", "cal_sandbox_work"), ("url", url)]
    };
    for (minutes, url) in [("0", URL), ("60", "nowhere")] {
        let (status, _, page) = console.post(PATH, &fields(minutes, url)).await;
        assert!(status == StatusCode::OK && page.contains("aria-invalid"), "{minutes} {url}: {page}");
    }
    assert_eq!(console.post(PATH, &fields("60", URL)).await.0, StatusCode::SEE_OTHER);
    let (id, token) = console.shared.read(|world| {
        let page = world.scheduling.values().next().expect("a page");
        // Not an id of the events that the console creates: it would move one of them.
        assert_eq!(page.plan.event_text("event_id"), Some("console-page-1"));
        (page.id.clone(), page.token.clone())
    });
    let (_, page) = console.get(PATH).await;
    let link = format!("/add_to_calendar/scheduling/{token}");
    // Every half hour of a week, up to the most results.
    for text in ["Interview &lt;1&gt;", &link, "open", ">20<", "Created the page"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    console.post("/calendar/scheduling/disable", &[("id", &id)]).await;
    let (_, page) = console.get(PATH).await;
    assert!(page.contains("disabled"), "{page}");
    let (_, _, _) = console.post("/calendar/scheduling/disable", &[("id", "sch_none")]).await;
    assert!(console.get(PATH).await.1.contains("cannot be disabled"));
}

#[tokio::test]
async fn what_is_managed_is_shown() {
    let console = ConsoleClient::new();
    assert!(console.get(PATH).await.1.contains("never free"));
    console.shared.change(|world| {
        let rule = json!({
            "availability_rule_id": "default", "tzid": "America/Chicago",
            "weekly_periods": [{ "day": "tuesday", "start_time": "05:30", "end_time": "08:00" }],
        });
        let account_id = world.accounts.keys().next().cloned().expect("an account");
        world.upsert_availability_rule(&account_id, serde_json::from_value(rule).expect("a rule"));
        let period =
            json!({ "available_period_id": "1", "start": "2026-01-20T10:00:00Z", "end": "2026-01-20T11:00:00Z" });
        world.upsert_available_period(&account_id, serde_json::from_value(period).expect("a period"));
        let event = json!({
            "bookable_event_id": "webinar", "start": "2026-01-21T10:00:00Z", "end": "2026-01-21T11:00:00Z",
            "status": "confirmed", "registration": { "capacity": 5 },
        });
        world.upsert_bookable_event(serde_json::from_value(event).expect("an event"));
    });
    let (_, page) = console.get(PATH).await;
    for text in ["America/Chicago", "Tuesday 05:30 to 08:00", "2026-01-20 10:00:00", "webinar", "confirmed"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("never free"), "{page}");
}
