//! Smart invites: invitations that the application sends itself.

use cronofy_hooks_types::request::{CancelSmartInvite, RemoveSmartInviteRecipient, UpsertSmartInvite};
use cronofy_hooks_types::response::SmartInviteState;

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;

impl ApplicationClient {
    /// Creates an invite, or changes the one with the same id and recipient. Send the file of the answer to the
    /// recipients; their replies come to the callback URL.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/smart-invites/create-or-update/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn upsert_smart_invite(&self, invite: &UpsertSmartInvite) -> Result<SmartInviteState, ClientError> {
        let call = ApiCall::new(&self.core.base, UpsertSmartInvite::METHOD, UpsertSmartInvite::PATH);
        // The invite has an id: written twice, it is the same.
        self.read(&call.json(invite)?.repeatable()).await
    }

    /// Calls an invite off. Send the file of the answer to the recipients.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/smart-invites/cancel/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn cancel_smart_invite(&self, invite: &CancelSmartInvite) -> Result<SmartInviteState, ClientError> {
        let call = ApiCall::new(&self.core.base, CancelSmartInvite::METHOD, CancelSmartInvite::PATH);
        self.read(&call.json(invite)?.repeatable()).await
    }

    /// Takes one of several recipients off an invite. Send the file of the answer to that recipient.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api-alpha/smart-invites/multiple-recipients/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn remove_smart_invite_recipient(
        &self,
        removed: &RemoveSmartInviteRecipient,
    ) -> Result<SmartInviteState, ClientError> {
        let (method, path) = (RemoveSmartInviteRecipient::METHOD, RemoveSmartInviteRecipient::PATH);
        self.read(&ApiCall::new(&self.core.base, method, path).json(removed)?).await
    }

    /// The answers so far: to the invite for this recipient, or without one to the invite for several.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/smart-invites/status/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn smart_invite(
        &self,
        smart_invite_id: &str,
        recipient_email: Option<&str>,
    ) -> Result<SmartInviteState, ClientError> {
        let id = Some(("smart_invite_id", smart_invite_id));
        let pairs = id.into_iter().chain(recipient_email.map(|email| ("recipient_email", email)));
        self.read(&ApiCall::new(&self.core.base, "GET", "/v1/smart_invites").query(pairs)).await
    }
}
