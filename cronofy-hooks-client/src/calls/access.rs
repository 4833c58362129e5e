//! What a user allows beyond a login, and what the application gives back.

use cronofy_hooks_types::request::{AuthorizeConferencing, RequestPermissions, SecretString};
use cronofy_hooks_types::response::{
    AccessibleCalendar, AccessibleCalendars, ConferencingAuthorization, LinkToken, PermissionsRequest,
    RequestedPermissions,
};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// Asks the user for more access to calendars. Send the user to the URL of the answer, unless it says that the
    /// access was granted at once.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/authorization/extended-permissions/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn request_permissions(
        &self,
        permissions: &RequestPermissions,
    ) -> Result<PermissionsRequest, ClientError> {
        let call = ApiCall::new(&self.core.base, RequestPermissions::METHOD, RequestPermissions::PATH);
        // Until the user agrees, nothing comes of it.
        let call = call.json(permissions)?.repeatable();
        Ok(self.read::<RequestedPermissions>(&call).await?.permissions_request)
    }

    /// The page where the user connects a conferencing account: send the user there.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/conferencing-services/authorization/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn conferencing_login_url(&self, wanted: &AuthorizeConferencing) -> Result<String, ClientError> {
        let call = ApiCall::new(&self.core.base, AuthorizeConferencing::METHOD, AuthorizeConferencing::PATH);
        let call = call.json(wanted)?.repeatable();
        Ok(self.read::<ConferencingAuthorization>(&call).await?.authorization_request.url)
    }

    /// The calendars of others that a profile has access to, as far as its provider lists them.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api-alpha/business-connect/accessible-calendars/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn accessible_calendars(&self, profile_id: &str) -> Result<Vec<AccessibleCalendar>, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/accessible_calendars").query([("profile_id", profile_id)]);
        Ok(self.read::<AccessibleCalendars>(&call).await?.accessible_calendars)
    }

    /// A token for the next login of this user. As `link_token` in the query of
    /// [`login_url`](crate::ApplicationClient::login_url), it adds another profile to this account.
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn link_token(&self) -> Result<SecretString, ClientError> {
        let call = ApiCall::new(&self.core.base, "POST", "/v1/link_tokens").repeatable();
        Ok(self.read::<LinkToken>(&call).await?.link_token)
    }

    /// Gives back the access to one profile. The access to the account stays: see [`revoke`](Self::revoke).
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/authorization/revoke-profile/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn revoke_profile(&self, profile_id: &str) -> Result<(), ClientError> {
        let path = "/v1/profiles/{profile_id}/revoke";
        let call = ApiCall::with_ids(&self.core.base, "POST", path, &[profile_id])?.repeatable();
        self.send(&call).await.map(drop)
    }
}
