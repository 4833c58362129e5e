//! Forms for events: somebody makes one, or the application does, with subscriptions.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use jiff::SignedDuration;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::field::{Field, check_url};
use super::layout::{View, head};
use super::pages::Console;
use super::posted::Posted;
use super::when;
use crate::world::World;
use crate::world::write::{By, EventWrite, WriteRefused};

/// Why a field was not taken, beside the field.
#[derive(Debug, Default)]
struct Wrong {
    start: Option<&'static str>,
    minutes: Option<&'static str>,
    url: Option<&'static str>,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

impl Wrong {
    fn nothing(&self) -> bool {
        [self.start, self.minutes, self.url, self.before, self.after].iter().all(Option::is_none)
    }
}

/// `GET /calendar/new`
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    let now = console.shared.now();
    let url = console.shared.read(|world| {
        let open = world.channels.values().filter(|it| it.closed.is_none());
        open.max_by_key(|it| it.created).map(|it| it.callback_url.clone())
    });
    let typed = [
        ("summary", "Board meeting".to_owned()),
        ("start", when::typed(when::next_hour(now))),
        ("minutes", "30".to_owned()),
        ("url", url.unwrap_or_default()),
        ("before", "5".to_owned()),
        ("after", "0".to_owned()),
        ("conference", "on".to_owned()),
    ];
    let typed = Posted(typed.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    show(&console, &headers, &typed, &Wrong::default())
}

/// `POST /calendar/new`
pub(super) async fn create(State(console): State<Console>, headers: HeaderMap, posted: Posted) -> Response {
    let by = if posted.field("by") == "application" { By::Application } else { By::Somebody };
    let body = match body(&posted, by) {
        Ok(body) => body,
        Err(wrong) => return show(&console, &headers, &posted, &wrong),
    };
    let Ok(write) = serde_json::from_value::<EventWrite>(body) else {
        return console.refused("/calendar/new", "The event cannot be read. Write its times as 2026-01-17T09:30.");
    };
    let calendar_id = posted.field("calendar");
    let written = console.shared.change(|world| {
        let account_id = world.calendars.get(calendar_id).map(|it| it.account_id.clone()).unwrap_or_default();
        let mut write = write;
        if by == By::Application {
            // As an application names its events: anything that is its own.
            write.event_id = Some(format!("console-{}", world.events.len() + 1));
        }
        world.upsert_event(&account_id, calendar_id, write, by)
    });
    match written {
        Ok(uid) => console.done(&format!("/calendar/events/{uid}"), "The event is there."),
        Err(WriteRefused::ReadOnly) => {
            console.refused("/calendar/new", "The application may not write to this calendar. Choose another one.")
        }
        Err(_) => console.refused("/calendar/new", "There is no such calendar any more. Choose another one."),
    }
}

/// What a request of the application would have as its body.
fn body(posted: &Posted, by: By) -> Result<Value, Wrong> {
    let start = when::read(posted.field("start"));
    let minutes = number(posted.field("minutes")).filter(|it| (1..=44_640).contains(it));
    let end =
        start.zip(minutes).and_then(|(start, minutes)| start.checked_add(SignedDuration::from_mins(minutes)).ok());
    let mut wrong = Wrong {
        start: start.is_none().then_some("Write the start as a date and a time."),
        minutes: minutes.is_none().then_some("Write whole minutes, from 1 to 44640 (31 days)."),
        ..Wrong::default()
    };
    let mut body = json!({ "summary": posted.field("summary").trim() });
    if let Some((start, end)) = start.zip(end) {
        body["start"] = start.to_string().into();
        body["end"] = end.to_string().into();
    }
    if by == By::Application {
        application(posted, &mut body, &mut wrong);
    }
    if wrong.nothing() { Ok(body) } else { Err(wrong) }
}

fn application(posted: &Posted, body: &mut Value, wrong: &mut Wrong) {
    let offset = |name| posted.filled(name).map(|it| number(it).filter(|it| (0..=60_000).contains(it)));
    let hint = "Write whole minutes from 0 on, or nothing.";
    let (before, after) = (offset("before"), offset("after"));
    wrong.before = (before == Some(None)).then_some(hint);
    wrong.after = (after == Some(None)).then_some(hint);
    wrong.url = check_url(posted.field("url").trim());
    let mut interactions = Vec::new();
    if posted.field("conference") == "on" {
        body["conferencing"] = json!({ "profile_id": "default" });
        interactions.extend(["conferencing_assigned", "conferencing_failing"]);
    }
    if posted.field("agent") == "on" {
        body["meeting_agent"] = json!({ "profile_id": "cronofy" });
        interactions.extend(["meeting_agent_activated", "meeting_agent_complete", "meeting_agent_failed"]);
    }
    let mut transitions = Vec::new();
    if let Some(minutes) = before.flatten() {
        transitions.push(json!({ "before": "event_start", "offset": { "minutes": minutes } }));
    }
    if let Some(minutes) = after.flatten() {
        transitions.push(json!({ "after": "event_end", "offset": { "minutes": minutes } }));
    }
    let interactions: Vec<_> = interactions.into_iter().map(|name| json!({ "type": name })).collect();
    body["subscriptions"] = json!([{
        "type": "webhook", "uri": posted.field("url").trim(),
        "interactions": interactions, "transitions": transitions,
    }]);
}

fn number(typed: &str) -> Option<i64> {
    typed.trim().parse().ok()
}

fn show(console: &Console, headers: &HeaderMap, typed: &Posted, wrong: &Wrong) -> Response {
    let of = typed.field("by");
    let none = Wrong::default();
    // What is wrong with one form is not shown in the other.
    let (somebody, application) = if of == "application" { (&none, wrong) } else { (wrong, &none) };
    let content = console.shared.read(|world| {
        html! {
            p.back { a href="/calendar" { "Calendar" } }
            (head("New event", &html! {
                "Who makes it is what matters: of an event that somebody makes, the channels are told. Of its own events the \
                 application is told only what it subscribes to with them."
            }))
            section.panel aria-labelledby="somebody" {
                h2 id="somebody" { "Somebody makes an event" }
                p.quiet { "A user in their own calendar, or another program of theirs. Channels get a " code { "change" } "." }
                (form(console, world, typed, somebody, "somebody"))
            }
            section.panel aria-labelledby="application" {
                h2 id="application" { "The application makes an event" }
                p.quiet { "As with " code { "POST /v1/calendars/{id}/events" } ", with subscriptions to what happens to it." }
                (form(console, world, typed, application, "application"))
            }
        }
    });
    console.page(headers, View::Calendar, "New event", &content)
}

fn form(console: &Console, world: &World, typed: &Posted, wrong: &Wrong, by: &str) -> Markup {
    // Two forms on one page: no two fields may have the same id.
    let id = |name: &str| format!("{by}-{name}");
    let field = |name: &str, label: &str, mode: &str, wrong: Option<&str>, hint: &str| {
        Field { name, label, typed: typed.field(name), mode, wrong, hint, ..Field::default() }
            .show_as(&id(name), "text")
    };
    html! {
        form.fields method="post" action="/calendar/new" data-still=[(!wrong.nothing()).then_some("")] {
            (console.token())
            input type="hidden" name="by" value=(by);
            (field("summary", "Summary", "", None, ""))
            div.pair {
                (Field { name: "start", label: "Starts (UTC)", typed: typed.field("start"), wrong: wrong.start, ..Field::default() }
                    .show_as(&id("start"), "datetime-local"))
                (field("minutes", "Minutes", "numeric", wrong.minutes, ""))
            }
            (calendars(world, typed, by == "application"))
            @if by == "application" {
                (field("url", "Tell this URL", "url", wrong.url, "Where your application listens, on this machine."))
                div.pair {
                    (field("before", "Minutes before the start", "numeric", wrong.before, "A trigger; empty for none."))
                    (field("after", "Minutes after the end", "numeric", wrong.after, "A trigger; empty for none."))
                }
                label.check { input type="checkbox" name="conference" checked[typed.field("conference") == "on"]; " With a conference, and to be told of it" }
                label.check { input type="checkbox" name="agent" checked[typed.field("agent") == "on"]; " With a meeting agent, and to be told of it" }
            }
            button.main type="submit" { @if by == "application" { "Let the application make it" } @else { "Let somebody make it" } }
        }
    }
}

fn calendars(world: &World, typed: &Posted, writable: bool) -> Markup {
    let shown = world.calendars.values().filter(|it| !(it.deleted || (writable && it.readonly)));
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by_key(|it| !it.primary);
    html! {
        label { "Calendar"
            select name="calendar" {
                @for it in shown {
                    option value=(it.calendar_id) selected[it.calendar_id == typed.field("calendar")] {
                        (it.calendar_name) @if it.readonly { " (read-only for the application)" }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        Posted(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

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
        let body = body(&posted(&fields), By::Application).expect("nothing is wrong");
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
    fn each_field_is_told_of_its_own_mistake() {
        let fields = [("start", "soon"), ("minutes", "0"), ("url", "nowhere"), ("before", "-1"), ("after", "x")];
        let wrong = body(&posted(&fields), By::Application).expect_err("all is wrong");
        let all = [wrong.start, wrong.minutes, wrong.url, wrong.before, wrong.after];
        assert!(all.iter().all(Option::is_some), "{wrong:?}");
    }

    #[test]
    fn the_next_hour_is_offered() {
        let now: jiff::Timestamp = "2026-01-17T09:24:16Z".parse().expect("a time");
        assert_eq!(when::typed(when::next_hour(now)), "2026-01-17T10:00");
    }
}
