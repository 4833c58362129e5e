//! What a test does with a [`Sandbox`] without HTTP: as the application, as somebody else, as fate.

use jiff::Timestamp;
use serde_json::Value;

use crate::error::SandboxError;
use crate::sandbox::Sandbox;
use crate::views::{AccountView, ChannelView, DeliveryView, TriggerView};
use crate::world::World;
use crate::world::account::ConferencingMood;
use crate::world::event::Subscription;
use crate::world::ping::NoChannel;
use crate::world::write::{By, EventRef, EventWrite, WriteRefused};

/// What the application does.
impl Sandbox {
    /// Creates a channel for an account, or finds the one that is the same. `filters` is what the API
    /// takes: `{}` for everything.
    ///
    /// # Errors
    /// When there is no such account, when it has 128 channels already, or when these are no filters.
    pub fn create_channel(
        &self,
        account_id: &str,
        callback_url: &str,
        filters: Value,
    ) -> Result<ChannelView, SandboxError> {
        let unusable = "these are no filters of a channel; write `calendar_ids` and `only_managed`, or {}";
        let filters =
            serde_json::from_value(filters).map_err(|error| SandboxError::new(unusable).with_source(error))?;
        self.shared.change(|world| {
            if !world.accounts.contains_key(account_id) {
                return Err(SandboxError::new(format!(
                    "there is no account `{account_id}`; `Sandbox::accounts` lists those that there are"
                )));
            }
            let created = world.create_channel(account_id, callback_url, filters);
            created.map(|channel| ChannelView::from(&channel)).map_err(|NoChannel::TooMany| {
                SandboxError::new(format!("`{account_id}` has 128 channels, which is the limit; close one first"))
            })
        })
    }

    /// Closes a channel. Whether there was such an open one.
    pub fn close_channel(&self, channel_id: &str) -> bool {
        self.shared.change(|world| {
            let account_id = world.channels.get(channel_id).map(|it| it.account_id.clone());
            account_id.is_some_and(|account_id| world.close_channel(&account_id, channel_id))
        })
    }

    /// Creates or updates an event as the application does: the body is that of the API's request.
    /// Gives the `event_uid`. No channel is told.
    ///
    /// # Errors
    /// When there is no such calendar or event, when the calendar cannot be written to, or when the
    /// body is none of an event.
    pub fn upsert_event(&self, calendar_id: &str, event: Value) -> Result<String, SandboxError> {
        self.write(calendar_id, event, By::Application)
    }

    /// Deletes an event by its `event_id`, as the application does. Whether there was such an event.
    pub fn delete_event(&self, calendar_id: &str, event_id: &str) -> bool {
        self.delete(calendar_id, &EventRef::Id(event_id.to_owned()), By::Application)
    }

    /// Schedules a meeting agent that belongs to no event, and gives its `sub`. `subscriptions` is the
    /// list of the API's request.
    ///
    /// # Errors
    /// When the list is none of subscriptions.
    pub fn schedule_agent(
        &self,
        account_id: &str,
        join_url: &str,
        join_at: Timestamp,
        subscriptions: Value,
    ) -> Result<String, SandboxError> {
        let unusable = "this is no list of subscriptions; write what the API takes as `subscriptions`";
        let subscriptions: Vec<Subscription> =
            serde_json::from_value(subscriptions).map_err(|error| SandboxError::new(unusable).with_source(error))?;
        Ok(self.shared.change(|world| world.create_agent(account_id, join_url, join_at, None, subscriptions)).sub)
    }

    /// Goes on with other client secrets, oldest first: each notification is signed with all of them.
    ///
    /// # Errors
    /// When one of them cannot be used; then nothing changes.
    pub fn set_client_secrets(&self, secrets: impl IntoIterator<Item = impl Into<String>>) -> Result<(), SandboxError> {
        let secrets = secrets.into_iter().map(Into::into).collect();
        self.shared.change(|world| world.set_client_secrets(secrets))
    }
}

/// What the user does, or another program of the user.
impl Sandbox {
    /// Somebody creates an event, or changes the one whose `event_uid` the body has. Gives the
    /// `event_uid`. Channels are told, once the profile of the calendar is connected.
    ///
    /// # Errors
    /// When there is no such calendar or event, or the body is none of an event.
    pub fn somebody_writes(&self, calendar_id: &str, event: Value) -> Result<String, SandboxError> {
        self.write(calendar_id, event, By::Somebody)
    }

    /// Somebody deletes an event. Whether there was such an event. Channels are told, once the profile of
    /// the calendar is connected.
    pub fn somebody_deletes(&self, calendar_id: &str, event_uid: &str) -> bool {
        self.delete(calendar_id, &EventRef::Uid(event_uid.to_owned()), By::Somebody)
    }

    /// A profile loses its connection: a calendar account, or an account at a provider of conferences.
    /// Whether there is such a profile. Channels are told.
    pub fn disconnect_profile(&self, profile_id: &str) -> bool {
        self.shared
            .change(|world| world.disconnect_profile(profile_id) || world.disconnect_conferencing_profile(profile_id))
    }

    /// A profile is connected again. Whether there is such a profile. Channels are told of what changed
    /// in its calendars meanwhile, if anything did; there is no notification for the connection itself.
    pub fn reconnect_profile(&self, profile_id: &str) -> bool {
        self.shared
            .change(|world| world.reconnect_profile(profile_id) || world.reconnect_conferencing_profile(profile_id))
    }

    /// The calendars of a profile have been read for the first time. Whether there is such a profile.
    /// Channels are told.
    pub fn finish_initial_sync(&self, profile_id: &str) -> bool {
        self.shared.change(|world| world.finish_initial_sync(profile_id))
    }

    /// The user wants to be forgotten. Whether there is such an account. Channels are told.
    pub fn request_gdpr(&self, account_id: &str) -> bool {
        self.shared.change(|world| world.request_gdpr(account_id))
    }
}

/// What is left to fate.
impl Sandbox {
    /// What a provider of conferences does from now on. For integrated conferences it is the profile
    /// of the calendar. Whether there is such a profile.
    pub fn set_mood(&self, profile_id: &str, mood: ConferencingMood) -> bool {
        self.shared.change(|world| world.set_mood(profile_id, mood))
    }

    /// How a meeting agent will fail: with a subtype of `meeting_agent_failed`, at the time at which
    /// that happens; None for not at all. Whether there is such an agent that has not ended.
    pub fn set_agent_failure(&self, sub: &str, subtype: Option<&str>) -> bool {
        self.shared.change(|world| world.set_agent_failure(sub, subtype.map(str::to_owned)))
    }

    /// Sends any body to any URL, signed as everything else. An event trigger has an id, and 7 seconds
    /// for its answer instead of 5. Gives its number; None for a body that is no object.
    pub fn trigger(&self, url: &str, body: Value, event_trigger: bool) -> Option<u64> {
        self.shared.change(|world| world.send_by_hand(url, body, event_trigger))
    }

    /// Sends the same bytes once more. Gives the number of the new delivery.
    pub fn replay(&self, number: u64) -> Option<u64> {
        self.shared.change(|world| world.replay(number))
    }
}

/// What there is to look at.
impl Sandbox {
    /// Those who gave the application access.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountView> {
        self.shared.read(|world| world.accounts.values().map(|account| AccountView::new(world, account)).collect())
    }

    /// All channels, also the closed ones.
    #[must_use]
    pub fn channels(&self) -> Vec<ChannelView> {
        self.shared.read(|world| world.channels.values().map(ChannelView::from).collect())
    }

    /// What was sent and what is to be sent, oldest first. Of what is over, the last 2,000.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        self.shared.read(|world| world.deliveries.values().map(DeliveryView::from).collect())
    }

    /// The triggers of an event, with the windows in which they are sent.
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

    fn write(&self, calendar_id: &str, event: Value, by: By) -> Result<String, SandboxError> {
        let unusable = "this is no event; write what the API takes, with `summary`, `start` and `end`";
        let write: EventWrite =
            serde_json::from_value(event).map_err(|error| SandboxError::new(unusable).with_source(error))?;
        self.shared.change(|world| {
            let account_id = world.calendars.get(calendar_id).map(|it| it.account_id.clone()).unwrap_or_default();
            world.upsert_event(&account_id, calendar_id, write, by).map_err(|refused| {
                SandboxError::new(match refused {
                    WriteRefused::NoCalendar => {
                        format!("there is no calendar `{calendar_id}`; `Sandbox::accounts` lists those that there are")
                    }
                    WriteRefused::ReadOnly => {
                        format!("the application may not write to `{calendar_id}`; take one of `Sandbox::accounts`")
                    }
                    WriteRefused::NoSuchEvent => {
                        "there is no event with this `event_uid`; leave it out to create one".to_owned()
                    }
                    WriteRefused::Missing(field) => format!("a new event needs `{field}`; add it"),
                })
            })
        })
    }

    fn delete(&self, calendar_id: &str, event: &EventRef, by: By) -> bool {
        self.shared.change(|world| {
            let account_id = world.calendars.get(calendar_id).map(|it| it.account_id.clone());
            account_id.is_some_and(|account_id| world.delete_event(&account_id, calendar_id, event, by))
        })
    }
}
