//! What happens around the application: how providers and agents respond, and what is sent by hand.

use std::time::Duration;

use cronofy_hooks::__private::NAMES_USER;
use cronofy_hooks_contract::is_event_trigger;
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::Value;

use super::handle::SandboxHandle;
use super::request::{json, no_profile};
use crate::error::SandboxError;
use crate::validate::url_names_user;
use crate::world::model::{ConferencingBehaviour, DeliveryCause};

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
        self.change_or_refuse(
            |world| world.set_conferencing_behaviour(profile_id, behaviour),
            || no_profile(profile_id),
        )
    }

    /// Sets how a meeting agent will fail: with a subtype of `meeting_agent_failed`, at the time of that
    /// failure, or not at all.
    ///
    /// # Errors
    /// When there is no such agent, or it has ended.
    pub fn set_agent_failure(&self, sub: &str, subtype: Option<&str>) -> Result<(), SandboxError> {
        self.change_or_refuse(
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
        self.change_or_refuse(
            |world| world.set_recording_delay(sub, delay),
            || format!("there is no meeting agent `{sub}`; `Sandbox::agent_of` returns the agent of an event"),
        )
    }

    /// Sets how a request for access will end: with a word of OAuth such as `access_denied`, or with a code.
    ///
    /// # Errors
    /// When there is no such request, or it has ended.
    pub fn set_access_outcome(&self, id: &str, error: Option<&str>) -> Result<(), SandboxError> {
        self.change_or_refuse(
            |world| world.set_access_outcome(id, error.map(str::to_owned)),
            || format!("no request for access `{id}` waits; `Sandbox::request_access` returns the id of one"),
        )
    }

    /// Sends any body to any URL, signed like every notification. A body with `notification.transitions` is an
    /// event trigger: it has an id, and 7 seconds for its answer instead of 5. Returns the number of the delivery.
    ///
    /// # Errors
    /// When the body is no JSON object, or when the URL names a user or a password.
    pub fn trigger(&self, url: &str, body: impl Serialize) -> Result<u64, SandboxError> {
        let body = json(body)?;
        let is_event_trigger = is_event_trigger(&body);
        self.send_by_hand(url, body, is_event_trigger)
    }

    pub(super) fn send_by_hand(&self, url: &str, body: Value, is_event_trigger: bool) -> Result<u64, SandboxError> {
        if url_names_user(url) {
            return Err(SandboxError::new(NAMES_USER));
        }
        let sent =
            self.shared.change(|world| world.send_manually(DeliveryCause::ControlApi, url, body, is_event_trigger));
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
