//! Controls a [`Sandbox`] without HTTP: as the application, as the user, and as its environment.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::instance::Sandbox;
use super::views::{AccountView, ChannelView, DeliveryView, TriggerView};
use crate::error::SandboxError;
use crate::world::World;
use crate::world::model::{ConferencingBehaviour, Subscription};
use crate::world::rules::{EventAuthor, EventRef, EventWrite, MOST_CHANNELS, TooManyChannels};

/// What the application does.
impl Sandbox {
    /// Creates a channel for an account, or returns the open one that is the same. `filters` has the format
    /// of the API: `{}` for everything.
    ///
    /// # Errors
    /// When the account does not exist or has 128 open channels, or when the filters are invalid.
    pub fn create_channel(
        &self,
        account_id: &str,
        callback_url: &str,
        filters: Value,
    ) -> Result<ChannelView, SandboxError> {
        let invalid = "the filters are invalid; use `calendar_ids` and `only_managed`, or {}";
        let filters = parse(filters, invalid)?;
        self.shared.change(|world| {
            if !world.accounts.contains_key(account_id) {
                return Err(SandboxError::new(format!(
                    "there is no account `{account_id}`; `Sandbox::accounts` lists the accounts"
                )));
            }
            let created = world.create_channel(account_id, callback_url, filters);
            created.map_err(|TooManyChannels| {
                SandboxError::new(format!(
                    "`{account_id}` has {MOST_CHANNELS} channels, which is the limit; close one first"
                ))
            })
        })
    }

    /// Closes a channel. Returns whether it was open.
    pub fn close_channel(&self, channel_id: &str) -> bool {
        self.shared.change(|world| {
            let account_id = world.channels.get(channel_id).map(|it| it.account_id.clone());
            account_id.is_some_and(|account_id| world.close_channel(&account_id, channel_id))
        })
    }

    /// Creates or updates an event as the application does. The body is that of the API's request. Returns the
    /// `event_uid`. Channels are not notified.
    ///
    /// # Errors
    /// When the calendar or the event does not exist, when the calendar is read-only, or when the body is
    /// invalid.
    pub fn upsert_event(&self, calendar_id: &str, event: Value) -> Result<String, SandboxError> {
        self.write(calendar_id, event, EventAuthor::Application)
    }

    /// Deletes an event by its `event_id`, as the application does. Returns whether it existed.
    pub fn delete_event(&self, calendar_id: &str, event_id: &str) -> bool {
        self.delete(calendar_id, &EventRef::Id(event_id.to_owned()), EventAuthor::Application)
    }

    /// Schedules a meeting agent without an event, and returns its `sub`. `subscriptions` is the list of the
    /// API's request.
    ///
    /// # Errors
    /// When the subscriptions are invalid.
    pub fn schedule_agent(
        &self,
        account_id: &str,
        join_url: &str,
        join_at: Timestamp,
        subscriptions: Value,
    ) -> Result<String, SandboxError> {
        let invalid = "the subscriptions are invalid; use the format of the API's `subscriptions`";
        let subscriptions: Vec<Subscription> = parse(subscriptions, invalid)?;
        Ok(self.shared.change(|world| world.create_agent(account_id, join_url, join_at, None, subscriptions)).sub)
    }

    /// Replaces the client secrets, oldest first. Each notification is signed with all of them.
    ///
    /// # Errors
    /// When one of them cannot be used. Then nothing changes.
    pub fn set_client_secrets(&self, secrets: impl IntoIterator<Item = impl Into<String>>) -> Result<(), SandboxError> {
        let secrets = secrets.into_iter().map(Into::into).collect();
        self.shared.change(|world| world.set_client_secrets(secrets))
    }
}

/// What the user does, or another program of the user.
impl Sandbox {
    /// Creates an event as the user does, or changes the one whose `event_uid` the body has. Returns the
    /// `event_uid`. Channels are notified, as soon as the profile of the calendar is connected.
    ///
    /// # Errors
    /// When the calendar or the event does not exist, or when the body is invalid.
    pub fn write_event_as_user(&self, calendar_id: &str, event: Value) -> Result<String, SandboxError> {
        self.write(calendar_id, event, EventAuthor::User)
    }

    /// Deletes an event as the user does. Returns whether it existed. Channels are notified, as soon as the
    /// profile of the calendar is connected.
    pub fn delete_event_as_user(&self, calendar_id: &str, event_uid: &str) -> bool {
        self.delete(calendar_id, &EventRef::Uid(event_uid.to_owned()), EventAuthor::User)
    }

    /// Disconnects a profile: a calendar account or a conferencing account. Returns whether it exists.
    /// Channels are notified.
    pub fn disconnect_profile(&self, profile_id: &str) -> bool {
        self.shared
            .change(|world| world.disconnect_profile(profile_id) || world.disconnect_conferencing_profile(profile_id))
    }

    /// Reconnects a profile. Returns whether it exists. Channels are notified of changes in its calendars since
    /// it was disconnected; there is no notification for the connection itself.
    pub fn reconnect_profile(&self, profile_id: &str) -> bool {
        self.shared
            .change(|world| world.reconnect_profile(profile_id) || world.reconnect_conferencing_profile(profile_id))
    }

    /// Completes the first synchronisation of a profile. Returns whether it exists. Channels are notified.
    pub fn finish_initial_sync(&self, profile_id: &str) -> bool {
        self.shared.change(|world| world.finish_initial_sync(profile_id))
    }

    /// The user asks to be forgotten. Returns whether the account exists. Channels are notified.
    pub fn request_gdpr(&self, account_id: &str) -> bool {
        self.shared.change(|world| world.request_gdpr(account_id))
    }
}

/// What the environment does.
impl Sandbox {
    /// Sets how a conferencing provider responds from now on. For integrated conferences, name the profile of
    /// the calendar. Returns whether the profile exists.
    pub fn set_conferencing_behaviour(&self, profile_id: &str, behaviour: ConferencingBehaviour) -> bool {
        self.shared.change(|world| world.set_conferencing_behaviour(profile_id, behaviour))
    }

    /// Sets how a meeting agent will fail: with a subtype of `meeting_agent_failed`, at the time of that
    /// failure, or not at all. Returns whether the agent exists and has not ended.
    pub fn set_agent_failure(&self, sub: &str, subtype: Option<&str>) -> bool {
        self.shared.change(|world| world.set_agent_failure(sub, subtype.map(str::to_owned)))
    }

    /// Sends any body to any URL, signed like every notification. An event trigger has an id, and 7 seconds
    /// for its answer instead of 5. Returns the number of the delivery, or `None` unless the body is an object.
    pub fn trigger(&self, url: &str, body: Value, event_trigger: bool) -> Option<u64> {
        self.shared.change(|world| world.send_manually(url, body, event_trigger))
    }

    /// Sends the same bytes again. Returns the number of the new delivery.
    pub fn replay(&self, number: u64) -> Option<u64> {
        self.shared.change(|world| world.replay(number))
    }
}

/// The state.
impl Sandbox {
    /// The accounts that gave the application access.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountView> {
        self.shared.read(|world| world.accounts.values().map(|account| AccountView::new(world, account)).collect())
    }

    /// All channels, including closed ones.
    #[must_use]
    pub fn channels(&self) -> Vec<ChannelView> {
        self.shared.read(|world| world.channels.values().cloned().collect())
    }

    /// The deliveries, oldest first: all that are waiting, and the last 2,000 that have ended.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        self.shared.read(|world| world.deliveries.values().cloned().collect())
    }

    /// The triggers of an event, with their windows.
    #[must_use]
    pub fn triggers(&self, event_uid: &str) -> Vec<TriggerView> {
        let triggers = |world: &World| {
            world.events.get(event_uid).map(|event| event.triggers.iter().map(TriggerView::from).collect())
        };
        self.shared.read(triggers).unwrap_or_default()
    }

    /// The `sub` of the meeting agent of an event.
    #[must_use]
    pub fn agent_of(&self, event_uid: &str) -> Option<String> {
        self.shared.read(|world| world.events.get(event_uid)?.agent.clone())
    }

    fn write(&self, calendar_id: &str, event: Value, by: EventAuthor) -> Result<String, SandboxError> {
        let invalid = "the event is invalid; use the format of the API, with `summary`, `start` and `end`";
        let write: EventWrite = parse(event, invalid)?;
        self.shared.change(|world| {
            let account_id = world.owner_of(calendar_id).unwrap_or_default();
            let written = world.upsert_event(&account_id, calendar_id, write, by);
            written.map_err(|error| SandboxError::new(format!("calendar `{calendar_id}`: {error}")))
        })
    }

    fn delete(&self, calendar_id: &str, event: &EventRef, by: EventAuthor) -> bool {
        self.shared.change(|world| {
            let account_id = world.owner_of(calendar_id);
            account_id.is_some_and(|account_id| world.delete_event(&account_id, calendar_id, event, by).is_ok())
        })
    }
}

fn parse<T: DeserializeOwned>(value: Value, invalid: &str) -> Result<T, SandboxError> {
    serde_json::from_value(value).map_err(|error| SandboxError::new(invalid).with_source(error))
}
