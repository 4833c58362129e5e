//! Sending: one HTTP request, and how it ended.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::world::delivery::{Outcome, Sending};

/// Sends notifications, over connections that it keeps.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Sender {
    pub(crate) fn new() -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// How the request ended, and how long it really took.
    pub(crate) async fn send(&self, sending: &Sending) -> (Outcome, Duration) {
        let begun = Instant::now();
        let outcome = match tokio::time::timeout(sending.deadline, self.answer(sending)).await {
            Ok(Ok(status)) => Outcome::Answered(status),
            Ok(Err(reason)) => Outcome::Failed(reason),
            Err(_) => Outcome::TimedOut,
        };
        (outcome, begun.elapsed())
    }

    async fn answer(&self, sending: &Sending) -> Result<u16, String> {
        let request = request(sending).map_err(|error| format!("{} is not a URL: {error}", sending.url))?;
        let response = self.client.request(request).await.map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        // To the end, so that the connection can be used again.
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            frame.map_err(|error| reason(&error))?;
        }
        Ok(status)
    }
}

fn request(sending: &Sending) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(&sending.url)
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header(USER_AGENT, "Cronofy sandbox")
        .header(cronofy_hooks::SIGNATURE_HEADER, &sending.signature);
    if let Some(id) = &sending.notification_id {
        request = request.header("Cronofy-Notification-ID", id);
        request = request.header("Cronofy-Notification-Attempt", sending.attempt.to_string());
    }
    request.body(Full::new(Bytes::from(sending.body.clone())))
}

/// The innermost reason, which is the one that tells something: "Connection refused".
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
