//! The request and the answer of an attempt as text: to copy, to repeat with cURL, to verify.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::console::Console;
use crate::sending::{http_text, request_headers};
use crate::world::model::{Attempt, Delivery, OutgoingRequest};

pub(super) const BODY: &str = "body.txt";
pub(super) const CURL: &str = "curl.txt";
/// Read by `cronofy-hooks verify`.
pub(super) const HTTP: &str = "request.http";
pub(super) const ANSWER: &str = "answer.txt";

pub(super) fn path(delivery: &Delivery, attempt: &Attempt, file: &str) -> String {
    format!("/deliveries/{}/attempts/{}/{file}", delivery.number, attempt.number)
}

/// `GET /deliveries/{number}/attempts/{attempt}/{file}`
pub(crate) async fn serve(
    State(console): State<Console>,
    Path((number, attempt, file)): Path<(u64, u32, String)>,
) -> Response {
    let content = console.shared.read(|world| {
        let delivery = world.deliveries.get(&number)?;
        content(delivery, delivery.attempts.iter().find(|it| it.number == attempt)?, &file)
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

fn content(delivery: &Delivery, attempt: &Attempt, file: &str) -> Option<Vec<u8>> {
    let outgoing = delivery.request(attempt);
    match file {
        BODY => Some(outgoing.body.into_bytes()),
        CURL => curl(&outgoing).map(String::into_bytes),
        HTTP => http_text(&outgoing).ok(),
        ANSWER => attempt.answer.as_ref().map(|it| it.body.clone().into_bytes()),
        _ => None,
    }
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
