//! [`Exchange`]: the router as hyper calls it, recording the phase of each request.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;
use tower_service::Service as _;

use super::activity::Activity;

/// The router, for one connection.
pub(super) struct Exchange {
    pub(super) router: Router,
    pub(super) activity: Arc<Activity>,
}

impl hyper::service::Service<Request<Incoming>> for Exchange {
    type Response = Response<Noted<Body>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let activity = Arc::clone(&self.activity);
        activity.request(!request.body().is_end_stream());
        let request = request.map(|body| Body::new(Noted::new(body, &activity, Activity::body_ended)));
        // Always ready, as axum's router is.
        let answering = self.router.clone().call(request);
        Box::pin(async move {
            let response = match answering.await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            activity.answer(!response.body().is_end_stream());
            Ok(response.map(|body| Noted::new(body, &activity, Activity::answer_ended)))
        })
    }
}

/// A body that records its end.
pub(super) struct Noted<B> {
    body: B,
    activity: Arc<Activity>,
    ended: fn(&Activity),
}

impl<B> Noted<B> {
    fn new(body: B, activity: &Arc<Activity>, ended: fn(&Activity)) -> Self {
        Self { body, activity: Arc::clone(activity), ended }
    }
}

impl<B> Drop for Noted<B> {
    fn drop(&mut self) {
        (self.ended)(&self.activity);
    }
}

impl<B: http_body::Body<Data = Bytes> + Unpin> http_body::Body for Noted<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        // A body of known length ends without another poll.
        let more = match &frame {
            Poll::Ready(Some(Ok(_))) => !self.body.is_end_stream(),
            Poll::Ready(Some(Err(_)) | None) => false,
            Poll::Pending => true,
        };
        if !more {
            (self.ended)(&self.activity);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
