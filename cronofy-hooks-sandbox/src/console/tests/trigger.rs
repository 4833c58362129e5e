//! The form that sends any notification: its kind, and fields and body as one truth.

use http::StatusCode;
use serde_json::{Value, json};

use super::client::ConsoleClient;
use super::views::{URL, delivered};
use crate::world::model::AttemptOutcome;

/// The kind that is chosen, as a person reads it.
fn chosen(page: &str) -> &str {
    let (_, select) = page.split_once("<select name=\"sample\"").expect("the choice");
    let (_, rest) = select.split_once(" selected>").expect("one is chosen");
    rest.split("</option>").next().unwrap_or_default()
}

#[tokio::test]
async fn the_chosen_kind_is_that_of_the_body() {
    let console = ConsoleClient::new();
    assert_eq!(chosen(&console.get("/trigger").await.1), "change");
    for (name, expected) in [("verification", "verification"), ("brand_new", "brand_new (not documented)")] {
        let number = delivered(&console, name, &AttemptOutcome::Answered(204));
        let (_, page) = console.get(&format!("/trigger?from={number}")).await;
        assert_eq!(chosen(&page), expected);
        // While the body cannot be read, it is the one that was loaded.
        let (_, page) = page.split_once("name=\"sample\" value=\"").expect("what was loaded");
        let sample = page.split('"').next().unwrap_or_default();
        let fields = [("url", URL), ("body", "{"), ("sample", sample)];
        let (_, _, page) = console.post("/trigger", &fields).await;
        assert_eq!(chosen(&page), if sample.is_empty() { "unknown (not documented)" } else { expected });
    }
    let subtype = json!({ "notification": { "type": "event_subscription", "interactions": [
        { "type": "conferencing_failing", "subtype": "profile_missing" },
    ] } });
    let fields =
        [("url", URL), ("body", &*subtype.to_string()), ("only", "check"), ("sample", "notification/change/full")];
    let (_, _, page) = console.post("/trigger", &fields).await;
    assert_eq!(chosen(&page), "conferencing_failing: profile_missing");
    // Another choice replaces a delivery that was loaded.
    let number = delivered(&console, "brand_new", &AttemptOutcome::Answered(204));
    let (_, page) = console.get(&format!("/trigger?from={number}&sample=&of=")).await;
    assert_eq!(chosen(&page), "brand_new (not documented)");
    let (_, page) = console.get(&format!("/trigger?from={number}&sample=event-triggers/event_start")).await;
    assert_eq!(chosen(&page), "event_start");
}

/// Posts the form with a field that was changed from one text to another.
async fn post(console: &ConsoleClient, body: &Value, pointer: &str, was: &str, value: &str) -> (StatusCode, String) {
    let (set, before) = (format!("set:{pointer}"), format!("was:{pointer}"));
    let fields = [("url", URL), ("body", &*body.to_string()), (&*set, value), (&*before, was)];
    let (status, _, page) = console.post("/trigger", &fields).await;
    (status, page)
}

#[tokio::test]
async fn a_field_and_the_body_never_undo_each_other() {
    let console = ConsoleClient::new();
    let sent = || {
        let last = console.sandbox().deliveries().pop().map(|it| it.body);
        last.map_or(Value::Null, |body| serde_json::from_str(&body).expect("JSON"))
    };
    let body = |since: &str| json!({ "notification": { "type": "change", "changes_since": since } });
    let since = "/notification/changes_since";
    // Only the body was edited, only the field, or both in the same way.
    for (in_body, was, field, expected) in [("C", "A", "A", "C"), ("A", "A", "B", "B"), ("B", "A", "B", "B")] {
        assert_eq!(post(&console, &body(in_body), since, was, field).await.0, StatusCode::SEE_OTHER);
        assert_eq!(sent(), body(expected));
    }
    // Both were edited: nothing is sent, both stay, and the page says what the next press does.
    let before = console.sandbox().deliveries().len();
    let (status, page) = post(&console, &body("C"), since, "A", "B").await;
    assert_eq!((status, console.sandbox().deliveries().len()), (StatusCode::OK, before));
    for text in [
        "so nothing was sent",
        "it has “C”. Press Check or Send to write this field into the body",
        "name=\"set:/notification/changes_since\" value=\"B\"",
        "name=\"was:/notification/changes_since\" value=\"C\"",
        "changes_since&quot;:&quot;C&quot;",
    ] {
        assert!(page.contains(text), "{text:?}: {page}");
    }
    assert_eq!(page.matches("id=\"field:/notification/changes_since\"").count(), 1, "{page}");
    assert_eq!(post(&console, &body("C"), since, "C", "B").await.0, StatusCode::SEE_OTHER);
    assert_eq!(sent(), body("B"));

    // What cannot be written is not left out silently: the body has no such place any more.
    let (status, page) = post(&console, &json!({ "notification": "change" }), since, "", "B").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("This cannot be written into the body") && page.contains("value=\"B\""), "{page}");
}
