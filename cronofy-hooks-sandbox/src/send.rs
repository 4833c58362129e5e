//! Sending: one HTTP request, and how it ended.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::clock::ClockMode;
use crate::fault::Fault;
use crate::send_raw::{cut, slow_body};
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

    /// How the request ended, and how long it really took. Faults do not take the time that they tell
    /// of unless the clock runs: then so much of it as the clock says.
    pub(crate) async fn send(&self, sending: &Sending, clock: ClockMode) -> (Outcome, Duration) {
        let begun = Instant::now();
        let outcome = match tokio::time::timeout(sending.deadline, self.outcome(sending, clock)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(reason)) => Outcome::Failed(reason),
            Err(_) => Outcome::TimedOut,
        };
        (outcome, begun.elapsed())
    }

    async fn outcome(&self, sending: &Sending, clock: ClockMode) -> Result<Outcome, String> {
        let request = request(sending).map_err(|error| format!("{} is not a URL: {error}", sending.url))?;
        if request.uri().scheme_str() != Some("http") {
            return Err(format!("the sandbox sends to http:// only: change {} to a local address", sending.url));
        }
        match sending.fault {
            Some(Fault::Drop) => Ok(Outcome::Lost),
            Some(Fault::SlowBody) => {
                let open = match clock {
                    ClockMode::Paused => Duration::ZERO,
                    ClockMode::Running(speed) => sending.deadline.div_f64(speed.max(1.0)),
                };
                slow_body(&request, &sending.body, open).await.map_err(|error| error.to_string())?;
                Ok(Outcome::TimedOut)
            }
            Some(Fault::Cut) => {
                cut(&request, &sending.body).await.map_err(|error| error.to_string())?;
                Ok(Outcome::Lost)
            }
            Some(Fault::Duplicate) => {
                let first = self.answer(request.clone()).await;
                let second = self.answer(request).await;
                if matches!(first, Ok(200..=299)) { first } else { second }.map(Outcome::Answered)
            }
            _ => self.answer(request).await.map(Outcome::Answered),
        }
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<u16, String> {
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
