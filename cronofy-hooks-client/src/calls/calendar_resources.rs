//! The rooms and things of an organization.

use cronofy_hooks_types::response::{CalendarResource, CalendarResources};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// The rooms and things that can be invited, with their capacity and location. The account is a service account.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/enterprise-connect/list-resources/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Forbidden`](crate::ClientErrorKind::Forbidden) without the
    /// scope `service_account/resources/manage`.
    pub async fn calendar_resources(&self) -> Result<Vec<CalendarResource>, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/resources");
        let call = call.query([("include_details", "capacity location")]);
        Ok(self.read::<CalendarResources>(&call).await?.resources)
    }
}
