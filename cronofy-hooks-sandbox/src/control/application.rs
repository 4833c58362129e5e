//! What the application does, without HTTP.

use serde::Serialize;

use super::handle::SandboxHandle;
use super::request::{body, check_account, invalid};
use super::views::ChannelView;
use crate::api::{
    ConversationRequest, CreateAgentRequest, CreateChannelRequest, DelegatedAccessRequest, UpsertInviteRequest,
};
use crate::error::SandboxError;
use crate::validate::{accept, accept_event};
use crate::world::rules::{EventAuthor, EventRef, EventWrite, MOST_CHANNELS, TooManyChannels};

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
        self.change_or_refuse(
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
