//! An attempt in full: the request beside the answer.

use cronofy_hooks_contract::text::latency;
use maud::{Markup, html};

use super::{attempt_file, delivery, saved, status, verify};
use crate::console::{personal, pretty};
use crate::sending::request_headers;
use crate::world::model::{Attempt, Delivery, HttpMessage, OutgoingRequest, World};

pub(super) fn section(world: &World, delivery: &Delivery, attempt: &Attempt) -> Markup {
    html! {
        section aria-labelledby="exchange" {
            h2 id="exchange" { "Attempt " (attempt.number) }
            @if let Some(diagnosis) = status::diagnosis(world, delivery, attempt) {
                div.message.bad id="diagnosis" { (diagnosis) }
            }
            div.exchange {
                (request(delivery, attempt))
                (answer(delivery, attempt))
            }
        }
    }
}

fn request(delivery: &Delivery, attempt: &Attempt) -> Markup {
    let outgoing = delivery.request(attempt);
    let file = |name| attempt_file::path(delivery, attempt, name);
    html! {
        article.pane aria-labelledby="request" {
            h3 id="request" { "Request" }
            p.buttons {
                a.button href=(file(attempt_file::BODY)) data-copy { "Copy body" }
                a.button href=(file(attempt_file::CURL)) data-copy { "Copy as cURL" }
                a.button href=(verify::path(delivery, attempt)) { "Verify" }
                a.button href=(file(attempt_file::HTTP)) download { "Save without personal data" }
                a.button href=(format!("{}?{}", file(attempt_file::HTTP), saved::WITH_PERSONAL)) download { "Save for verify" }
            }
            p.hint {
                "What is copied, and what is saved for verify, has the exact bytes with all personal data: the signature \
                 depends on them."
            }
            p.url { "POST " (delivery.url) }
            (headers(&request_lines(&outgoing)))
            (pretty(&personal().body(&outgoing.body), "Body of the request"))
            details id="bytes" {
                summary { "The exact bytes, as they were signed" }
                @if personal().is_shown() {
                    pre tabindex="0" role="region" aria-label="The exact bytes" { (delivery.body) }
                } @else { p.quiet { "They have personal data, which is hidden. " q { "Copy body" } " copies them." } }
            }
        }
    }
}

/// The headers of the request; a value that no header can have is left out.
fn request_lines(outgoing: &OutgoingRequest) -> Vec<(String, String)> {
    let headers = request_headers(outgoing).unwrap_or_default();
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

fn answer(delivery: &Delivery, attempt: &Attempt) -> Markup {
    html! {
        article.pane aria-labelledby="answer" {
            h3 id="answer" { "Answer" }
            @match (&attempt.outcome, &attempt.answer) {
                (None, _) => p.quiet { "None yet." },
                (Some(outcome), Some(answer)) => {
                    @let answer = personal().answer(answer, &delivery.body);
                    p.buttons {
                        a.button href=(attempt_file::path(delivery, attempt, attempt_file::ANSWER)) data-copy { "Copy answer" }
                    }
                    p { (delivery::result(attempt)) " in " (latency(attempt.took)) }
                    (headers(&answer.headers))
                    (kept_body(&answer, "Body of the answer"))
                    @if outcome.succeeded() { p.quiet { "The service reads the status alone." } }
                },
                (Some(outcome), None) => {
                    p { (delivery::result(attempt)) }
                    @if matches!(outcome, crate::AttemptOutcome::Answered(_)) {
                        p.quiet { "The sandbox no longer keeps the headers and the body of this answer." }
                    } @else { p.quiet { "There was no answer." } }
                },
            }
        }
    }
}

/// What is kept of a body, and how much that is.
pub(super) fn kept_body(message: &HttpMessage, label: &str) -> Markup {
    let kept = HttpMessage::MOST_KEPT as u64;
    html! {
        @if message.body_length == 0 { p.quiet { "The body is empty." } }
        @else if message.body.is_empty() { p.quiet { "The body is no text; it has " (message.body_length) " bytes." } }
        @else { (pretty(&message.body, label)) }
        @if message.body_length > kept && !message.body.is_empty() {
            p.quiet { "The first " (kept >> 10) " KiB of " (message.body_length) " bytes." }
        }
    }
}

pub(super) fn headers(lines: &[(String, String)]) -> Markup {
    html! {
        // It scrolls when there are many.
        dl.facts.headers tabindex="0" {
            @for (name, value) in lines { div { dt { (name) } dd { (value) } } }
        }
    }
}
