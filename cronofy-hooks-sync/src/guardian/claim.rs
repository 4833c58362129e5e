//! [`Claim`]: the right to look at a channel and to create it, which one process has at a time.

use jiff::{SignedDuration, Timestamp};

use super::error::GuardianError;
use crate::channel::{AnyChannelStore, ChannelQuery, GuardedChannel};

/// How long a claim holds after its last step: longer than any step takes, so that it only ends when its process did.
const HOLDS: SignedDuration = SignedDuration::from_mins(5);

/// The right to look at a channel and to create it.
///
/// A process that ends keeps its claim until [`HOLDS`] has passed. If a process is so slow that another one takes over,
/// the number of the claim has grown, and the slow one stores nothing any more.
pub(super) struct Claim<'s> {
    store: &'s dyn AnyChannelStore,
    channel: GuardedChannel,
}

impl<'s> Claim<'s> {
    /// Claims a channel as it was read from the store; `None` when another process has claimed or changed it.
    pub(super) async fn take(
        store: &'s dyn AnyChannelStore,
        channel: &GuardedChannel,
        now: Timestamp,
    ) -> Result<Option<Self>, GuardianError> {
        // Also when the clock of the other process is ahead.
        if channel.claimed_at.is_some_and(|at| now.duration_since(at).abs() < HOLDS) {
            return Ok(None);
        }
        let mut channel = channel.clone();
        channel.claimed_at = Some(now);
        channel.fence = channel.fence.saturating_add(1);
        channel.version = channel.version.saturating_add(1);
        let is_taken = store.replace(&channel).await.map_err(GuardianError::Store)?;
        Ok(is_taken.then_some(Self { store, channel }))
    }

    pub(super) fn channel(&self) -> &GuardedChannel {
        &self.channel
    }

    /// Stores a change, and keeps the claim unless the change gives it up.
    pub(super) async fn store(
        &mut self,
        now: Timestamp,
        change: impl Fn(&mut GuardedChannel),
    ) -> Result<(), GuardianError> {
        loop {
            let mut next = self.channel.clone();
            next.claimed_at = Some(now);
            change(&mut next);
            next.version = next.version.saturating_add(1);
            if self.store.replace(&next).await.map_err(GuardianError::Store)? {
                self.channel = next;
                return Ok(());
            }
            // Answers to deliveries were written in between, or another process took over.
            let query = ChannelQuery::Url { account_id: &next.account_id, callback_url: &next.callback_url };
            let stored = self.store.select(query).await.map_err(GuardianError::Store)?.pop();
            self.channel = stored.filter(|it| it.fence == self.channel.fence).ok_or(GuardianError::Claimed)?;
        }
    }
}
