//! Reads a body within the limits that hold before its signature is verified.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::Body as _;

use super::refusals::Refusal;

/// The first bytes of each body do not count against [`Limits::unverified`]. A delivery has about 1 KB, so
/// deliveries get through while large bodies use up the shared limit.
const FREE: usize = 16 << 10;

/// What a body may cost before its signature is verified.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// The largest body, in bytes.
    pub(crate) body: usize,
    /// How long a body may take to arrive.
    pub(crate) timeout: Duration,
    /// The bytes of all bodies being read together, beyond [`FREE`] of each.
    pub(crate) unverified: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 1 << 20, timeout: Duration::from_secs(10), unverified: 32 << 20 }
    }
}

impl Limits {
    /// The largest body that fits into `unverified`, if that is smaller than `body`.
    pub(crate) fn contradiction(&self) -> Option<usize> {
        let most = self.unverified.saturating_add(FREE);
        (most < self.body).then_some(most)
    }
}

/// [`Limits`], and how much of [`Limits::unverified`] bodies hold, over all clones of a router.
#[derive(Debug)]
pub(crate) struct Bounds {
    pub(crate) limits: Limits,
    /// Bytes beyond [`FREE`] of each body.
    held: AtomicUsize,
}

impl Bounds {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, held: AtomicUsize::new(0) }
    }
}

/// A body that is being read. Dropping it gives its share of [`Bounds`] back.
///
/// A struct that is polled, not an async function: the future of a request holds it, and an async
/// function would hold its arguments twice.
#[derive(Debug)]
pub(super) struct Reading<'b> {
    body: Body,
    bounds: &'b Bounds,
    held: usize,
    /// The part that has arrived, if it is one piece. Nearly all bodies arrive in one, which is not copied.
    piece: Bytes,
    /// The part that has arrived, if it is several pieces.
    joined: Vec<u8>,
    /// The body had not arrived at the first poll.
    waited: bool,
}

impl<'b> Reading<'b> {
    pub(super) fn new(body: Body, bounds: &'b Bounds) -> Self {
        Self { body, bounds, held: 0, piece: Bytes::new(), joined: Vec::new(), waited: false }
    }

    /// Whether the body had not arrived at the first poll.
    pub(super) fn waited(&self) -> bool {
        self.waited
    }

    /// The whole body.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Refusal>> {
        // Refuse a body that announces too many bytes without reading it.
        if !self.waited && self.body.size_hint().lower() > self.bounds.limits.body as u64 {
            return Poll::Ready(Err(Refusal::TooLarge(self.bounds.limits.body)));
        }
        loop {
            let frame = match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => frame,
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Err(Refusal::BodyBroken)),
                Poll::Ready(None) => break,
                Poll::Pending => {
                    self.waited = true;
                    return Poll::Pending;
                }
            };
            // Trailers are not signed.
            let Ok(data) = frame.into_data() else { continue };
            if let Err(refusal) = self.add(data) {
                return Poll::Ready(Err(refusal));
            }
            if self.body.is_end_stream() {
                break;
            }
        }
        // Free the body before the payload is built, so that the allocator can reuse its memory.
        drop(std::mem::take(&mut self.body));
        let (piece, joined) = (std::mem::take(&mut self.piece), std::mem::take(&mut self.joined));
        Poll::Ready(Ok(if joined.is_empty() { piece } else { joined.into() }))
    }

    fn add(&mut self, data: Bytes) -> Result<(), Refusal> {
        let limit = self.bounds.limits.body;
        let before = self.piece.len() + self.joined.len();
        let len = before + data.len();
        if len > limit {
            return Err(Refusal::TooLarge(limit));
        }
        if before == 0 {
            self.hold(len)?;
            self.piece = data;
            return Ok(());
        }
        let capacity = self.joined.capacity();
        if capacity < len {
            // Allocated bytes count. Double the capacity, so that a body in small pieces is not copied for
            // each of them, but stay within the uncounted bytes as long as the body does.
            let most = if len <= FREE { FREE.min(limit) } else { limit };
            let capacity = len.max(2 * capacity).min(most);
            self.hold(capacity)?;
            self.joined.reserve_exact(capacity - self.joined.len());
        }
        self.joined.extend_from_slice(&std::mem::take(&mut self.piece));
        self.joined.extend_from_slice(&data);
        Ok(())
    }

    /// Sets how many bytes this body holds. [`FREE`] of them do not count.
    fn hold(&mut self, bytes: usize) -> Result<(), Refusal> {
        let counted = bytes.saturating_sub(FREE);
        if counted <= self.held {
            return Ok(());
        }
        let more = counted - self.held;
        let before = self.bounds.held.fetch_add(more, Ordering::Relaxed);
        self.held = counted;
        // If this is too much, `drop` gives it back.
        if before.saturating_add(more) > self.bounds.limits.unverified { Err(Refusal::Crowded) } else { Ok(()) }
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if self.held > 0 {
            self.bounds.held.fetch_sub(self.held, Ordering::Relaxed);
        }
    }
}
