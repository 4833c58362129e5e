//! One request, from its first byte to its answer.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, Method};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::answer::Answer;
use super::body::{self, Unread};
use super::service::AnswerFuture;
use crate::delivery::Delivery;
use crate::dispatch::{Dispatch, Started};
use crate::hooks::Clock;
use crate::late::{TooLate, until};
use crate::signature::Secrets;
use crate::trace::Trace;

/// Everything that answering a request needs.
pub(crate) struct Receiver {
    pub(crate) secrets: Secrets,
    pub(crate) body_limit: usize,
    pub(crate) clock: Clock,
    pub(crate) dispatch: Dispatch,
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("dispatch", &self.dispatch).finish_non_exhaustive()
    }
}

impl Receiver {
    /// Starts to answer.
    pub(super) fn call(self: Arc<Self>, head: Parts, body: Body) -> AnswerFuture {
        let arrived = Instant::now();
        let trace = Trace::new();
        match trace.span() {
            Some(span) => Box::pin(self.answer(head, body, arrived, trace).instrument(span)),
            None => Box::pin(self.answer(head, body, arrived, trace)),
        }
    }

    /// The one async function of a request: what it holds while it waits is what a request costs in
    /// memory, so everything that does not wait is done outside of it.
    async fn answer(
        self: Arc<Self>,
        head: Parts,
        body: Body,
        arrived: Instant,
        mut trace: Trace,
    ) -> Result<Response, Infallible> {
        let answer = match refuse(&head) {
            Some(answer) => answer,
            None => {
                let deadline = arrived + self.dispatch.deadlines.longest();
                match until(deadline, body::read(body, self.body_limit)).await {
                    Ok(Ok(body)) => match self.start(head, body, &mut trace) {
                        Ok(started) => Answer::Handled(self.dispatch.finish(started, arrived, &mut trace).await),
                        Err(answer) => answer,
                    },
                    Ok(Err(Unread::TooLarge)) => Answer::TooLarge(self.body_limit),
                    Ok(Err(Unread::Broken)) => Answer::BodyBroken,
                    Err(TooLate) => Answer::TooSlow,
                }
            }
        };
        trace.answered(&answer, arrived);
        Ok(answer.into_response())
    }

    /// Verifies, reads and calls the handlers, without running them.
    fn start(&self, head: Parts, body: Bytes, trace: &mut Trace) -> Result<Started, Answer> {
        let delivery = Delivery::verify(&self.secrets, head, body, (self.clock)()).map_err(Answer::Refused)?;
        trace.verified(&delivery);
        self.dispatch.start(delivery, trace).map_err(Answer::NotJson)
    }
}

/// What can be answered without the body.
fn refuse(head: &Parts) -> Option<Answer> {
    if head.method != Method::POST {
        return Some(Answer::NotPost);
    }
    (!is_json(&head.headers)).then_some(Answer::NotJsonType)
}

/// Whether the content type is JSON. The service always says so; one that is missing is let pass.
fn is_json(headers: &HeaderMap) -> bool {
    const JSON: &[u8] = b"application/json";

    let Some(value) = headers.get(CONTENT_TYPE) else { return true };
    let value = value.as_bytes();
    // As the service spells it; everything below is for other spellings.
    if value.starts_with(JSON) && matches!(value.get(JSON.len()), None | Some(b';')) {
        return true;
    }
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii().to_ascii_lowercase();
    essence == JSON || essence.starts_with(b"application/") && essence.ends_with(b"+json")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn content_types() {
        let cases = [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("application/json;charset=utf-8", true),
            (" Application/JSON ; charset=utf-8", true),
            ("application/cloudevents+json", true),
            ("application/jsonp", false),
            ("application/json-seq", false),
            ("text/json", false),
            ("application/x-www-form-urlencoded", false),
            ("text/plain", false),
            ("", false),
            ("json", false),
        ];
        assert!(is_json(&HeaderMap::new()), "none");
        for (value, expected) in cases {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(value))]);
            assert_eq!(is_json(&headers), expected, "{value:?}");
        }
    }
}
