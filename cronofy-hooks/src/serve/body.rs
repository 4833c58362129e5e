//! Reads a body up to a limit.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body::Body as _;

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than the limit. What there is of it is not kept.
    TooLarge,
    /// It broke off.
    Broken,
}

/// The whole body. One that arrived in one piece, as nearly all do, is not copied.
pub(super) async fn read(mut body: Body, limit: usize) -> Result<Bytes, Unread> {
    // A body that says how long it is need not be read to be refused.
    if body.size_hint().lower() > limit as u64 {
        return Err(Unread::TooLarge);
    }
    let mut whole = Bytes::new();
    let mut joined = BytesMut::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        // Trailers are no part of what is signed.
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else { continue };
        if whole.len() + joined.len() + data.len() > limit {
            return Err(Unread::TooLarge);
        }
        if whole.is_empty() && joined.is_empty() {
            whole = data;
            continue;
        }
        joined.extend_from_slice(&std::mem::take(&mut whole));
        joined.extend_from_slice(&data);
    }
    Ok(if joined.is_empty() { whole } else { joined.freeze() })
}
