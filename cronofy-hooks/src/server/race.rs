//! [`first`]: waits for two futures at once, without the macros of tokio.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// The future that was ready first.
pub(super) enum Either<A, B> {
    First(A),
    Second(B),
}

/// The output of the future that is ready first; of `a` if both are.
pub(super) async fn first<A: Future + ?Sized, B: Future>(
    mut a: Pin<&mut A>,
    mut b: Pin<&mut B>,
) -> Either<A::Output, B::Output> {
    poll_fn(|cx| {
        if let Poll::Ready(output) = a.as_mut().poll(cx) {
            return Poll::Ready(Either::First(output));
        }
        b.as_mut().poll(cx).map(Either::Second)
    })
    .await
}
