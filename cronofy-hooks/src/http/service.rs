//! [`HooksService`]: the hooks as a tower service.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::Request;
use tower_service::Service;

use super::Receiver;
use crate::outcome::BoxError;

/// The future of an answer.
pub(crate) type AnswerFuture = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

/// The hooks as a [`tower::Service`](Service), for servers without axum's router. Made by
/// [`Hooks::into_service`](crate::Hooks::into_service).
///
/// It takes requests with any body, answers any path, and never fails. It needs a Tokio runtime with
/// its timer.
#[derive(Clone, Debug)]
pub struct HooksService(Arc<Receiver>);

impl HooksService {
    pub(crate) fn new(receiver: Receiver) -> Self {
        Self(Arc::new(receiver))
    }
}

impl<B> Service<Request<B>> for HooksService
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = AnswerFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (head, body) = request.into_parts();
        Arc::clone(&self.0).call(head, Body::new(body))
    }
}
