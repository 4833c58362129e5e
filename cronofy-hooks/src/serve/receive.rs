//! One request, from its first byte to its answer.

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, OriginalUri, RawPathParams, Request};
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, Method};
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;

use super::answer::Answer;
use crate::delivery::{Delivery, PathParams};
use crate::dispatch::Dispatch;
use crate::hooks::Clock;
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
    pub(crate) async fn answer(self: Arc<Self>, request: Request) -> Response {
        let arrived = Instant::now();
        let mut trace = Trace::new(request.uri().path());
        let span = trace.span();
        let answer = self.receive(request, arrived, &mut trace).instrument(span).await;
        trace.answered(answer.status(), arrived.elapsed());
        answer.into_response()
    }

    async fn receive(&self, request: Request, arrived: Instant, trace: &mut Trace) -> Answer {
        let delivery = match self.verify(request, arrived).await {
            Ok(delivery) => delivery,
            Err(answer) => {
                tracing::warn!(reason = answer.reason(), "refused");
                return answer;
            }
        };
        trace.verified(&delivery);
        match self.dispatch.start(&delivery, trace) {
            Ok(started) => Answer::Handled(self.dispatch.finish(started, &delivery, arrived, trace).await),
            Err(error) => {
                tracing::warn!(%error, "refused");
                Answer::NotJson(error)
            }
        }
    }

    /// Reads the request, and makes a delivery of it if its signature matches.
    async fn verify(&self, request: Request, arrived: Instant) -> Result<Delivery, Answer> {
        if request.method() != Method::POST {
            return Err(Answer::NotPost);
        }
        if !is_json(request.headers()) {
            return Err(Answer::NotJsonType);
        }
        let (mut head, body) = request.into_parts();
        let path_params = path_params(&mut head).await;
        if let Some(OriginalUri(uri)) = head.extensions.remove() {
            head.uri = uri;
        }
        let deadline = arrived + self.dispatch.deadlines.longest();
        let body = match timeout_at(deadline, self.body(body)).await {
            Ok(body) => body?,
            Err(_) => return Err(Answer::TooSlow),
        };
        Delivery::verify_routed(&self.secrets, head, path_params, body, (self.clock)()).map_err(Answer::Refused)
    }

    async fn body(&self, body: Body) -> Result<Bytes, Answer> {
        // A body that says how long it is need not be read to be refused.
        if body.size_hint().lower() > self.body_limit as u64 {
            return Err(Answer::TooLarge(self.body_limit));
        }
        match Limited::new(body, self.body_limit).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => Err(Answer::TooLarge(self.body_limit)),
            Err(_) => Err(Answer::BodyBroken),
        }
    }
}

/// Whether the content type is JSON. The service always says so; one that is missing is let pass.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else { return true };
    let Ok(value) = value.to_str() else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    let has_json_suffix = || subtype.len() > 5 && subtype[..].to_ascii_lowercase().ends_with("+json");
    kind.eq_ignore_ascii_case("application") && (subtype.eq_ignore_ascii_case("json") || has_json_suffix())
}

/// The parameters with which axum's router called, if it did.
async fn path_params(head: &mut Parts) -> PathParams {
    match RawPathParams::from_request_parts(head, &()).await {
        Ok(params) => params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        Err(_) => PathParams::new(),
    }
}
