//! Sends any notification manually: filled in from what exists, with an edited body.

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use cronofy_hooks_contract::Sample;
use cronofy_hooks_contract::text::indented;
use http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use super::trigger_fields::{self, UnwrittenField};
use super::trigger_subject;
use crate::console::{
    Console, ConsoleView, FormField, FormFields, check_box, check_url, explanation, head, personal, sample,
};
use crate::world::World;
use crate::world::model::DeliveryCause;
use crate::world::rules::name_of;

const EXAMPLE: &str = "http://127.0.0.1:3000/cronofy";
/// Hidden fields that say what the form was filled in from.
const LOADED: [&str; 3] = ["sample", "of", "from"];
const UNWRITTEN: &str =
    "A field was changed and is not in the body yet, so nothing was sent. The note below that field says why.";
const AS_TRIGGER: &str = "As an event trigger: with id and attempt headers, and 7 seconds to answer";

/// What to load into the form: a sample, perhaps with what exists in its place, or a delivery by its number.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct LoadQuery {
    #[serde(default)]
    sample: String,
    /// The id of a channel, an event or an account.
    #[serde(default)]
    of: String,
    #[serde(default)]
    from: String,
}

/// `GET /trigger`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, query: Query<LoadQuery>) -> Response {
    let values = console.shared.read(|world| {
        // A chosen sample replaces what was loaded before.
        let number = query.from.parse().ok().filter(|_| query.sample.is_empty());
        number.and_then(|number| of_delivery(world, number)).unwrap_or_else(|| of_sample(world, &query))
    });
    show(&console, &headers, &values, &[])
}

fn of_sample(world: &World, query: &LoadQuery) -> FormFields {
    let sample = match &*query.sample {
        "" => trigger_subject::sample_for(world, &query.of),
        name => sample::named(name),
    };
    let (body, url) = match serde_json::from_str(sample.body) {
        Ok(body) => trigger_subject::fill(world, body, &query.of),
        // A sample that is no JSON is sent as it is.
        Err(_) => (sample.body.to_owned(), None),
    };
    let url = url.unwrap_or_else(|| known_url(world));
    let mut values = vec![("url", url), ("body", body), ("sample", sample.name.to_owned()), ("of", query.of.clone())];
    if sample::is_trigger(sample) {
        values.push(("trigger", "on".to_owned()));
    }
    FormFields::new(values)
}

/// A delivery, to be edited and sent as a new one.
fn of_delivery(world: &World, number: u64) -> Option<FormFields> {
    let delivery = world.deliveries.get(&number)?;
    let sample = serde_json::from_str(&delivery.body).ok().and_then(|body| sample::of(&body));
    let sample = sample.map_or_else(String::new, |it| it.name.to_owned());
    let mut values = vec![
        ("url", delivery.url.clone()),
        ("body", indented(&delivery.body)),
        ("from", number.to_string()),
        ("sample", sample),
    ];
    if delivery.notification_id.is_some() {
        values.push(("trigger", "on".to_owned()));
    }
    Some(FormFields::new(values))
}

/// `POST /trigger`: sends the body, or only checks it.
pub(crate) async fn send(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let url = posted.field("url").trim().to_owned();
    let mut unwritten = Vec::new();
    let body = parse(posted.field("body")).map(|mut body| {
        let written = trigger_fields::apply(&posted, &mut body);
        if written.changed {
            posted.set("body", indented(&body.to_string()));
        }
        unwritten = written.unwritten;
        body
    });
    posted.reject("url", check_url(&url));
    posted.reject("body", body.as_ref().err().cloned());
    posted.reject("body", (!unwritten.is_empty()).then_some(UNWRITTEN));
    let only_checks = checked(&posted);
    if let (Ok(body), true, false) = (body, posted.is_valid(), only_checks) {
        let trigger = posted.checked("trigger");
        let cause = posted.field("from").parse().map_or(DeliveryCause::Trigger, DeliveryCause::Edited);
        match console.shared.change(|world| world.send_manually(cause, &url, body, trigger)) {
            // The page shows how it ends.
            Some(number) => return Redirect::to(&format!("/deliveries/{number}")).into_response(),
            None => posted.reject("url", Some("Nothing can be sent to this URL.")),
        }
    }
    show(&console, &headers, &posted, &unwritten)
}

/// Whether the page is the answer to a check. Its address does not say what was typed, so nothing may load it again.
fn checked(values: &FormFields) -> bool {
    values.field("only") == "check"
}

/// A body must be an object, with any content.
fn parse(body: &str) -> Result<Value, String> {
    match serde_json::from_str::<Value>(body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err("A notification is a JSON object: begin with { and end with }.".to_owned()),
        Err(error) => Err(format!("This is not JSON: {error}.")),
    }
}

/// The probable URL of the application: that of the newest delivery, or of the newest channel.
pub(super) fn known_url(world: &World) -> String {
    let channel = world.channels.values().filter(|it| it.is_open()).max_by_key(|it| it.created);
    let delivery = world.deliveries.values().next_back();
    let known = delivery.map(|it| &it.url).or(channel.map(|it| &it.callback_url));
    known.map_or(EXAMPLE, String::as_str).to_owned()
}

fn show(console: &Console, headers: &HeaderMap, values: &FormFields, unwritten: &[UnwrittenField]) -> Response {
    let body = parse(values.field("body")).ok();
    let chosen = ChosenKind::of(body.as_ref(), values.field("sample"));
    let content = console.shared.read(|world| {
        html! {
            (head("Trigger a notification", &html! {
                "Choose a notification, edit it, and send it to your application. It is signed as the service signs, so your \
                 application handles it like a real one."
            }))
            section.panel aria-labelledby="choose" {
                h2 id="choose" { "1. Choose" }
                div id="chosen" {
                    (choice(world, &chosen, values))
                    p.quiet { (explanation(&chosen.name)) }
                }
            }
            section.panel aria-labelledby="edit" {
                h2 id="edit" { "2. Edit and send" }
                @if values.filled("of").or(values.filled("from")).is_some() && !personal().is_shown() {
                    p.quiet { "The form has the body with all personal data, because it is sent as it is here." }
                }
                @if checked(values) && values.is_valid() {
                    p.message.good role="status" { "Checked: it can be sent. Nothing was sent." }
                }
                (form(console, values, body.as_ref(), unwritten))
            }
        }
    });
    console.page(headers, ConsoleView::Trigger, "Trigger", &content)
}

/// What the body reports.
struct ChosenKind {
    name: String,
    subtype: Option<String>,
    /// `None` if it is not documented.
    sample: Option<&'static Sample>,
}

impl ChosenKind {
    /// Of the body, and of the sample that was loaded while the body cannot be read.
    fn of(body: Option<&Value>, loaded: &str) -> Self {
        match body {
            Some(body) => {
                let (name, subtype) = name_of(body);
                Self { name, subtype, sample: sample::of(body) }
            }
            None => {
                let sample = Some(loaded).filter(|it| !it.is_empty()).map(sample::named);
                Self { name: sample.map_or("unknown", |it| it.route.name()).to_owned(), subtype: None, sample }
            }
        }
    }
}

fn choice(world: &World, chosen: &ChosenKind, values: &FormFields) -> Markup {
    html! {
        form.row method="get" action="/trigger" {
            @if chosen.sample.is_none() { input type="hidden" name="from" value=(values.field("from")); }
            label { "Notification"
                select name="sample" data-submit {
                    @if chosen.sample.is_none() {
                        option value="" selected {
                            (chosen.name) @if let Some(subtype) = &chosen.subtype { ": " (subtype) } " (not documented)"
                        }
                    }
                    @for (kind, samples) in sample::groups() {
                        optgroup label=(kind) {
                            @for it in samples {
                                option value=(it.name) selected[chosen.sample.is_some_and(|chosen| chosen.route == it.route)] { (sample::label(it)) }
                            }
                        }
                    }
                }
            }
            (trigger_subject::choice(world, values.field("of")))
            button type="submit" { "Load it" }
        }
    }
}

fn form(console: &Console, values: &FormFields, body: Option<&Value>, unwritten: &[UnwrittenField]) -> Markup {
    html! {
        form.send method="post" action="/trigger" data-still=[values.still().or(checked(values).then_some(""))] data-check {
            (console.token())
            @for name in LOADED { input type="hidden" name=(name) value=(values.field(name)); }
            (FormField {
                name: "url", label: "Send to", mode: "url",
                hint: "Where your application listens, on this machine.", ..FormField::default()
            }.show(values))
            p.hint {
                "The body is what is sent. A field that you change is written into the body, and a change of the body into the fields."
                noscript { " Without scripts that happens when you press Check or Send." }
            }
            div.beside {
                div { h3 { "Fields" } (trigger_fields::show(values, body, unwritten)) }
                (FormField {
                    name: "body", label: "Body",
                    hint: "JSON. You can also send undocumented names, to see how your application handles them.", ..FormField::default()
                }.show_tall(values))
            }
            (check_box(AS_TRIGGER, "trigger", values.checked("trigger")))
            div.buttons {
                button.main type="submit" { "Send" }
                button type="submit" name="only" value="check" { "Check" }
            }
        }
    }
}
