//! One API call: its request beside its answer, and what it caused.

use std::borrow::Cow;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use cronofy_hooks_contract::CallPart;
use cronofy_hooks_contract::text::latency;
use http::{HeaderMap, StatusCode};
use maud::{Markup, html};
use serde::Deserialize;

use super::calls::{LIST, caller, tone};
use super::{call_file, exchange, missing, status};
use crate::console::{Console, ConsoleView, badge, personal, state, time};
use crate::world::model::{AttemptOutcome, HttpMessage, LoggedCall, World};
use crate::world::rules::CallSearch;

/// The search of the list that led here.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct CallQuery {
    #[serde(default)]
    q: String,
}

/// `GET /calls/{number}`
pub(crate) async fn page(
    State(console): State<Console>,
    headers: HeaderMap,
    Path(number): Path<u64>,
    query: Query<CallQuery>,
) -> Response {
    let found = console.shared.read(|world| world.calls.get(number).map(|it| content(world, it, &query.q)));
    let title = format!("API call {number}");
    match found {
        Some(content) => console.page(&headers, ConsoleView::Calls, &title, &content),
        None => {
            let what = "There is no such API call. The sandbox keeps the newest ones only.";
            let content = missing::content(what, LIST.path, "Show them");
            (StatusCode::NOT_FOUND, console.page(&headers, ConsoleView::Calls, &title, &content)).into_response()
        }
    }
}

fn content(world: &World, call: &LoggedCall, search: &str) -> Markup {
    let outcome = AttemptOutcome::Answered(call.status).to_string();
    html! {
        (neighbours(world, call, search))
        div.title {
            h1 { (call.method) " " span.path { (call.path()) } }
            (badge(tone(call), &outcome))
        }
        dl.facts {
            div { dt { "Number" } dd { (call.number) } }
            div { dt { "Time" } dd { (time(call.at)) } }
            div { dt { "Real time" } dd { (time(call.received)) } }
            div { dt { "Account" } dd { (caller(world, call)) } }
            div { dt { "Latency" } dd { (latency(call.took)) } }
        }
        (errors(call))
        (effects(world, call))
        section aria-labelledby="exchange" {
            h2 id="exchange" { "Request and answer" }
            p.quiet { "Tokens and secrets are hidden: " code { "***" } ". What is copied has all personal data." }
            div.exchange {
                (request(world, call))
                (answer(call, &outcome))
            }
        }
    }
}

fn neighbours(world: &World, call: &LoggedCall, search: &str) -> Markup {
    let parsed = CallSearch::parse(search);
    let matches = |it: &&LoggedCall| parsed.matches(world, it);
    let newer = world.calls.iter().filter(matches).find(|it| it.number > call.number);
    let older = world.calls.iter().rev().filter(matches).find(|it| it.number < call.number);
    LIST.neighbours(search, newer.map(|it| it.number), older.map(|it| it.number))
}

fn errors(call: &LoggedCall) -> Markup {
    let errors = call.errors();
    html! {
        @if !errors.is_empty() {
            div.message.bad id="diagnosis" { @for error in errors { div { (error) } } }
        }
    }
}

/// What it wrote, and what was sent because of it.
fn effects(world: &World, call: &LoggedCall) -> Markup {
    let deliveries: Vec<_> = world.deliveries_of_call(call.number).collect();
    html! {
        section aria-labelledby="caused" {
            h2 id="caused" { "What it caused" }
            @if call.effects.is_empty() && deliveries.is_empty() {
                p.empty { "Nothing: it wrote nothing that the console shows, and nothing was sent because of it." }
            }
            @if !call.effects.is_empty() {
                ul.things {
                    @for effect in &call.effects {
                        li { span { (status::capitalized(effect.verb.word())) " " (status::effect_subject(world, &effect.subject)) } }
                    }
                }
            }
            @if !deliveries.is_empty() {
                (status::table("Deliveries that it caused", &["Time", "Notification", "About", "State"], &html! {
                    @for it in deliveries {
                        tr {
                            td data-label="Time" { (time(it.created)) }
                            th scope="row" { (status::link(it)) (status::subtype(it)) }
                            td data-label="About" { (status::subject(world, &it.subject)) }
                            td data-label="State" { (state(it, world.now)) }
                        }
                    }
                }))
            }
        }
    }
}

fn request(world: &World, call: &LoggedCall) -> Markup {
    html! {
        article.pane aria-labelledby="request" {
            h3 id="request" { "Request" }
            p.buttons {
                @if call.request.as_ref().is_some_and(|it| !it.body.is_empty()) {
                    a.button href=(call_file::path(call, call_file::BODY)) data-copy { "Copy body" }
                }
                @if call_file::is_repeatable(call) {
                    a.button href=(call_file::path(call, call_file::CURL)) data-copy { "Copy as cURL" }
                }
            }
            p.url { (call.method) " " (world.base_url()) (personal().target(call)) }
            (message(personal().message(CallPart::Request, call), "Body of the request"))
        }
    }
}

fn answer(call: &LoggedCall, outcome: &str) -> Markup {
    html! {
        article.pane aria-labelledby="answer" {
            h3 id="answer" { "Answer" }
            @if call.answer.as_ref().is_some_and(|it| !it.body.is_empty()) {
                p.buttons { a.button href=(call_file::path(call, call_file::ANSWER)) data-copy { "Copy answer" } }
            }
            p { (badge(tone(call), outcome)) " in " (latency(call.took)) }
            (message(personal().message(CallPart::Response, call), "Body of the answer"))
        }
    }
}

fn message(message: Option<Cow<'_, HttpMessage>>, label: &str) -> Markup {
    html! {
        @match message {
            Some(message) => {
                @if !message.headers.is_empty() { (exchange::headers(&message.headers)) }
                (exchange::kept_body(&message, label))
            },
            None => p.quiet { "The sandbox no longer keeps the headers and the body." },
        }
    }
}
