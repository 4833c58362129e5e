//! Several calls at the same time.

use std::future::poll_fn;
use std::task::Poll;

use cronofy_hooks::inbox::{InboxError, InboxFuture};

use crate::difference::{CheckResult, Difference};

/// Waits for all of them. They were called in their order, so an engine that batches can do them in one write.
pub(crate) async fn together<T>(replies: impl IntoIterator<Item = InboxFuture<'_, T>>) -> Result<Vec<T>, InboxError> {
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

/// Polls once. Returns the answer if there is one already.
pub(crate) async fn poll_once<T>(reply: &mut InboxFuture<'_, T>) -> Option<Result<T, InboxError>> {
    poll_fn(|cx| match reply.as_mut().poll(cx) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// Runs each in a task of its own, on any thread.
pub(crate) async fn in_tasks<T: Send + 'static>(
    calls: impl IntoIterator<Item: Future<Output = Result<T, InboxError>> + Send + 'static>,
) -> CheckResult<Vec<T>> {
    let tasks: Vec<_> = calls.into_iter().map(tokio::spawn).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.map_err(|_| Difference::new("a call in a task", "an answer", "it panicked"))??);
    }
    Ok(answers)
}
