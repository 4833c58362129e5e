//! Reads a body within the limits that hold before its signature is verified.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::Body as _;

/// Bytes of each body that do not count against [`Limits::unverified`]. A delivery has about 1 KB, so
/// deliveries get through while large bodies use up what all of them share.
const FREE: usize = 16 << 10;

/// What a body may cost before its signature is verified.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// The largest body, in bytes.
    pub(crate) body: usize,
    /// How long a body may take to arrive.
    pub(crate) timeout: Duration,
    /// Bytes that the bodies which are being read may have together, beyond [`FREE`] of each.
    pub(crate) unverified: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 1 << 20, timeout: Duration::from_secs(10), unverified: 32 << 20 }
    }
}

impl Limits {
    /// The largest body that `unverified` leaves room for, if that is below `body`.
    pub(crate) fn contradiction(&self) -> Option<usize> {
        let most = self.unverified.saturating_add(FREE);
        (most < self.body).then_some(most)
    }
}

/// The bytes that bodies hold beyond [`FREE`] of each, over all clones of a router.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unverified(Arc<AtomicUsize>);

/// What one body holds of [`Unverified`]. It is given back when this is dropped.
#[derive(Debug)]
struct Share<'u> {
    unverified: &'u AtomicUsize,
    held: usize,
}

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than the limit. What arrived of it is not kept.
    TooLarge,
    /// It broke off.
    Broken,
    /// All bodies together reached [`Limits::unverified`].
    Crowded,
}

/// A body on its way in.
///
/// A struct that is polled, not an async function: the future of a request holds it, and an async
/// function would hold its arguments twice.
#[derive(Debug)]
pub(super) struct Reading<'u> {
    body: Body,
    limits: &'u Limits,
    share: Share<'u>,
    /// The first piece. A body that arrives in one piece, as nearly all do, is not copied.
    whole: Bytes,
    /// All pieces, where there are several.
    joined: Vec<u8>,
    /// It was not there when it was first asked for.
    waited: bool,
}

impl<'u> Reading<'u> {
    pub(super) fn new(body: Body, limits: &'u Limits, unverified: &'u Unverified) -> Self {
        let share = Share { unverified: &unverified.0, held: 0 };
        Self { body, limits, share, whole: Bytes::new(), joined: Vec::new(), waited: false }
    }

    /// Whether it was not there when it was first asked for.
    pub(super) fn waited(&self) -> bool {
        self.waited
    }

    /// The whole body. What it holds of the shared limit is held until the reading is dropped.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Unread>> {
        // A body that says how long it is need not be read to be refused.
        if !self.waited && self.body.size_hint().lower() > self.limits.body as u64 {
            return Poll::Ready(Err(Unread::TooLarge));
        }
        loop {
            let frame = match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => frame,
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Err(Unread::Broken)),
                Poll::Ready(None) => break,
                Poll::Pending => {
                    self.waited = true;
                    return Poll::Pending;
                }
            };
            // Trailers are no part of what is signed.
            let Ok(data) = frame.into_data() else { continue };
            if let Err(unread) = self.add(data) {
                return Poll::Ready(Err(unread));
            }
            if self.body.is_end_stream() {
                break;
            }
        }
        let whole = std::mem::take(&mut self.whole);
        Poll::Ready(Ok(if self.joined.is_empty() { whole } else { std::mem::take(&mut self.joined).into() }))
    }

    fn add(&mut self, data: Bytes) -> Result<(), Unread> {
        let len = self.whole.len() + self.joined.len() + data.len();
        if len > self.limits.body {
            return Err(Unread::TooLarge);
        }
        if self.whole.is_empty() && self.joined.is_empty() {
            self.share.grow(len, self.limits)?;
            self.whole = data;
            return Ok(());
        }
        if self.joined.capacity() < len {
            // What counts is what is allocated. At least twice as much as before, so that a body in
            // small pieces is not copied for each.
            let capacity = len.max(2 * self.joined.capacity()).min(self.limits.body);
            self.share.grow(capacity, self.limits)?;
            self.joined.reserve_exact(capacity - self.joined.len());
        }
        self.joined.extend_from_slice(&std::mem::take(&mut self.whole));
        self.joined.extend_from_slice(&data);
        Ok(())
    }
}

impl Share<'_> {
    /// Holds so many bytes from now on, of which [`FREE`] are not counted.
    fn grow(&mut self, bytes: usize, limits: &Limits) -> Result<(), Unread> {
        let counted = bytes.saturating_sub(FREE);
        if counted <= self.held {
            return Ok(());
        }
        let more = counted - self.held;
        let before = self.unverified.fetch_add(more, Ordering::Relaxed);
        self.held = counted;
        // Where it is too much, dropping the share gives it back.
        if before.saturating_add(more) > limits.unverified { Err(Unread::Crowded) } else { Ok(()) }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        if self.held > 0 {
            self.unverified.fetch_sub(self.held, Ordering::Relaxed);
        }
    }
}
