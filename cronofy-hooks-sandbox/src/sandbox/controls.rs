//! Controls a [`Sandbox`] without HTTP: as the application, as the user, and as its environment.

use std::time::Duration;

use cronofy_hooks_contract::text::Diagnosis;
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::Value;

use super::instance::Sandbox;
use super::views::{AccountView, AttemptView, ChannelView, DeliveryView, TriggerView};
use crate::api::{CreateAgentRequest, CreateChannelRequest};
use crate::error::SandboxError;
use crate::validate::{BodyEncoding, Violation, accept, accept_event, canonicalize, is_email};
use crate::world::World;
use crate::world::model::ConferencingBehaviour;
use crate::world::rules::{EventAuthor, EventRef, EventWrite, MOST_CHANNELS, TooManyChannels};

/// What the application does. Requests are those of [`cronofy_hooks::request`], or anything that serialises
/// like them, and are refused for what the service refuses.
impl Sandbox {
    /// Creates a channel for an account, or returns the open one that is the same: `POST /v1/channels`.
    ///
    /// # Errors
    /// When the account does not exist or has 128 open channels, or when the request is invalid.
    pub fn create_channel(&self, account_id: &str, request: impl Serialize) -> Result<ChannelView, SandboxError> {
        let body = body("request/create_channel", request)?;
        let CreateChannelRequest { callback_url, filters, scheduling_conversations } =
            accept("request/create_channel", &body).map_err(invalid)?;
        self.shared.change(|world| {
            check_account(world, account_id)?;
            let created = world.create_channel(account_id, &callback_url, filters, scheduling_conversations.enabled);
            created.map_err(|TooManyChannels| {
                SandboxError::new(format!(
                    "`{account_id}` has {MOST_CHANNELS} channels, which is the limit; close one first"
                ))
            })
        })
    }

    /// Closes a channel.
    ///
    /// # Errors
    /// When there is no such channel, or it is closed.
    pub fn close_channel(&self, channel_id: &str) -> Result<(), SandboxError> {
        self.done(
            |world| {
                let account_id = world.channels.get(channel_id).map(|it| it.account_id.clone());
                account_id.is_some_and(|account_id| world.close_channel(&account_id, channel_id))
            },
            || format!("there is no open channel `{channel_id}`; `Sandbox::channels` lists the channels"),
        )
    }

    /// Creates or updates an event as the application does: `POST /v1/calendars/{calendar_id}/events`. Returns the
    /// `event_uid`. Channels are not notified.
    ///
    /// # Errors
    /// When the calendar or the event does not exist, when the calendar is read-only, or when the request is
    /// invalid.
    pub fn upsert_event(&self, calendar_id: &str, request: impl Serialize) -> Result<String, SandboxError> {
        let body = body("request/upsert_event", request)?;
        let whole_events_only = self.shared.read(|world| world.whole_events_only);
        let write: EventWrite = accept_event(&body, whole_events_only).map_err(invalid)?;
        self.write(calendar_id, write, EventAuthor::Application)
    }

    /// Deletes an event by its `event_id`, as the application does. Channels are not notified.
    ///
    /// # Errors
    /// When the calendar has no such event, or is read-only.
    pub fn delete_event(&self, calendar_id: &str, event_id: &str) -> Result<(), SandboxError> {
        self.delete(calendar_id, &EventRef::Id(event_id.to_owned()), EventAuthor::Application)
    }

    /// Schedules a meeting agent without an event, and returns its `sub`: `POST /v1/meeting_agents`.
    ///
    /// # Errors
    /// When the account does not exist, or when the request is invalid.
    pub fn schedule_agent(&self, account_id: &str, request: impl Serialize) -> Result<String, SandboxError> {
        let body = body("request/create_meeting_agent", request)?;
        let request: CreateAgentRequest = accept("request/create_meeting_agent", &body).map_err(invalid)?;
        self.shared.change(|world| {
            check_account(world, account_id)?;
            Ok(request.create(world, account_id).sub)
        })
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
    /// Creates an event as the user does, or changes the one whose `event_uid` is given. Returns the `event_uid`.
    /// Channels are notified, as soon as the profile of the calendar is connected.
    ///
    /// `event` has the fields of [`UpsertEvent`](cronofy_hooks::request::UpsertEvent), as far as they change; a new
    /// one needs `start` and `end`.
    ///
    /// # Errors
    /// When the calendar or the event does not exist, or when the event is invalid.
    pub fn write_event_as_user(&self, calendar_id: &str, event: impl Serialize) -> Result<String, SandboxError> {
        let event: EventWrite = serde_json::from_value(json(event)?).map_err(|error| {
            SandboxError::new("the event is invalid; use the fields of `UpsertEvent`").with_source(error)
        })?;
        self.write(calendar_id, event, EventAuthor::User)
    }

    /// Deletes an event as the user does. Channels are notified, as soon as the profile of the calendar is
    /// connected.
    ///
    /// # Errors
    /// When the calendar has no such event.
    pub fn delete_event_as_user(&self, calendar_id: &str, event_uid: &str) -> Result<(), SandboxError> {
        self.delete(calendar_id, &EventRef::Uid(event_uid.to_owned()), EventAuthor::User)
    }

    /// Adds an account with a calendar account, a conferencing account and three calendars of its own, one of them
    /// read-only. [`Sandbox::issue_tokens`] gives the application access to it.
    ///
    /// # Errors
    /// When the address is not one, or an account has it already.
    pub fn add_account(&self, email: &str, name: &str) -> Result<AccountView, SandboxError> {
        if !is_email(email) {
            return Err(SandboxError::new(format!(
                "`{email}` is no e-mail address; write one such as bob@example.com"
            )));
        }
        self.shared.change(|world| {
            let account_id = world.add_account(email, name).ok_or_else(|| {
                SandboxError::new(format!("an account has the address `{email}` already; choose another one"))
            })?;
            Ok(AccountView::new(world, &world.accounts[&account_id]))
        })
    }

    /// Issues an access token and a refresh token with every scope, as if the user had just logged in.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn issue_tokens(&self, account_id: &str) -> Result<(String, String), SandboxError> {
        self.shared.change(|world| {
            check_account(world, account_id)?;
            let issued = world.issue_tokens(account_id);
            Ok((issued.access_token, issued.refresh_token))
        })
    }

    /// Disconnects a profile: a calendar account or a conferencing account. Channels are notified.
    ///
    /// # Errors
    /// When there is no such profile.
    pub fn disconnect_profile(&self, profile_id: &str) -> Result<(), SandboxError> {
        self.done(
            |world| world.disconnect_profile(profile_id) || world.disconnect_conferencing_profile(profile_id),
            || no_profile(profile_id),
        )
    }

    /// Reconnects a profile. Channels are notified of changes in its calendars since it was disconnected; there is
    /// no notification for the connection itself.
    ///
    /// # Errors
    /// When there is no such profile.
    pub fn reconnect_profile(&self, profile_id: &str) -> Result<(), SandboxError> {
        self.done(
            |world| world.reconnect_profile(profile_id) || world.reconnect_conferencing_profile(profile_id),
            || no_profile(profile_id),
        )
    }

    /// Completes the first synchronisation of a profile. Channels are notified.
    ///
    /// # Errors
    /// When there is no such calendar account.
    pub fn finish_initial_sync(&self, profile_id: &str) -> Result<(), SandboxError> {
        self.done(|world| world.finish_initial_sync(profile_id), || no_profile(profile_id))
    }

    /// The user asks to be forgotten. Channels are notified.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn request_gdpr(&self, account_id: &str) -> Result<(), SandboxError> {
        self.done(|world| world.request_gdpr(account_id), || no_account(account_id))
    }
}

/// What the environment does.
impl Sandbox {
    /// Sets how a conferencing provider responds from now on. For integrated conferences, name the profile of
    /// the calendar.
    ///
    /// # Errors
    /// When there is no such profile.
    pub fn set_conferencing_behaviour(
        &self,
        profile_id: &str,
        behaviour: ConferencingBehaviour,
    ) -> Result<(), SandboxError> {
        self.done(|world| world.set_conferencing_behaviour(profile_id, behaviour), || no_profile(profile_id))
    }

    /// Sets how a meeting agent will fail: with a subtype of `meeting_agent_failed`, at the time of that
    /// failure, or not at all.
    ///
    /// # Errors
    /// When there is no such agent, or it has ended.
    pub fn set_agent_failure(&self, sub: &str, subtype: Option<&str>) -> Result<(), SandboxError> {
        self.done(
            |world| world.set_agent_failure(sub, subtype.map(str::to_owned)),
            || format!("no meeting agent `{sub}` is active; `Sandbox::agent_of` returns the agent of an event"),
        )
    }

    /// Sets how long after the end of the meeting what an agent recorded can be fetched: until then the service
    /// answers 404. Without this, it is there when `meeting_agent_complete` is sent.
    ///
    /// # Errors
    /// When there is no such agent.
    pub fn set_recording_delay(&self, sub: &str, delay: Duration) -> Result<(), SandboxError> {
        let delay = SignedDuration::try_from(delay).unwrap_or(SignedDuration::MAX);
        self.done(
            |world| world.set_recording_delay(sub, delay),
            || format!("there is no meeting agent `{sub}`; `Sandbox::agent_of` returns the agent of an event"),
        )
    }

    /// Sends any body to any URL, signed like every notification. A body with `notification.transitions` is an
    /// event trigger: it has an id, and 7 seconds for its answer instead of 5. Returns the number of the delivery.
    ///
    /// # Errors
    /// When the body is no JSON object.
    pub fn trigger(&self, url: &str, body: impl Serialize) -> Result<u64, SandboxError> {
        let body = json(body)?;
        let is_event_trigger = body["notification"]["transitions"].is_array();
        let sent = self.shared.change(|world| world.send_manually(url, body, is_event_trigger));
        sent.ok_or_else(|| SandboxError::new("the body is no JSON object; the service sends nothing else"))
    }

    /// Sends the same bytes again. Returns the number of the new delivery.
    ///
    /// # Errors
    /// When the sandbox has no such delivery any more.
    pub fn replay(&self, number: u64) -> Result<u64, SandboxError> {
        self.shared.change(|world| world.replay(number)).ok_or_else(|| {
            SandboxError::new(format!("there is no delivery {number}; `Sandbox::deliveries` lists the deliveries"))
        })
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

    /// The deliveries, oldest first: all that are waiting, and the last 2,000 that have
    /// ended, or as many as [`SandboxBuilder::history`](crate::SandboxBuilder::history) says.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        self.shared.read(|world| world.deliveries.values().cloned().collect())
    }

    /// What the outcome of an attempt means, and what to do about it. `None` while the attempt is in flight.
    #[must_use]
    pub fn diagnosis(&self, delivery: &DeliveryView, attempt: &AttemptView) -> Option<Diagnosis> {
        self.shared.read(|world| world.diagnose(delivery, attempt))
    }

    /// The triggers of an event, with their windows.
    #[must_use]
    pub fn triggers(&self, event_uid: &str) -> Vec<TriggerView> {
        let triggers = |world: &World| {
            world.events.get(event_uid).map(|event| event.triggers.iter().map(TriggerView::from).collect())
        };
        self.shared.read(triggers).unwrap_or_default()
    }

    /// The `sub` of the meeting agent of an event, by the `event_uid` or the application's own `event_id`.
    #[must_use]
    pub fn agent_of(&self, event: &str) -> Option<String> {
        let is_it = |id: &Option<String>| id.as_deref() == Some(event);
        self.shared.read(|world| {
            let by_id = || world.events.values().find(|it| is_it(&it.event_id) && it.agent.is_some());
            world.events.get(event).or_else(by_id)?.agent.clone()
        })
    }

    fn write(&self, calendar_id: &str, write: EventWrite, by: EventAuthor) -> Result<String, SandboxError> {
        self.shared.change(|world| {
            let account_id = world.owner_of(calendar_id).unwrap_or_default();
            let written = world.upsert_event(&account_id, calendar_id, write, by);
            written.map_err(|error| SandboxError::new(format!("calendar `{calendar_id}`: {error}")))
        })
    }

    fn delete(&self, calendar_id: &str, event: &EventRef, by: EventAuthor) -> Result<(), SandboxError> {
        self.done(
            |world| {
                let account_id = world.owner_of(calendar_id);
                account_id.is_some_and(|account_id| world.delete_event(&account_id, calendar_id, event, by).is_ok())
            },
            || {
                let (EventRef::Id(id) | EventRef::Uid(id)) = event;
                format!(
                    "the calendar `{calendar_id}` has no event `{id}`, or it is read-only; `Sandbox::accounts` lists \
                     the calendars to write to"
                )
            },
        )
    }

    /// Changes the world, or says why it is as it was.
    fn done(
        &self,
        change: impl FnOnce(&mut World) -> bool,
        refusal: impl FnOnce() -> String,
    ) -> Result<(), SandboxError> {
        if self.shared.change(change) { Ok(()) } else { Err(SandboxError::new(refusal())) }
    }
}

/// The body of a request, canonical as the API makes it.
pub(super) fn body(schema: &str, request: impl Serialize) -> Result<Value, SandboxError> {
    let mut body = json(request)?;
    canonicalize(schema, &mut body, BodyEncoding::Json);
    Ok(body)
}

fn json(request: impl Serialize) -> Result<Value, SandboxError> {
    let invalid = "the request is no JSON; use a type of `cronofy_hooks::request`, or `serde_json::json!`";
    serde_json::to_value(request).map_err(|error| SandboxError::new(invalid).with_source(error))
}

/// In the words of the API.
pub(super) fn invalid(violations: Vec<Violation>) -> SandboxError {
    let descriptions: Vec<_> = violations.into_iter().map(|it| it.description).collect();
    SandboxError::new(format!("the request is invalid: {}", descriptions.join("; ")))
}

fn check_account(world: &World, account_id: &str) -> Result<(), SandboxError> {
    match world.accounts.contains_key(account_id) {
        true => Ok(()),
        false => Err(SandboxError::new(no_account(account_id))),
    }
}

fn no_account(account_id: &str) -> String {
    format!("there is no account `{account_id}`; `Sandbox::accounts` lists the accounts")
}

fn no_profile(profile_id: &str) -> String {
    format!("there is no profile `{profile_id}`; `Sandbox::accounts` lists the profiles")
}
