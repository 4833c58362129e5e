//! One request, from its first byte to its answer.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
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
use super::body::{Bounds, Reading};
use super::on_answer::{WatchedAnswer, Watchers};
use super::refusals::{Refusal, Refusals};
use super::service::AnswerFuture;
use crate::clock::Clock;
use crate::delivery::Delivery;
use crate::dispatch::Trace;
use crate::dispatch::timeout::{Elapsed, until};
use crate::dispatch::{Dispatch, Dispatched};
#[cfg(feature = "inbox")]
use crate::inbox::{
    WorkerHandle,
    ingest::{Ingest, Storing},
};
use crate::measure;
use crate::parse::read;
use crate::signature::Secrets;

/// Everything that answering a request needs.
pub(crate) struct Receiver {
    pub(crate) secrets: Secrets,
    pub(crate) bounds: Bounds,
    pub(crate) refusals: Refusals,
    pub(crate) clock: Clock,
    pub(crate) dispatch: Arc<Dispatch>,
    pub(crate) watchers: Watchers,
    /// Stores deliveries before they are answered; without it they are handled at once.
    #[cfg(feature = "inbox")]
    pub(crate) ingest: Option<Ingest>,
    /// Ends with the last clone of the router.
    #[cfg(feature = "inbox")]
    pub(crate) worker: Option<WorkerHandle>,
}

/// The handling or storing of a delivery, begun.
enum Begun {
    Handling(Dispatched),
    #[cfg(feature = "inbox")]
    Storing(Storing),
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
        let trace = Trace::new(arrived);
        match trace.span() {
            Some(span) => Box::pin(self.answer(head, body, arrived, trace).instrument(span)),
            None => Box::pin(self.answer(head, body, arrived, trace)),
        }
    }

    /// The one future of a request. A request costs the memory, and the moves, of what this future holds
    /// while it waits. So it is a block, which keeps its captures where they are, and everything that
    /// does not wait happens outside of it.
    #[expect(clippy::manual_async_fn, reason = "an async function would hold its arguments twice")]
    fn answer(
        self: Arc<Self>,
        head: Parts,
        body: Body,
        mut since: Instant,
        mut trace: Trace,
    ) -> impl Future<Output = Result<Response, Infallible>> + Send {
        async move {
            if let Some(refusal) = refuse(&head) {
                return Ok(self.respond(Answer::Refused(refusal), since, &trace));
            }
            let mut watched = None;
            let begun = {
                let mut reading = Reading::new(body, &self.bounds);
                let read = {
                    let whole = pin!(poll_fn(|cx| reading.poll(cx)));
                    until(since, self.bounds.limits.timeout, whole).await
                };
                if reading.waited() {
                    // The limits of handlers and store count from here: a sender that pauses within the
                    // body takes no time from them.
                    since = Instant::now();
                    trace.body_complete(since);
                }
                match read {
                    Ok(Ok(body)) => self.begin(head, body, since, &trace, &mut watched),
                    Ok(Err(refusal)) => Err(Answer::Refused(refusal)),
                    Err(Elapsed) => Err(Answer::Refused(Refusal::BodyTimeout(self.bounds.limits.timeout))),
                }
            };
            let answer = match begun {
                Ok(Begun::Handling(mut dispatched)) => {
                    Answer::Handled(self.dispatch.finish(&mut dispatched, since, &mut trace).await)
                }
                #[cfg(feature = "inbox")]
                Ok(Begun::Storing(storing)) => Answer::Stored(storing.await),
                Err(answer) => answer,
            };
            if let Some(mut watched) = watched {
                watched.answered(answer.status());
            }
            Ok(self.respond(answer, since, &trace))
        }
    }

    /// Ends the trace of a request whose body was complete at a time, and makes the response.
    fn respond(&self, answer: Answer, complete: Instant, trace: &Trace) -> Response {
        if answer.is_of_a_delivery() {
            measure::answered(complete);
        }
        if let Some(kind) = answer.kind_of_refusal() {
            measure::refused(kind);
        }
        if trace.is_on() {
            // The number of those that were not logged: `None` where this one is not logged either.
            let more = match answer {
                Answer::Refused(refusal) => self.refusals.take(refusal),
                _ => Some(0),
            };
            if let (Some(more), Some(reason)) = (more, answer.refused()) {
                trace.refused(&reason, more);
            }
            trace.answered(answer.status());
        }
        answer.into_response()
    }

    /// Verifies and reads. Then calls the handlers, without running them, or stores the delivery.
    fn begin(
        &self,
        head: Parts,
        body: Bytes,
        complete: Instant,
        trace: &Trace,
        watched: &mut Option<Box<WatchedAnswer>>,
    ) -> Result<Begun, Answer> {
        let delivery = Delivery::verify(&self.secrets, head, body, (self.clock)())
            .map_err(|error| Answer::Refused(Refusal::Signature(error)))?;
        trace.verified(&delivery);
        *watched = self.watchers.watch(&delivery);
        let contents = read(delivery.body()).map_err(Answer::NotJson)?;
        #[cfg(feature = "inbox")]
        if let Some(ingest) = &self.ingest {
            return Ok(Begun::Storing(ingest.store(&self.dispatch.table, delivery, contents, complete)));
        }
        #[cfg(not(feature = "inbox"))]
        let _ = complete;
        Ok(Begun::Handling(self.dispatch.start(delivery, contents, trace)))
    }
}

/// What can be answered without the body.
fn refuse(head: &Parts) -> Option<Refusal> {
    if head.method != Method::POST {
        return Some(Refusal::NotPost);
    }
    (!is_json(&head.headers)).then_some(Refusal::NotJsonType)
}

/// Whether the content type is JSON. The service always sends one; a missing one is accepted.
fn is_json(headers: &HeaderMap) -> bool {
    const JSON: &[u8] = b"application/json";

    let Some(value) = headers.get(CONTENT_TYPE) else { return true };
    let value = value.as_bytes();
    // The service's spelling; everything below is for other spellings.
    if value.starts_with(JSON) && matches!(value.get(JSON.len()), None | Some(b';')) {
        return true;
    }
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii().to_ascii_lowercase();
    let suffixed = || essence.strip_prefix(b"application/").and_then(|subtype| subtype.strip_suffix(b"+json"));
    essence == JSON || suffixed().is_some_and(|subtype| !subtype.is_empty())
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
            ("application/+json", false),
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
