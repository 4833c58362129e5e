//! [`MemoryChannels`]: guarded channels for tests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cronofy_hooks::BoxError;

use super::guarded::{ChannelState, GuardedChannel};
use super::store::{ChannelQuery, ChannelStore};

/// Keeps guarded channels in memory: they are lost when the program ends. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryChannels(Arc<Mutex<BTreeMap<(String, String), GuardedChannel>>>);

impl MemoryChannels {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<(String, String), GuardedChannel>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(channel: &GuardedChannel) -> (String, String) {
    (channel.account_id.clone(), channel.callback_url.clone())
}

impl ChannelStore for MemoryChannels {
    async fn select(&self, query: ChannelQuery<'_>) -> Result<Vec<GuardedChannel>, BoxError> {
        let matches = |channel: &&GuardedChannel| match query {
            ChannelQuery::All => true,
            ChannelQuery::InTrouble => channel.state != ChannelState::Open || channel.failing_since.is_some(),
            ChannelQuery::Due(now) => channel.due_at <= now,
            ChannelQuery::Id(id) => channel.channel_id.as_deref() == Some(id),
            ChannelQuery::Url { account_id, callback_url } => {
                channel.account_id == account_id && channel.callback_url == callback_url
            }
        };
        let mut channels: Vec<_> = self.lock().values().filter(matches).cloned().collect();
        if matches!(query, ChannelQuery::Due(_)) {
            channels.sort_by_key(|channel| channel.due_at);
        }
        Ok(channels)
    }

    async fn replace(&self, next: &GuardedChannel) -> Result<bool, BoxError> {
        let mut channels = self.lock();
        let stored = channels.get(&key(next)).map_or(0, |channel| channel.version);
        let is_next = stored + 1 == next.version;
        if is_next {
            channels.insert(key(next), next.clone());
        }
        Ok(is_next)
    }

    async fn remove(&self, channel: &GuardedChannel) -> Result<bool, BoxError> {
        let mut channels = self.lock();
        let is_same = channels.get(&key(channel)).is_some_and(|stored| stored.version == channel.version);
        if is_same {
            channels.remove(&key(channel));
        }
        Ok(is_same)
    }
}
