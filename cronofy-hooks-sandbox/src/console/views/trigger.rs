//! Sends any notification manually, with an edited body.

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use cronofy_hooks_contract::Sample;
use cronofy_hooks_contract::text::indented;
use http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use crate::console::{Console, ConsoleView, FormField, FormFields, check_box, check_url, explanation, head, sample};
use crate::world::World;

const EXAMPLE: &str = "http://127.0.0.1:3000/cronofy";
const AS_TRIGGER: &str = "As an event trigger: with id and attempt headers, and 7 seconds to answer";

/// What to load into the form: a sample, or a delivery by its number.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct LoadQuery {
    #[serde(default)]
    sample: String,
    #[serde(default)]
    from: String,
}

/// `GET /trigger`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, query: Query<LoadQuery>) -> Response {
    if let Some(values) = console.shared.read(|world| of_delivery(world, query.from.parse().ok()?)) {
        return show(&console, &headers, sample::named(""), &values);
    }
    let sample = sample::named(&query.sample);
    let url = console.shared.read(known_url);
    let mut values = vec![("url", url), ("body", sample.body.to_owned()), ("sample", sample.name.to_owned())];
    if sample::is_trigger(sample) {
        values.push(("trigger", "on".to_owned()));
    }
    show(&console, &headers, sample, &FormFields::new(values))
}

/// A delivery, to be edited and sent as a new one.
fn of_delivery(world: &World, number: u64) -> Option<FormFields> {
    let delivery = world.deliveries.get(&number)?;
    let mut values = vec![("url", delivery.url.clone()), ("body", indented(&delivery.body))];
    if delivery.notification_id.is_some() {
        values.push(("trigger", "on".to_owned()));
    }
    Some(FormFields::new(values))
}

/// `POST /trigger`
pub(crate) async fn send(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let url = posted.field("url").trim().to_owned();
    let body = parse(posted.field("body"));
    posted.reject("url", check_url(&url));
    posted.reject("body", body.as_ref().err().cloned());
    if let (Ok(body), true) = (body, posted.is_valid()) {
        let trigger = posted.checked("trigger");
        match console.shared.change(|world| world.send_manually(&url, body, trigger)) {
            // The page shows how it ends.
            Some(number) => return Redirect::to(&format!("/deliveries/{number}")).into_response(),
            None => posted.reject("url", Some("Nothing can be sent to this URL.")),
        }
    }
    show(&console, &headers, sample::named(posted.field("sample")), &posted)
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

fn show(console: &Console, headers: &HeaderMap, sample: &Sample, values: &FormFields) -> Response {
    let content = html! {
        (head("Trigger a notification", &html! {
            "Choose a notification, edit it, and send it to your application. It is signed as the service signs, so your \
             application handles it like a real one."
        }))
        section.panel aria-labelledby="choose" {
            h2 id="choose" { "1. Choose" }
            (choice(sample))
            p.quiet { (explanation(sample.route.name())) }
        }
        section.panel aria-labelledby="edit" {
            h2 id="edit" { "2. Edit and send" }
            (form(console, sample, values))
        }
    };
    console.page(headers, ConsoleView::Trigger, "Trigger", &content)
}

fn choice(chosen: &Sample) -> Markup {
    html! {
        form.row method="get" action="/trigger" {
            label { "Notification"
                select name="sample" data-submit {
                    @for (kind, samples) in sample::groups() {
                        optgroup label=(kind) {
                            @for it in samples {
                                option value=(it.name) selected[it.name == chosen.name] { (sample::label(it)) }
                            }
                        }
                    }
                }
            }
            button type="submit" { "Load it" }
        }
    }
}

fn form(console: &Console, sample: &Sample, values: &FormFields) -> Markup {
    html! {
        form.fields method="post" action="/trigger" data-still=[values.still()] {
            (console.token())
            input type="hidden" name="sample" value=(sample.name);
            (FormField {
                name: "url", label: "Send to", mode: "url",
                hint: "Where your application listens, on this machine.", ..FormField::default()
            }.show(values))
            (FormField {
                name: "body", label: "Body",
                hint: "JSON. You can also send undocumented names, to see how your application handles them.", ..FormField::default()
            }.show_tall(values))
            (check_box(AS_TRIGGER, "trigger", values.checked("trigger")))
            button.main type="submit" { "Send" }
        }
    }
}
