//! Sends any notification by hand, with edited fields.

use axum::extract::{Query, State};
use axum::response::Response;
use cronofy_hooks::testing::Sample;
use http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use super::explain;
use super::field::{Field, check_url};
use super::layout::{View, head};
use super::pages::Console;
use super::posted::Posted;
use super::sample;
use crate::world::World;

const EXAMPLE: &str = "http://127.0.0.1:3000/cronofy";

/// Which sample the form begins with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    sample: String,
}

/// Why a field was not taken, beside the field.
#[derive(Debug, Default)]
struct Wrong {
    url: Option<&'static str>,
    body: Option<String>,
}

/// `GET /trigger`
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap, wanted: Query<Wanted>) -> Response {
    let sample = sample::named(&wanted.sample);
    let url = console.shared.read(known_url);
    let mut typed = vec![("url", url), ("body", sample.body.to_owned()), ("sample", sample.name.to_owned())];
    if sample::is_trigger(sample) {
        typed.push(("trigger", "on".to_owned()));
    }
    let typed = Posted(typed.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    show(&console, &headers, sample, &typed, &Wrong::default())
}

/// `POST /trigger`
pub(super) async fn send(State(console): State<Console>, headers: HeaderMap, posted: Posted) -> Response {
    let url = posted.field("url").trim();
    let wrong = match read(posted.field("body")) {
        Ok(body) if check_url(url).is_none() => {
            let trigger = posted.field("trigger") == "on";
            match console.shared.change(|world| world.send_by_hand(url, body, trigger)) {
                Some(number) => return console.done(&format!("/deliveries/{number}"), "Sent."),
                None => Wrong { url: Some("Nothing can be sent to this URL."), body: None },
            }
        }
        body => Wrong { url: check_url(url), body: body.err() },
    };
    show(&console, &headers, sample::named(posted.field("sample")), &posted, &wrong)
}

/// A body has to be an object; what is in it is up to whoever writes it.
fn read(body: &str) -> Result<Value, String> {
    match serde_json::from_str::<Value>(body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err("A notification is a JSON object: begin with { and end with }.".to_owned()),
        Err(error) => Err(format!("This is not JSON: {error}.")),
    }
}

/// Where the application listens, as far as one knows: where the newest channel or delivery went.
fn known_url(world: &World) -> String {
    let channel = world.channels.values().filter(|it| it.closed.is_none()).max_by_key(|it| it.created);
    let delivery = world.deliveries.values().next_back();
    let known = delivery.map(|it| &it.url).or(channel.map(|it| &it.callback_url));
    known.map_or(EXAMPLE, String::as_str).to_owned()
}

fn show(console: &Console, headers: &HeaderMap, sample: &Sample, typed: &Posted, wrong: &Wrong) -> Response {
    let content = html! {
        (head("Trigger a notification", &html! {
            "Choose a notification, change what you like, and send it to your application: signed as the service signs, \
             so that only its body decides what your application makes of it."
        }))
        section.panel aria-labelledby="choose" {
            h2 id="choose" { "1. Choose" }
            (choice(sample))
            p.quiet { (explain::notification(sample.route.name())) }
        }
        section.panel aria-labelledby="edit" {
            h2 id="edit" { "2. Edit and send" }
            (form(console, sample, typed, wrong))
        }
    };
    console.page(headers, View::Trigger, "Trigger", &content)
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

fn form(console: &Console, sample: &Sample, typed: &Posted, wrong: &Wrong) -> Markup {
    let refused = (wrong.url.is_some() || wrong.body.is_some()).then_some("");
    html! {
        form.fields method="post" action="/trigger" data-still=[refused] {
            (console.token())
            input type="hidden" name="sample" value=(sample.name);
            (Field {
                name: "url", label: "Send to", typed: typed.field("url"), mode: "url", wrong: wrong.url,
                hint: "Where your application listens, on this machine.", ..Field::default()
            }.show())
            (Field {
                name: "body", label: "Body", typed: typed.field("body"), wrong: wrong.body.as_deref(),
                hint: "JSON. Names that are not documented are sent as well: see what your application does.", ..Field::default()
            }.show_tall())
            label.check {
                input type="checkbox" name="trigger" checked[typed.field("trigger") == "on"];
                " With the id and attempt headers, and 7 seconds to answer, as event triggers have"
            }
            button.main type="submit" { "Send" }
        }
    }
}
