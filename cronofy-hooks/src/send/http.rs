//! Sending, in process and over HTTP.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;

use axum::body::Body;
use axum::response::Response;
use http::response::Parts;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use tower_service::Service;

use super::connection::DeliveryConnection;
use super::request::DeliveryRequest;
use crate::outcome::BoxError;
use crate::text::Chain;

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryAnswer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The text of the body.
    pub text: String,
}

impl DeliveryRequest {
    /// Sends it to a router, or to any other service that axum can route to.
    ///
    /// # Panics
    /// When the body of the answer breaks off.
    pub async fn send_to<S>(self, mut service: S) -> DeliveryAnswer
    where
        S: Service<Request<Body>, Response = Response, Error = Infallible>,
    {
        let Ok(()) = poll_fn(|cx| service.poll_ready(cx)).await;
        let Ok(response) = service.call(self.into_request()).await;
        let (head, body) = response.into_parts();
        match body.collect().await {
            Ok(body) => DeliveryAnswer::new(head, &body.to_bytes()),
            Err(error) => panic!("the body of the answer broke off: {error}"),
        }
    }

    /// Sends it to a URL such as `http://127.0.0.1:3000`, over plain HTTP. The path and query are
    /// those of the URL if it has any, else those of the request.
    ///
    /// # Errors
    /// When the URL is not one of plain HTTP or names a user, nothing answers, or the answer has more than 1 MiB.
    pub async fn post_to(self, url: &str) -> Result<DeliveryAnswer, SendError> {
        DeliveryConnection::open(url).await?.send(self).await
    }
}

impl DeliveryAnswer {
    pub(super) fn new(head: Parts, body: &[u8]) -> Self {
        Self { status: head.status, headers: head.headers, text: String::from_utf8_lossy(body).into_owned() }
    }
}

/// A request that could not be sent, or was not answered.
///
/// `{error}` writes the message alone; `{error:#}` also writes its causes.
#[derive(Debug)]
pub struct SendError {
    /// Without a user and a password.
    pub(super) url: String,
    pub(super) error: BoxError,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return Chain(self).fmt(f);
        }
        write!(f, "no answer from {}: {}", self.url, self.error)
    }
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
