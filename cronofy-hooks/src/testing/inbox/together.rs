//! [`together`]: several calls at the same time.

use std::future::poll_fn;
use std::task::Poll;

use crate::inbox::{InboxError, InboxFuture};

/// Waits for all of them. They were called in their order, so an engine that batches can do them in
/// one write.
pub(super) async fn together<T>(replies: Vec<InboxFuture<'_, T>>) -> Result<Vec<T>, InboxError> {
    let mut calls: Vec<_> = replies.into_iter().map(|reply| (reply, None)).collect();
    poll_fn(|cx| {
        for (reply, answer) in calls.iter_mut().filter(|(_, answer)| answer.is_none()) {
            if let Poll::Ready(value) = reply.as_mut().poll(cx) {
                *answer = Some(value);
            }
        }
        if calls.iter().all(|(_, answer)| answer.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    calls.into_iter().filter_map(|(_, answer)| answer).collect()
}
