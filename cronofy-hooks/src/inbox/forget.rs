//! [`forget_channel`]: what an inbox has about a channel, deleted.

use super::admin::{JobAction, JobFilter, JobState};
use super::error::InboxError;
use super::store::Inbox;

/// What became of the deliveries of a channel: the result of [`forget_channel`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForgottenChannel {
    /// How many deliveries were deleted.
    pub deleted: u64,
    /// The numbers of those that are kept, because a worker has leased a job of theirs and may be running it.
    pub kept: Vec<i64>,
}

/// Deletes what an inbox has about a channel: every delivery that came through it, with all its jobs, also those that
/// have yet to run. For a user who asks to be forgotten.
///
/// A delivery with a running job is kept, and listed in [`kept`](ForgottenChannel::kept): call again later. That includes
/// a job whose lease has ended, because its worker may still run it. When a handler calls this function, its own delivery
/// is running and is kept, too; retention deletes it. Deliveries that arrive after the call stay, so close the channel
/// first. [`Inbox::deliveries_of`] finds the same deliveries without deleting them.
///
/// A handler that takes a `Tx` of an inbox in SQLite calls this before its first statement: the transaction holds the
/// file's only write lock from then on, so that this function fails at once.
///
/// ```
/// use cronofy_hooks::inbox::{Inbox, InboxError, forget_channel};
/// use cronofy_hooks::payload::GdprRequested;
/// use cronofy_hooks::{State, cronofy_handler};
/// use std::sync::Arc;
///
/// #[cronofy_handler(notification = "gdpr_requested")]
/// async fn forget(requested: GdprRequested, State(inbox): State<Arc<dyn Inbox>>) -> Result<(), InboxError> {
///     forget_channel(&*inbox, &requested.channel.channel_id).await?;
///     // Then what the application itself has about the user.
///     Ok(())
/// }
/// ```
///
/// # Errors
/// When the store does not answer, or cannot search its deliveries. Some may be deleted; repeat the call.
pub async fn forget_channel(inbox: &dyn Inbox, channel_id: &str) -> Result<ForgottenChannel, InboxError> {
    let found = inbox.deliveries_of(channel_id.to_owned()).await?;
    // From behind: each job that is buried lets the next of its key run.
    for delivery in found.iter().rev() {
        let Some(stored) = inbox.show(*delivery).await? else { continue };
        let waiting = stored.jobs.iter().filter(|job| job.state == JobState::Waiting).map(|job| job.job);
        let jobs: Vec<_> = waiting.collect();
        if !jobs.is_empty() {
            // Not a job that was leased and has no result yet: its handler may be the caller.
            inbox.apply(JobAction::Bury, JobFilter { jobs, ..JobFilter::all().unleased() }).await?;
        }
    }
    let deleted = inbox.delete(found.clone()).await?;
    let mut kept = Vec::new();
    if deleted < found.len() as u64 {
        for delivery in found {
            if inbox.show(delivery).await?.is_some() {
                kept.push(delivery);
            }
        }
    }
    Ok(ForgottenChannel { deleted, kept })
}
