//! Answering invitations.

use cronofy_hooks_types::request::ChangeParticipationStatus;

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// Answers the invitation to an event for the owner of the calendar. The options of the event say whether the
    /// application may.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/events/change-participation-status/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn change_participation_status(
        &self,
        calendar_id: &str,
        event_uid: &str,
        answer: &ChangeParticipationStatus,
    ) -> Result<(), ClientError> {
        let (method, path) = (ChangeParticipationStatus::METHOD, ChangeParticipationStatus::PATH);
        let call = ApiCall::with_ids(&self.core.base, method, path, &[calendar_id, event_uid])?;
        self.send(&call.json(answer)?.repeatable()).await.map(drop)
    }
}
