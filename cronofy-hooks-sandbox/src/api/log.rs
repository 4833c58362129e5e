//! [`CallArrival`]: a call on its way into the log.

use std::time::Instant;

use axum::extract::Request;
use bytes::Bytes;
use http::HeaderMap;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, ORIGIN, RANGE, USER_AGENT,
};
use http::request::Parts;
use jiff::Timestamp;

use super::context::Api;
use super::fault::with_fault;
use super::hiding::{HIDDEN, ReadBody, SecretHiding};
use super::request::bearer_of;
use super::response::{ApiResponse, ApiResult};
use crate::world::model::{ApiCaller, DeliveryCause, HttpMessage, LoggedCall, World};

/// The headers of a request that are kept. Others say nothing about the call, or may be secret.
const KEPT_HEADERS: [HeaderName; 8] =
    [HOST, USER_AGENT, ACCEPT, AUTHORIZATION, CONTENT_TYPE, CONTENT_LENGTH, RANGE, ORIGIN];

/// A call that arrived.
#[derive(Debug)]
pub(super) struct CallArrival {
    begun: Instant,
    received: Timestamp,
}

impl CallArrival {
    /// `None` for the pages that people are sent to: the application does not call them.
    pub(super) fn begin(request: &Request) -> Option<Self> {
        let path = request.uri().path();
        let is_call = path.starts_with("/v1/") || path.starts_with("/oauth/token");
        is_call.then(|| Self { begun: Instant::now(), received: Timestamp::now() })
    }

    /// Answers the call, and adds it to the log. What the answer changes has the call as its cause.
    pub(super) fn answer(
        self,
        api: &Api,
        parts: &Parts,
        body: Option<Bytes>,
        answer: fn(&Api, &Parts, Option<Bytes>) -> ApiResult,
    ) -> ApiResponse {
        let sent = body.clone().unwrap_or_default();
        let content_type = parts.headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let read = ReadBody::new(content_type, &sent);
        let bearer = bearer_of(&parts.headers);
        let (number, at, caller, fault) = api.shared.log(|world| {
            let number = world.calls.begin();
            let fault = world.faults.choose_for_call(number, parts.method.as_str(), parts.uri.path());
            (number, world.now, caller(world, bearer, &read), fault)
        });
        let because = Api { shared: api.shared.because(DeliveryCause::Call(number)), ..api.clone() };
        let carry_out = || answer(&because, parts, body).unwrap_or_else(|error| error);
        let answer = with_fault(fault, carry_out);
        let took = self.begun.elapsed();
        let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        let (answer_body, answer_text) = answer_of(&answer);
        let path = api.shared.log(|world| {
            let mut hiding = SecretHiding::new(world);
            bearer.into_iter().for_each(|bearer| hiding.learn(bearer));
            hiding.learn_target(target);
            hiding.learn_body(&read);
            let request = HttpMessage {
                headers: request_headers(&hiding, &parts.headers),
                body: start(hiding.body(&read, &String::from_utf8_lossy(&sent))),
                body_length: sent.len() as u64,
            };
            let length = answer.file.as_ref().map_or(answer_text.len(), |file| file.bytes.len());
            let answered = HttpMessage {
                headers: answer_headers(&hiding, &answer),
                body: start(hiding.body(&answer_body, &answer_text)),
                body_length: length as u64,
            };
            let call = LoggedCall {
                number,
                at,
                received: self.received,
                method: parts.method.to_string(),
                target: hiding.target(target),
                caller,
                status: answer.status.as_u16(),
                fault,
                took,
                request: Some(request),
                answer: Some(answered),
                effects: Vec::new(),
            };
            let path = call.path().to_owned();
            world.calls.end(call, world.history);
            path
        });
        tracing::debug!(call = number, method = %parts.method, path, status = answer.status.as_u16(), "answered");
        api.shared.notify_watchers();
        answer
    }
}

/// Credentials in the body count before those in the header: official clients send an unrelated token with them.
fn caller(world: &World, bearer: Option<&str>, body: &ReadBody) -> ApiCaller {
    let is_application = |secret: &str| world.application.client_secrets.iter().any(|it| it == secret);
    if body.field("client_secret").or(bearer).is_some_and(is_application) {
        return ApiCaller::Application;
    }
    let access = bearer.and_then(|bearer| world.tokens.access.get(bearer));
    access.map_or(ApiCaller::Unknown, |access| ApiCaller::Account(access.grant.account_id.clone()))
}

/// The body of an answer. A recording has no text.
fn answer_of(answer: &ApiResponse) -> (ReadBody, String) {
    match &answer.body {
        Some(body) => (ReadBody::Json(body.clone()), body.to_string()),
        None => (ReadBody::Text(String::new()), String::new()),
    }
}

fn request_headers(hiding: &SecretHiding<'_>, headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = |name: &HeaderName, value: &HeaderValue| {
        let text = String::from_utf8_lossy(value.as_bytes());
        if *name == AUTHORIZATION {
            // An unknown scheme may be the secret itself.
            let scheme = text.split_once(' ').map_or("", |(scheme, _)| scheme);
            let is_known = ["basic", "bearer"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
            return if is_known { format!("{scheme} {HIDDEN}") } else { HIDDEN.to_owned() };
        }
        hiding.text(&text)
    };
    let kept = KEPT_HEADERS.iter().flat_map(|name| headers.get_all(name).iter().map(move |value| (name, value)));
    kept.map(|(name, value)| (name.to_string(), shown(name, value))).collect()
}

fn answer_headers(hiding: &SecretHiding<'_>, answer: &ApiResponse) -> Vec<(String, String)> {
    let content_type = answer.content_type().map(|value| ("content-type", value));
    let other = answer.header.as_ref().map(|(name, value)| (*name, &**value));
    let headers = content_type.into_iter().chain(other);
    headers.map(|(name, value)| (name.to_owned(), hiding.text(value))).collect()
}

/// The part of a text that is kept.
fn start(mut text: String) -> String {
    if text.len() > HttpMessage::MOST_KEPT {
        let end = (0..=HttpMessage::MOST_KEPT).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or_default());
    }
    text
}
