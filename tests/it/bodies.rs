//! How much memory all unverified bodies can take together.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use cronofy_hooks::{Hooks, handlers};
use cronofy_hooks_tests::{Chunks, End, secrets, signed};
use http::{Request, Response};
use tower::ServiceExt as _;

const KIB: usize = 1 << 10;
/// The part of each body that does not count.
const FREE: usize = 16 * KIB;
const LIMIT: usize = 128 * KIB;

fn router() -> Router {
    let hooks = Hooks::new(secrets()).handlers(handlers![..]).body_limit(128 * KIB).unverified_limit(LIMIT);
    Router::new().nest("/cronofy", hooks.into_router().unwrap())
}

fn body_of(len: usize) -> String {
    format!("{{}}{}", " ".repeat(len - 2))
}

/// A request whose sender stalls after so many bytes.
struct StalledRequest(Pin<Box<dyn Future<Output = Response<Body>>>>);

impl StalledRequest {
    fn new(router: &Router, len: usize) -> Self {
        let body = Body::new(Chunks::new(&vec![b' '; len], End::Never));
        let request = Request::post("/cronofy").body(body).unwrap();
        let answer = router.clone().oneshot(request);
        Self(Box::pin(async { answer.await.unwrap() }))
    }

    /// Its status, if it is answered already.
    fn status(&mut self) -> Option<u16> {
        match self.0.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(response) => Some(response.status().as_u16()),
            Poll::Pending => None,
        }
    }
}

async fn send(router: &Router, len: usize) -> u16 {
    signed(body_of(len)).path("/cronofy").signed_with(&secrets()).send_to(router.clone()).await.status.as_u16()
}

#[tokio::test(start_paused = true)]
async fn large_bodies_share_a_limit_and_small_ones_get_through() {
    let router = router();
    let mut stalled: Vec<_> = (0..8).map(|_| StalledRequest::new(&router, 40 * KIB)).collect();
    let refused: Vec<_> = stalled.iter_mut().filter_map(StalledRequest::status).collect();
    // The allocated size counts, so two or more of them fit, but not all.
    assert!((1..=6).contains(&refused.len()), "{refused:?}");
    assert!(refused.iter().all(|status| *status == 503), "{refused:?}");
    // Refused bodies give back their part of the limit.
    let stalling = 8 - refused.len();
    assert_eq!(send(&router, 128 * KIB).await, 503, "{stalling} stall");
    for len in [100, KIB, FREE] {
        assert_eq!(send(&router, len).await, 204, "{len} bytes");
    }
    // A sender that gives up gives back.
    drop(stalled);
    assert_eq!(send(&router, 128 * KIB).await, 204);

    // So does a body whose time is over.
    let mut stalled = StalledRequest::new(&router, 100 * KIB);
    assert_eq!(stalled.status(), None);
    assert_eq!(send(&router, 128 * KIB).await, 503);
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert_eq!(stalled.status(), Some(408));
    assert_eq!(send(&router, 128 * KIB).await, 204);
}

#[tokio::test(start_paused = true)]
async fn small_bodies_that_stall_take_nothing_of_the_limit() {
    let router = router();
    let mut stalled: Vec<_> = (0..1000).map(|_| StalledRequest::new(&router, FREE)).collect();
    assert!(stalled.iter_mut().all(|stalled| stalled.status().is_none()));
    assert_eq!(send(&router, 128 * KIB).await, 204);
}

#[tokio::test(start_paused = true)]
async fn an_announced_length_takes_nothing_of_the_limit() {
    /// Announces a length, and sends nothing.
    struct AnnouncedBody;

    impl axum::body::HttpBody for AnnouncedBody {
        type Data = bytes::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<http_body::Frame<bytes::Bytes>, Self::Error>>> {
            Poll::Pending
        }

        fn size_hint(&self) -> http_body::SizeHint {
            http_body::SizeHint::with_exact(128 << 10)
        }
    }

    let router = router();
    let request = || Request::post("/cronofy").body(Body::new(AnnouncedBody)).unwrap();
    let mut announced: Vec<_> = (0..100).map(|_| Box::pin(router.clone().oneshot(request()))).collect();
    for answer in &mut announced {
        assert!(answer.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert_eq!(send(&router, 128 * KIB).await, 204);
}
