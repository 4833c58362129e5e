//! [`Paused`]: a request body whose sender pauses within it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::HttpBody;
use bytes::Bytes;
use http_body::Frame;
use tokio::time::{Sleep, sleep};

/// A request body that comes in two parts, the second after a pause.
#[derive(Debug)]
pub struct Paused {
    first: Option<Bytes>,
    pause: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
    second: Option<Bytes>,
}

impl Paused {
    /// The pause begins when the first part is read.
    #[must_use]
    pub fn new(body: &[u8], pause: Duration) -> Self {
        let (first, second) = body.split_at(body.len() / 2);
        let [first, second] = [first, second].map(|part| Some(Bytes::copy_from_slice(part)));
        Self { first, pause, sleep: None, second }
    }
}

impl HttpBody for Paused {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        let pause = self.pause;
        ready!(self.sleep.get_or_insert_with(|| Box::pin(sleep(pause))).as_mut().poll(cx));
        Poll::Ready(self.second.take().map(|second| Ok(Frame::data(second))))
    }
}
