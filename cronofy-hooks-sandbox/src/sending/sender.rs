//! [`NotificationSender`]: sends one HTTP request, and reports how it ended.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::raw::{cut, slow_body};
use crate::clock::ClockMode;
use crate::world::model::{AttemptOutcome, Fault, OutgoingRequest};

/// Sends notifications over connections that it keeps.
#[derive(Clone, Debug)]
pub(crate) struct NotificationSender {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl NotificationSender {
    pub(crate) fn new() -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Sends a request. Returns how it ended, and the real time that it took. A fault that waits takes no
    /// real time while the clock is paused, and its share of it while the clock runs.
    pub(crate) async fn send(&self, outgoing: &OutgoingRequest, clock: ClockMode) -> (AttemptOutcome, Duration) {
        let begun = Instant::now();
        let outcome = match tokio::time::timeout(outgoing.deadline, self.outcome(outgoing, clock)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(reason)) => AttemptOutcome::Failed(reason),
            Err(_) => AttemptOutcome::TimedOut,
        };
        (outcome, begun.elapsed())
    }

    async fn outcome(&self, outgoing: &OutgoingRequest, clock: ClockMode) -> Result<AttemptOutcome, String> {
        let request = build(outgoing).map_err(|error| format!("{} is not a URL: {error}", outgoing.url))?;
        if request.uri().scheme_str() != Some("http") {
            return Err(format!("the sandbox sends to http:// only: change {} to a local address", outgoing.url));
        }
        match outgoing.fault {
            Some(Fault::Drop) => Ok(AttemptOutcome::Lost),
            Some(Fault::SlowBody) => {
                let open = match clock {
                    ClockMode::Paused => Duration::ZERO,
                    ClockMode::Running(speed) => outgoing.deadline.div_f64(speed.max(1.0)),
                };
                slow_body(&request, &outgoing.body, open).await.map_err(|error| error.to_string())?;
                Ok(AttemptOutcome::TimedOut)
            }
            Some(Fault::Cut) => {
                cut(&request, &outgoing.body).await.map_err(|error| error.to_string())?;
                Ok(AttemptOutcome::Lost)
            }
            Some(Fault::Duplicate) => {
                let first = self.answer(request.clone()).await;
                let second = self.answer(request).await;
                if matches!(first, Ok(200..=299)) { first } else { second }.map(AttemptOutcome::Answered)
            }
            _ => self.answer(request).await.map(AttemptOutcome::Answered),
        }
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<u16, String> {
        let response = self.client.request(request).await.map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        // Read to the end, so that the connection can be reused.
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            frame.map_err(|error| reason(&error))?;
        }
        Ok(status)
    }
}

fn build(outgoing: &OutgoingRequest) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(&outgoing.url)
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header(USER_AGENT, "Cronofy sandbox")
        .header(cronofy_hooks::SIGNATURE_HEADER, &outgoing.signature);
    if let Some(id) = &outgoing.notification_id {
        request = request.header("Cronofy-Notification-ID", id);
        request = request.header("Cronofy-Notification-Attempt", outgoing.attempt.to_string());
    }
    request.body(Full::new(Bytes::from(outgoing.body.clone())))
}

/// The innermost reason, such as "Connection refused".
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
