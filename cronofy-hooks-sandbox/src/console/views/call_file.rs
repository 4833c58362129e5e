//! The request and the answer of a call as text: to copy, and to repeat with cURL.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::attempt_file::quoted;
use super::calls::LIST;
use crate::console::Console;
use crate::world::model::{ApiCaller, HttpMessage, LoggedCall, World};

pub(super) const BODY: &str = "body.txt";
pub(super) const CURL: &str = "curl.txt";
pub(super) const ANSWER: &str = "answer.txt";

pub(super) fn path(call: &LoggedCall, file: &str) -> String {
    format!("{}/{file}", LIST.path_of(call.number, ""))
}

/// Whether the whole body is there.
pub(super) fn is_repeatable(call: &LoggedCall) -> bool {
    call.request.as_ref().is_some_and(|it| it.body_length <= HttpMessage::MOST_KEPT as u64)
}

/// `GET /calls/{number}/{file}`
pub(crate) async fn serve(State(console): State<Console>, Path((number, file)): Path<(u64, String)>) -> Response {
    let content = console.shared.read(|world| content(world, world.calls.get(number)?, &file));
    match content {
        Some(content) => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], content).into_response(),
        None => (StatusCode::NOT_FOUND, "There is no such file. The sandbox keeps the newest API calls only.\n")
            .into_response(),
    }
}

fn content(world: &World, call: &LoggedCall, file: &str) -> Option<String> {
    match file {
        BODY => call.request.as_ref().map(|it| it.body.clone()),
        CURL if is_repeatable(call) => curl(world, call),
        ANSWER => call.answer.as_ref().map(|it| it.body.clone()),
        _ => None,
    }
}

/// A command for a POSIX shell, which takes the token from the environment.
fn curl(world: &World, call: &LoggedCall) -> Option<String> {
    let request = call.request.as_ref()?;
    let url = format!("{}{}", world.base_url(), call.target);
    let mut command = format!("curl -i -X {} {}", call.method, quoted(&url));
    if request.header("authorization").is_some() {
        let variable = match call.caller {
            ApiCaller::Application => "CRONOFY_CLIENT_SECRET",
            ApiCaller::Account(_) | ApiCaller::Unknown => "CRONOFY_ACCESS_TOKEN",
        };
        command.push_str(&format!(" \\\n  -H \"Authorization: Bearer ${variable}\""));
    }
    for name in ["accept", "content-type", "range"] {
        if let Some(value) = request.header(name) {
            command.push_str(&format!(" \\\n  -H {}", quoted(&format!("{name}: {value}"))));
        }
    }
    if !request.body.is_empty() {
        command.push_str(&format!(" \\\n  --data-binary {}", quoted(&request.body)));
    }
    command.push('\n');
    Some(command)
}
