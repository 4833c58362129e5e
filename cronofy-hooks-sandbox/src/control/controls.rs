//! Controls a [`Sandbox`] without HTTP: as the application, as the user, and as its environment.

use std::time::Duration;

use cronofy_hooks_contract::text::Diagnosis;
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::Value;

use super::handle::SandboxHandle;
use super::views::{AccountView, AttemptView, ChannelView, DeliveryView, TriggerView};
use crate::api::{
    ConversationRequest, CreateAgentRequest, CreateChannelRequest, DelegatedAccessRequest, UpsertInviteRequest,
};
use crate::error::SandboxError;
use crate::validate::{BodyEncoding, Violation, accept, accept_event, canonicalize, is_email};
use crate::world::World;
use crate::world::model::{ConferencingBehaviour, InviteAnswer, Participant, SmartInvite};
use crate::world::rules::{
    EventAuthor, EventRef, EventWrite, MOST_CHANNELS, ParticipantStatus, TooManyChannels, slot_id,
};

/// What the application does. Requests are those of [`cronofy_hooks::request`], or anything that serialises
/// like them, and are refused for what the service refuses.
impl SandboxHandle {
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

    /// Invites people, or changes the invite with the same id and recipient: `POST /v1/smart_invites`.
    ///
    /// # Errors
    /// When the request is invalid.
    pub fn upsert_smart_invite(&self, request: impl Serialize) -> Result<(), SandboxError> {
        let body = body("request/upsert_smart_invite", request)?;
        let request: UpsertInviteRequest = accept("request/upsert_smart_invite", &body).map_err(invalid)?;
        self.shared.change(|world| {
            world.upsert_invite(request.write());
        });
        Ok(())
    }

    /// Asks for access to the account of another person, with the service account `account_id`:
    /// `POST /v1/service_account_authorizations` for one address. Returns the sandbox's own id of the request. The
    /// service decides 10 seconds later, and sends a code to the callback URL.
    ///
    /// # Errors
    /// When the account does not exist, or when the request is invalid.
    pub fn request_access(&self, account_id: &str, request: impl Serialize) -> Result<String, SandboxError> {
        let body = body("request/service_account_authorization", request)?;
        let request: DelegatedAccessRequest =
            accept("request/service_account_authorization", &body).map_err(invalid)?;
        self.shared.change(|world| {
            check_account(world, account_id)?;
            Ok(request.ask(world, account_id))
        })
    }

    /// Starts a scheduling conversation as an account: `POST /v1/scheduling_conversations`. Returns its id. The
    /// channels of the accounts that take part are notified, if they ask for it.
    ///
    /// # Errors
    /// When the account does not exist, or when the request is invalid.
    pub fn start_conversation(&self, account_id: &str, request: impl Serialize) -> Result<String, SandboxError> {
        let body = body("request/create_scheduling_conversation", request)?;
        let request: ConversationRequest = accept("request/create_scheduling_conversation", &body).map_err(invalid)?;
        let conversation = request.conversation(account_id).map_err(invalid)?;
        self.shared.change(|world| {
            check_account(world, account_id)?;
            Ok(world.start_conversation(conversation).id.clone())
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
impl SandboxHandle {
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
    /// read-only. [`SandboxHandle::issue_tokens`] gives the application access to it.
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

    /// Replies to a smart invite, as a recipient or as another person to whom it was forwarded. The callback URL of
    /// the invite is notified.
    ///
    /// `reply` has the fields of [`SmartInviteReply`](cronofy_hooks::payload::SmartInviteReply): `email`, `status`,
    /// and perhaps `comment` and `proposal`.
    ///
    /// # Errors
    /// When no invite with this id stands, or when the reply is invalid.
    pub fn reply_to_smart_invite(&self, smart_invite_id: &str, reply: impl Serialize) -> Result<(), SandboxError> {
        let reply = body("shared/smart_invite_reply", reply)?;
        let reply: InviteAnswer = accept("shared/smart_invite_reply", &reply).map_err(invalid)?;
        self.done(
            |world| {
                let mut known = world.invites.values().rev().filter(|it| it.smart_invite_id == smart_invite_id);
                let is_for = |it: &&SmartInvite| it.recipients.iter().any(|it| it.email == reply.email);
                let key = known.clone().find(is_for).or_else(|| known.next()).map(|it| it.key.clone());
                key.is_some_and(|key| world.reply_to_invite(&key, &reply))
            },
            || format!("no smart invite `{smart_invite_id}` stands; create one with `Sandbox::upsert_smart_invite`"),
        )
    }

    /// Chooses the first free slot of a scheduling conversation, for the first participant who has to choose. The
    /// channels of the accounts that take part are notified, if they ask for it.
    ///
    /// # Errors
    /// When there is no such conversation, no one has to choose, or no slot is free.
    pub fn choose_first_slot(&self, scheduling_conversation_id: &str) -> Result<(), SandboxError> {
        self.done(
            |world| {
                let Some(conversation) = world.conversations.get(scheduling_conversation_id) else { return false };
                let has_to = |it: &&Participant| conversation.status_of(it) == ParticipantStatus::NeedsAction;
                let token = conversation.participants.iter().find(has_to).map(|it| it.token.clone());
                let slot = world.slots_of(conversation).first().map(|it| slot_id(*it));
                token.zip(slot).is_some_and(|(token, slot)| world.select_slot(&token, &slot).is_ok())
            },
            || format!("nothing is left to choose in `{scheduling_conversation_id}`; look at it in the console"),
        )
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
impl SandboxHandle {
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

    /// Sets how a request for access will end: with a word of OAuth such as `access_denied`, or with a code.
    ///
    /// # Errors
    /// When there is no such request, or it has ended.
    pub fn set_access_outcome(&self, id: &str, error: Option<&str>) -> Result<(), SandboxError> {
        self.done(
            |world| world.set_access_outcome(id, error.map(str::to_owned)),
            || format!("no request for access `{id}` waits; `Sandbox::request_access` returns the id of one"),
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
impl SandboxHandle {
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
