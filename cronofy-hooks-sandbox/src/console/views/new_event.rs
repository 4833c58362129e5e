//! Creates events: as a user, or as the application with subscriptions.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use jiff::SignedDuration;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::status::calendar_options;
use super::trigger::known_url;
use crate::console::{Console, ConsoleView, FormField, FormFields, check_box, check_url, form_time, head};
use crate::world::World;
use crate::world::rules::{EventAuthor, EventWrite};

/// `GET /calendar/new`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    let now = console.shared.now();
    let url = console.shared.read(known_url);
    let values = FormFields::new([
        ("by", "user".to_owned()),
        ("summary", "Board meeting".to_owned()),
        ("start", form_time::format(form_time::next_hour(now))),
        ("minutes", "30".to_owned()),
        ("url", url),
        ("before", "5".to_owned()),
        ("after", "0".to_owned()),
        ("conference", "on".to_owned()),
    ]);
    show(&console, &headers, &values)
}

/// `POST /calendar/new`
pub(crate) async fn create(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let by = if posted.field("by") == "application" { EventAuthor::Application } else { EventAuthor::User };
    let body = body(&mut posted, by);
    if !posted.is_valid() {
        return show(&console, &headers, &posted);
    }
    let calendar_id = posted.field("calendar");
    let written = serde_json::from_value::<EventWrite>(body).map_err(|error| error.to_string()).and_then(|write| {
        console.shared.change(|world| {
            let account_id = world.owner_of(calendar_id).unwrap_or_default();
            let mut write = write;
            if by == EventAuthor::Application {
                // An application chooses its own ids.
                write.event_id = Some(format!("console-{}", world.events.len() + 1));
            }
            world.upsert_event(&account_id, calendar_id, write, by).map_err(|error| error.to_string())
        })
    });
    match written {
        Ok(uid) => console.done(&format!("/calendar/events/{uid}"), "Created the event."),
        Err(error) => {
            posted.reject("calendar", Some(format!("The event was not created: {error}.")));
            show(&console, &headers, &posted)
        }
    }
}

/// The body of the request that an application would send. Rejects invalid fields.
fn body(posted: &mut FormFields, by: EventAuthor) -> Value {
    let start = form_time::parse(posted.field("start"));
    let minutes = number(posted.field("minutes")).filter(|it| (1..=44_640).contains(it));
    let end =
        start.zip(minutes).and_then(|(start, minutes)| start.checked_add(SignedDuration::from_mins(minutes)).ok());
    posted.reject("start", start.is_none().then_some("Write the start as a date and a time."));
    posted.reject("minutes", minutes.is_none().then_some("Write whole minutes, from 1 to 44640 (31 days)."));
    let mut body = json!({ "summary": posted.field("summary").trim() });
    if let Some((start, end)) = start.zip(end) {
        body["start"] = start.to_string().into();
        body["end"] = end.to_string().into();
    }
    if by == EventAuthor::Application {
        application(posted, &mut body);
    }
    body
}

fn application(posted: &mut FormFields, body: &mut Value) {
    let mut transitions = Vec::new();
    for (side, transition) in [("before", "event_start"), ("after", "event_end")] {
        let Some(typed) = posted.filled(side) else { continue };
        match number(typed).filter(|it| (0..=60_000).contains(it)) {
            Some(minutes) => transitions.push(json!({ side: transition, "offset": { "minutes": minutes } })),
            None => posted.reject(side, Some("Write whole minutes, or leave it empty.")),
        }
    }
    posted.reject("url", check_url(posted.field("url").trim()));
    let mut interactions = Vec::new();
    if posted.checked("conference") {
        body["conferencing"] = json!({ "profile_id": "default" });
        interactions.extend(["conferencing_assigned", "conferencing_failing"]);
    }
    if posted.checked("agent") {
        body["meeting_agent"] = json!({ "profile_id": "cronofy" });
        interactions.extend(["meeting_agent_activated", "meeting_agent_complete", "meeting_agent_failed"]);
    }
    let interactions: Vec<_> = interactions.into_iter().map(|name| json!({ "type": name })).collect();
    body["subscriptions"] = json!([{
        "type": "webhook", "uri": posted.field("url").trim(),
        "interactions": interactions, "transitions": transitions,
    }]);
}

fn number(value: &str) -> Option<i64> {
    value.trim().parse().ok()
}

fn show(console: &Console, headers: &HeaderMap, values: &FormFields) -> Response {
    let content = console.shared.read(|world| {
        html! {
            p.back { a href="/calendar" { "Calendar" } }
            (head("New event", &html! {
                "Channels are notified of events that a user creates. For its own events, the application gets only the \
                 notifications that it subscribes to with them."
            }))
            section.panel aria-label="New event" { (form(console, world, values)) }
        }
    });
    console.page(headers, ConsoleView::Calendar, "New event", &content)
}

fn form(console: &Console, world: &World, values: &FormFields) -> Markup {
    let field = |name: &str, label: &str, mode: &str, hint: &str| {
        FormField { name, label, mode, hint, ..FormField::default() }.show(values)
    };
    html! {
        form.fields.event method="post" action="/calendar/new" data-still=[values.still()] {
            (console.token())
            fieldset {
                legend { "Created by" }
                (author(values, "user", &html! { "A user, in their calendar. Channels get a " code { "change" } "." }))
                (author(values, "application", &html! { "Your application, with " code { "POST /v1/calendars/{id}/events" } ". It gets what it subscribes to." }))
            }
            (field("summary", "Summary", "", ""))
            div.pair {
                (FormField { name: "start", label: "Starts (UTC)", ..FormField::default() }.show_as(values, "start", "datetime-local"))
                (field("minutes", "Minutes", "numeric", ""))
            }
            (FormField { name: "calendar", label: "Calendar", ..FormField::default() }.show_choice(values, calendar_options(world, false)))
            // The style sheet hides it while a user creates the event.
            fieldset.fields.subscription {
                legend { "Subscription" }
                (field("url", "Callback URL", "url", "Where your application listens, on this machine."))
                div.pair {
                    (field("before", "Minutes before the start", "numeric", "A trigger; empty for none."))
                    (field("after", "Minutes after the end", "numeric", "A trigger; empty for none."))
                }
                (check_box("With a conference, and notifications about it", "conference", values.checked("conference")))
                (check_box("With a meeting agent, and notifications about it", "agent", values.checked("agent")))
            }
            button.main type="submit" { "Create the event" }
        }
    }
}

fn author(values: &FormFields, by: &str, label: &Markup) -> Markup {
    html! { label.check { input type="radio" name="by" value=(by) checked[values.field("by") == by]; " " (label) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_becomes_the_body_of_a_request() {
        let fields = [
            ("summary", "Lunch"),
            ("start", "2026-01-17T12:00"),
            ("minutes", "45"),
            ("url", "http://127.0.0.1:3000/cronofy"),
            ("before", "5"),
            ("after", ""),
            ("conference", "on"),
        ];
        let mut posted = FormFields::new(fields);
        let body = body(&mut posted, EventAuthor::Application);
        assert!(posted.is_valid(), "{posted:?}");
        let expected = json!({
            "summary": "Lunch", "start": "2026-01-17T12:00:00Z", "end": "2026-01-17T12:45:00Z",
            "conferencing": { "profile_id": "default" },
            "subscriptions": [{
                "type": "webhook", "uri": "http://127.0.0.1:3000/cronofy",
                "interactions": [{ "type": "conferencing_assigned" }, { "type": "conferencing_failing" }],
                "transitions": [{ "before": "event_start", "offset": { "minutes": 5 } }],
            }],
        });
        assert_eq!(body, expected);
        assert!(serde_json::from_value::<EventWrite>(body).is_ok());
    }

    #[test]
    fn each_field_has_its_own_message() {
        let fields = [("start", "soon"), ("minutes", "0"), ("url", "nowhere"), ("before", "-1"), ("after", "x")];
        let mut posted = FormFields::new(fields);
        body(&mut posted, EventAuthor::Application);
        assert!(fields.iter().all(|(name, _)| posted.error(name).is_some()), "{posted:?}");
    }

    #[test]
    fn the_form_suggests_the_next_hour() {
        let now: jiff::Timestamp = "2026-01-17T09:24:16Z".parse().expect("a time");
        assert_eq!(form_time::format(form_time::next_hour(now)), "2026-01-17T10:00");
    }
}
