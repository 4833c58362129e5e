//! Channels and what is told on them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::World;
use super::agenda::Plan;
use super::channel::{Channel, Closed, ClosedBy, Filters};
use super::delivery::{About, Notice};

/// The service's limit for one account.
pub(crate) const MOST_CHANNELS: usize = 128;

/// Why a channel was not created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoChannel {
    /// The account has 128 already.
    TooMany,
}

impl World {
    /// Creates a channel, or finds the one that is the same.
    pub(crate) fn create_channel(
        &mut self,
        account_id: &str,
        callback_url: &str,
        filters: Filters,
    ) -> Result<Channel, NoChannel> {
        let mut open = self.channels.values().filter(|it| it.account_id == account_id && it.closed.is_none());
        if let Some(same) = open.clone().find(|it| it.callback_url == callback_url && it.filters == filters) {
            return Ok(same.clone());
        }
        if open.nth(MOST_CHANNELS - 1).is_some() {
            return Err(NoChannel::TooMany);
        }
        let channel = Channel {
            channel_id: self.ids.of("chn", self.now),
            account_id: account_id.to_owned(),
            callback_url: callback_url.to_owned(),
            filters,
            created: self.now,
            last_success: None,
            failing_since: None,
            closed: None,
            unsent_since: None,
        };
        self.channels.insert(channel.channel_id.clone(), channel.clone());
        self.notify_channel(&channel.channel_id, "verification", None);
        Ok(channel)
    }

    /// The open channels of an account.
    pub(crate) fn channels_of<'w>(&'w self, account_id: &'w str) -> impl Iterator<Item = &'w Channel> {
        self.channels.values().filter(move |it| it.account_id == account_id && it.closed.is_none())
    }

    /// Whether there was such an open channel.
    pub(crate) fn close_channel(&mut self, account_id: &str, channel_id: &str) -> bool {
        let now = self.now;
        let channel = self.channels.get_mut(channel_id).filter(|it| it.account_id == account_id && it.closed.is_none());
        if let Some(channel) = channel {
            channel.closed = Some(Closed { at: now, by: ClosedBy::Application });
            return true;
        }
        false
    }

    /// Tells one channel something about its account.
    pub(crate) fn notify_channel(
        &mut self,
        channel_id: &str,
        name: &str,
        changes_since: Option<Timestamp>,
    ) -> Option<u64> {
        let channel = self.channels.get(channel_id).filter(|it| it.closed.is_none())?;
        let mut notification = json!({ "type": name });
        if let Some(since) = changes_since {
            notification["changes_since"] = seconds(since).into();
        }
        let mut told = channel.body();
        // The service sends it although nobody asked for it.
        told["scheduling_conversations"] = json!({});
        let body = json!({ "notification": notification, "channel": told });
        let url = channel.callback_url.clone();
        let about = About::Channel(channel_id.to_owned());
        let name = name.to_owned();
        Some(self.send(Notice { about, name, subtype: None, url, body, trigger: false }))
    }

    /// Tells every open channel of an account, as when a profile is disconnected.
    pub(crate) fn notify_account(&mut self, account_id: &str, name: &str) {
        let channels: Vec<_> = self.channels_of(account_id).map(|it| it.channel_id.clone()).collect();
        for channel_id in channels {
            self.notify_channel(&channel_id, name, None);
        }
    }

    /// Somebody else than the application changed an event then: whoever wants to know is told, once for
    /// all changes that are made before the notification leaves.
    pub(super) fn changed(&mut self, account_id: &str, calendar_id: &str, managed: bool, since: Timestamp) {
        let now = self.now;
        let takes = |it: &&mut Channel| {
            it.account_id == account_id && it.closed.is_none() && it.filters.take(calendar_id, managed)
        };
        for channel in self.channels.values_mut().filter(takes) {
            if channel.unsent_since.is_none() {
                self.agenda.add(now, Plan::Ping { channel_id: channel.channel_id.clone() });
            }
            channel.unsent_since = Some(channel.unsent_since.map_or(since, |known| known.min(since)));
        }
    }

    pub(super) fn ping(&mut self, channel_id: &str) {
        let since = self.channels.get_mut(channel_id).and_then(|it| it.unsent_since.take());
        if since.is_some() {
            self.notify_channel(channel_id, "change", since);
        }
    }
}

impl Channel {
    /// As the API and the notifications show it.
    pub(crate) fn body(&self) -> Value {
        json!({ "channel_id": self.channel_id, "callback_url": self.callback_url, "filters": self.filters })
    }
}

/// As the service writes times: UTC, whole seconds.
pub(crate) fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
