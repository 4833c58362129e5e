//! Meeting agents that belong to no event.

use cronofy_hooks_types::payload::MeetingAgent;
use cronofy_hooks_types::request::{CancelMeetingAgent, CreateMeetingAgent};
use cronofy_hooks_types::response::CreatedMeetingAgent;

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;

impl ApplicationClient {
    /// Sends a meeting agent to a meeting, now or later. For a meeting that is an event of a calendar, use Upsert
    /// Event with a `meeting_agent`.
    ///
    /// Returns `None` for an agent that is scheduled for later: the service shows it in notifications only. It is
    /// not sent again after a failure that may have sent an agent.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/meeting-agents/schedule/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn create_meeting_agent(&self, agent: &CreateMeetingAgent) -> Result<Option<MeetingAgent>, ClientError> {
        let call = ApiCall::new(&self.core.base, CreateMeetingAgent::METHOD, CreateMeetingAgent::PATH).json(agent)?;
        let answer = self.core.call(&call, Some(&self.core.credentials.client_secret)).await?;
        if answer.body.is_empty() {
            return Ok(None);
        }
        match answer.json::<CreatedMeetingAgent>(&call) {
            Ok(created) => Ok(Some(created.meeting_agent)),
            // Before 2026 the service answered with the agent alone.
            Err(error) => answer.json(&call).map(Some).map_err(|_| error),
        }
    }

    /// Calls an agent off that was scheduled for later, by the `scheduling_key` that it was scheduled with. An agent
    /// that has begun to join stays.
    ///
    /// For the agent of an event, use [`change_event_agent`](crate::AccountClient::change_event_agent).
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/meeting-agents/cancel-scheduled/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`NotFound`](crate::ClientErrorKind::NotFound) when the sandbox
    /// knows no agent with this key; what the service answers then is not documented.
    pub async fn cancel_meeting_agent(&self, agent: &CancelMeetingAgent) -> Result<(), ClientError> {
        let call = ApiCall::new(&self.core.base, CancelMeetingAgent::METHOD, CancelMeetingAgent::PATH).json(agent)?;
        self.core.call(&call, Some(&self.core.credentials.client_secret)).await.map(drop)
    }
}
