//! Channels: creating and closing them, and what is sent to them.

use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::body::without_nulls;
use super::time::seconds;
use crate::world::model::{
    Channel, ChannelClosure, ChannelFilters, ClosedBy, DeliveryCause, EffectVerb, NewNotification, NotificationSubject,
    PlannedAction, Step, World,
};

/// How many open channels an account may have.
pub(crate) const MOST_CHANNELS: usize = 128;

/// The account already has that many open channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooManyChannels;

impl fmt::Display for TooManyChannels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the account has {MOST_CHANNELS} channels, which is the limit: close one first")
    }
}

impl World {
    /// Creates a channel, or returns the open one that is the same.
    pub(crate) fn create_channel(
        &mut self,
        account_id: &str,
        callback_url: &str,
        filters: ChannelFilters,
        scheduling_conversations: Option<bool>,
    ) -> Result<Channel, TooManyChannels> {
        let mut open = self.channels.values().filter(|it| it.account_id == account_id && it.is_open());
        let is_same = |it: &&Channel| {
            it.callback_url == callback_url
                && it.filters == filters
                && it.scheduling_conversations == scheduling_conversations
        };
        if let Some(same) = open.clone().find(is_same) {
            return Ok(same.clone());
        }
        if open.nth(MOST_CHANNELS - 1).is_some() {
            return Err(TooManyChannels);
        }
        let newest = self.ids.last();
        let channel = Channel {
            channel_id: self.ids.prefixed("chn", self.now),
            account_id: account_id.to_owned(),
            callback_url: callback_url.to_owned(),
            filters,
            scheduling_conversations,
            created: self.now,
            ..Channel::default()
        };
        self.channels.insert(channel.channel_id.clone(), channel.clone());
        self.note(EffectVerb::Created, NotificationSubject::Channel(channel.channel_id.clone()));
        self.notify_channel(&channel.channel_id, "verification", None);
        self.record(newest, self.create_channel_step(&channel));
        Ok(channel)
    }

    pub(crate) fn channels_of<'w>(&'w self, account_id: &'w str) -> impl Iterator<Item = &'w Channel> {
        self.channels.values().filter(move |it| it.account_id == account_id && it.is_open())
    }

    /// Returns whether the account had such an open channel.
    pub(crate) fn close_channel(&mut self, account_id: &str, channel_id: &str) -> bool {
        let (now, newest) = (self.now, self.ids.last());
        let channel = self.channels.get_mut(channel_id).filter(|it| it.account_id == account_id && it.is_open());
        let Some(channel) = channel else { return false };
        channel.closed = Some(ChannelClosure { at: now, by: ClosedBy::Application });
        self.note(EffectVerb::Deleted, NotificationSubject::Channel(channel_id.to_owned()));
        self.record(newest, Step::CloseChannel(channel_id.to_owned()));
        true
    }

    fn create_channel_step(&self, channel: &Channel) -> Step {
        let mut request = Map::new();
        request.insert("callback_url".to_owned(), channel.callback_url.as_str().into());
        if channel.filters != ChannelFilters::default() {
            request.insert("filters".to_owned(), json!(channel.filters));
        }
        if let Some(enabled) = channel.scheduling_conversations {
            request.insert("scheduling_conversations".to_owned(), json!({ "enabled": enabled }));
        }
        Step::CreateChannel { account: self.account_in_step(&channel.account_id), request }
    }

    /// Sends a notification through an open channel, though nothing happened. A `change` is since now.
    pub(crate) fn notify_by_hand(&mut self, cause: DeliveryCause, channel_id: &str, name: &str) -> Option<u64> {
        let newest = self.ids.last();
        let since = (name == "change").then_some(self.now);
        let number = self.notify_channel(channel_id, name, since)?;
        self.set_cause(number, cause);
        self.record(newest, Step::NotifyChannel { channel_id: channel_id.to_owned(), name: name.to_owned() });
        Some(number)
    }

    pub(crate) fn notify_channel(
        &mut self,
        channel_id: &str,
        name: &str,
        changes_since: Option<Timestamp>,
    ) -> Option<u64> {
        let changes_since = changes_since.map(seconds);
        self.notify_channel_with(channel_id, &without_nulls(json!({ "type": name, "changes_since": changes_since })))
    }

    /// Sends a notification with these fields through a channel.
    pub(super) fn notify_channel_with(&mut self, channel_id: &str, notification: &Value) -> Option<u64> {
        let channel = self.channels.get(channel_id).filter(|it| it.is_open())?;
        let name = notification["type"].as_str().unwrap_or_default().to_owned();
        let body = json!({ "notification": notification, "channel": channel.to_json() });
        let url = channel.callback_url.clone();
        let subject = NotificationSubject::Channel(channel_id.to_owned());
        Some(self.send(NewNotification { subject, name, subtype: None, url, body, trigger: false }))
    }

    pub(crate) fn notify_account(&mut self, account_id: &str, name: &str) {
        let channels: Vec<_> = self.channels_of(account_id).map(|it| it.channel_id.clone()).collect();
        for channel_id in channels {
            self.notify_channel(&channel_id, name, None);
        }
    }

    /// Reports changes of events that the application did not make to the channels whose filters accept them. Changes
    /// until the notification is sent share it.
    pub(super) fn report(
        &mut self,
        account_id: &str,
        calendar_id: &str,
        managed: bool,
        since: Timestamp,
        events: &[String],
    ) {
        let now = self.now;
        let accepts =
            |it: &&mut Channel| it.account_id == account_id && it.is_open() && it.filters.accept(calendar_id, managed);
        for channel in self.channels.values_mut().filter(accepts) {
            if channel.unsent_since.is_none() {
                self.agenda.add(
                    now,
                    PlannedAction::NotifyChange { channel_id: channel.channel_id.clone() },
                    self.cause,
                );
            }
            channel.unsent_since = Some(channel.unsent_since.map_or(since, |known| known.min(since)));
            channel.unsent_events.extend(events.iter().cloned());
        }
    }

    pub(super) fn notify_change(&mut self, channel_id: &str) {
        let Some(channel) = self.channels.get_mut(channel_id) else { return };
        let (since, events) = (channel.unsent_since.take(), std::mem::take(&mut channel.unsent_events));
        if since.is_some()
            && let Some(number) = self.notify_channel(channel_id, "change", since)
            && let Some(delivery) = self.deliveries.get_mut(&number)
        {
            delivery.changed_events = events;
        }
    }
}
