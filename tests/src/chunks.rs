//! [`Chunks`]: a request body of unknown length.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::HttpBody;
use bytes::Bytes;
use http_body::Frame;

/// A request body in pieces, without a length, as a chunked one.
#[derive(Debug)]
pub struct Chunks {
    pieces: VecDeque<Bytes>,
    end: End,
}

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Complete.
    Whole,
    /// The connection breaks.
    Broken,
    /// The rest never comes.
    Never,
}

impl Chunks {
    /// A body in pieces of 100 bytes.
    #[must_use]
    pub fn new(body: &[u8], end: End) -> Self {
        Self { pieces: body.chunks(100).map(Bytes::copy_from_slice).collect(), end }
    }
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match (self.pieces.pop_front(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            (None, End::Whole) => Poll::Ready(None),
            (None, End::Broken) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            (None, End::Never) => Poll::Pending,
        }
    }
}
