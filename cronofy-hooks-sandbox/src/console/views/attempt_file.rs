//! The request and the answer of an attempt as text: to copy, to repeat with cURL, to verify.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::saved::SavedQuery;
use crate::console::Console;
use crate::personal_data::PersonalData;
use crate::sending::{http_text, request_headers};
use crate::world::model::{Attempt, Delivery, OutgoingRequest};

pub(super) const BODY: &str = "body.txt";
pub(super) const CURL: &str = "curl.txt";
/// A file for other people: without personal data, unless its query asks for it. Only with it the signature
/// matches, and `cronofy-hooks verify` finds out what changed on the way.
pub(super) const HTTP: &str = "request.http";
pub(super) const ANSWER: &str = "answer.txt";

const NOTE: &str = "\r\nx-sandbox-note: personal data is masked, so the signature does not match";

pub(super) fn path(delivery: &Delivery, attempt: &Attempt, file: &str) -> String {
    format!("/deliveries/{}/attempts/{}/{file}", delivery.number, attempt.number)
}

/// `GET /deliveries/{number}/attempts/{attempt}/{file}`
pub(crate) async fn serve(
    State(console): State<Console>,
    Path((number, attempt, file)): Path<(u64, u32, String)>,
    query: Query<SavedQuery>,
) -> Response {
    let content = console.shared.read(|world| {
        let delivery = world.deliveries.get(&number)?;
        content(delivery, delivery.attempts.iter().find(|it| it.number == attempt)?, &file, query.personal)
    });
    let Some(content) = content else {
        return (StatusCode::NOT_FOUND, "There is no such file. The sandbox keeps the newest deliveries only.\n")
            .into_response();
    };
    let content_type = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    if file == HTTP {
        let name = format!("attachment; filename=\"delivery-{number}-{attempt}.http\"");
        return (content_type, [(CONTENT_DISPOSITION, name)], content).into_response();
    }
    (content_type, content).into_response()
}

fn content(delivery: &Delivery, attempt: &Attempt, file: &str, personal: PersonalData) -> Option<Vec<u8>> {
    let outgoing = delivery.request(attempt);
    match file {
        BODY => Some(outgoing.body.into_bytes()),
        CURL => curl(&outgoing).map(String::into_bytes),
        HTTP if personal.is_shown() => http_text(&outgoing).ok(),
        HTTP => masked(outgoing),
        ANSWER => attempt.answer.as_ref().map(|it| it.body.clone().into_bytes()),
        _ => None,
    }
}

/// The request with a masked body, and a header that says so.
fn masked(outgoing: OutgoingRequest) -> Option<Vec<u8>> {
    let body = PersonalData::Hidden.body(&outgoing.body).into_owned();
    let mut text = http_text(&OutgoingRequest { body, ..outgoing }).ok()?;
    let end = text.windows(4).position(|it| it == b"\r\n\r\n")?;
    text.splice(end..end, NOTE.bytes());
    Some(text)
}

/// A command for a POSIX shell. The body goes through standard input, because an argument has 128 KiB at most.
fn curl(outgoing: &OutgoingRequest) -> Option<String> {
    let mut command = format!("printf %s {} |\n  curl -i {}", quoted(&outgoing.body), quoted(&outgoing.url));
    for (name, value) in &request_headers(outgoing).ok()? {
        let header = format!("{name}: {}", value.to_str().ok()?);
        command.push_str(&format!(" \\\n  -H {}", quoted(&header)));
    }
    command.push_str(" \\\n  --data-binary @-\n");
    Some(command)
}

/// A word of a POSIX shell.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
