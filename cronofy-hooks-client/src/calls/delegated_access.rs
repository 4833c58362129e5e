//! Access to the accounts of others, which a callback reports.

use cronofy_hooks_types::request::{DelegatedAuthorization, ServiceAccountAuthorization, ServiceAccountAuthorizations};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// Asks for access to a user or a room of the organization; this account is its service account. The callback
    /// URL gets the code, for [`exchange_code`](crate::ApplicationClient::exchange_code) with the same URL.
    ///
    /// It is not sent again after a failure that may have asked, because each request has a result.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/enterprise-connect/delegated-access/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn authorize_with_service_account(
        &self,
        wanted: &ServiceAccountAuthorization,
    ) -> Result<(), ClientError> {
        let (method, path) = (ServiceAccountAuthorization::METHOD, ServiceAccountAuthorization::PATH);
        self.send(&ApiCall::new(&self.core.base, method, path).json(wanted)?).await.map(drop)
    }

    /// Asks for access to up to 50 users and rooms of the organization: see
    /// [`authorize_with_service_account`](Self::authorize_with_service_account).
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/enterprise-connect/delegated-access/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn authorize_several_with_service_account(
        &self,
        wanted: &ServiceAccountAuthorizations,
    ) -> Result<(), ClientError> {
        let (method, path) = (ServiceAccountAuthorizations::METHOD, ServiceAccountAuthorizations::PATH);
        self.send(&ApiCall::new(&self.core.base, method, path).json(wanted)?).await.map(drop)
    }

    /// Asks for access to a calendar that was shared with a profile of this account. The callback URL gets the code.
    /// It is not sent again after a failure that may have asked.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api-alpha/business-connect/delegated-authorization/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn delegate_authorization(&self, wanted: &DelegatedAuthorization) -> Result<(), ClientError> {
        let (method, path) = (DelegatedAuthorization::METHOD, DelegatedAuthorization::PATH);
        self.send(&ApiCall::new(&self.core.base, method, path).json(wanted)?).await.map(drop)
    }
}
