//! What the user does, or another program of the user.

use std::sync::Arc;

use serde::Serialize;

use super::handle::SandboxHandle;
use super::request::{body, check_account, invalid, json, no_account, no_profile};
use super::views::AccountView;
use crate::api::{Api, answer_login};
use crate::error::SandboxError;
use crate::validate::{accept, is_email};
use crate::world::model::{InviteAnswer, Participant, SmartInvite};
use crate::world::rules::{EventAuthor, EventRef, EventWrite, ParticipantStatus, slot_id};

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
    /// read-only. [`issue_tokens`](Self::issue_tokens) gives the application access to it, and [`log_in`](Self::log_in)
    /// lets its user do that, as the application asks for it.
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

    /// The user opens a login page and continues as an account, without a browser. Returns where the page sends the user:
    /// the `redirect_uri` of the application, with the `code` and the `state`.
    ///
    /// `login_url` is what `ApplicationClient::login_url` makes for the base URL of the sandbox. A program that sends `GET`
    /// to it without `Accept: text/html` gets no page: it is sent on as if the user had chosen the first account.
    ///
    /// A URL with a `link_token` has no page: it logs in to the account that the token was made for.
    ///
    /// ```
    /// # use cronofy_hooks_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start()?;
    /// let bob = sandbox.add_account("bob@example.com", "Bob")?;
    /// let login_url = "http://127.0.0.1:4040/oauth/authorize?response_type=code&client_id=sandbox\
    ///     &redirect_uri=http://127.0.0.1:3000/in&state=s";
    /// let sent_to = sandbox.log_in(login_url, &bob.account_id)?;
    /// assert!(sent_to.starts_with("http://127.0.0.1:3000/in?code=") && sent_to.ends_with("&state=s"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such account, or when the URL is no login page of this sandbox's application.
    pub fn log_in(&self, login_url: &str, account_id: &str) -> Result<String, SandboxError> {
        self.shared.read(|world| check_account(world, account_id))?;
        self.answer_login(login_url, account_id)
    }

    /// The user opens a login page and refuses. Returns where the page sends the user: the `redirect_uri` of the
    /// application, with `error=access_denied` and the `state`. As [`log_in`](Self::log_in).
    ///
    /// # Errors
    /// When the URL is no login page of this sandbox's application.
    pub fn refuse_login(&self, login_url: &str) -> Result<String, SandboxError> {
        self.answer_login(login_url, "none")
    }

    fn answer_login(&self, login_url: &str, account: &str) -> Result<String, SandboxError> {
        let api = Api { shared: Arc::clone(&self.shared).into(), limit: None };
        let refused = |why| SandboxError::new(format!("the login is refused: {why}"));
        answer_login(&api, login_url, account).map_err(refused)
    }

    /// Disconnects a profile: a calendar account or a conferencing account. Channels are notified.
    ///
    /// Events that are written from now on with `EventConferencing::profile(profile_id)` get no conference, and their
    /// subscribers `conferencing_failing` with the subtype `profile_missing`: at the next attempt after
    /// [`reconnect_profile`](Self::reconnect_profile) they get `conferencing_assigned`. An id that no profile has does
    /// the same. With `EventConferencing::default_profile()` the conference comes from another profile that is connected,
    /// or from the calendar itself.
    ///
    /// # Errors
    /// When there is no such profile.
    pub fn disconnect_profile(&self, profile_id: &str) -> Result<(), SandboxError> {
        self.change_or_refuse(
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
        self.change_or_refuse(
            |world| world.reconnect_profile(profile_id) || world.reconnect_conferencing_profile(profile_id),
            || no_profile(profile_id),
        )
    }

    /// Completes the first synchronisation of a profile. Channels are notified.
    ///
    /// # Errors
    /// When there is no such calendar account.
    pub fn finish_initial_sync(&self, profile_id: &str) -> Result<(), SandboxError> {
        self.change_or_refuse(|world| world.finish_initial_sync(profile_id), || no_profile(profile_id))
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
        self.change_or_refuse(
            |world| {
                let mut known = world.invites.values().rev().filter(|it| it.smart_invite_id == smart_invite_id);
                let is_for = |it: &&SmartInvite| it.recipients.iter().any(|it| it.email == reply.email);
                let key = known.clone().find(is_for).or_else(|| known.next()).map(|it| it.key.clone());
                key.is_some_and(|key| world.reply_to_invite(&key, &reply))
            },
            || format!("no smart invite `{smart_invite_id}` stands; create one with `Sandbox::upsert_smart_invite`"),
        )
    }

    /// Chooses the first free slot of a scheduling conversation, for the first participant who has to choose: once for
    /// each of them, and the conversation has its slot after the last. Those with
    /// [`SlotSelectionMethod::Auto`](cronofy_hooks::request::SlotSelectionMethod::Auto) need not choose. The channels of
    /// the accounts that take part are notified, if they ask for it.
    ///
    /// # Errors
    /// When there is no such conversation, no one has to choose, or no slot is free.
    pub fn choose_first_slot(&self, scheduling_conversation_id: &str) -> Result<(), SandboxError> {
        self.change_or_refuse(
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
        self.change_or_refuse(|world| world.request_gdpr(account_id), || no_account(account_id))
    }
}
