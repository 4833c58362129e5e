//! The verification of the application itself.

use cronofy_hooks_types::request::VerifyApplication;
use serde::de::IgnoredAny;

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;

impl ApplicationClient {
    /// Submits redirect URIs of the application, which puts it into production mode. They are added to those of
    /// earlier calls.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/admin-api/verify-application/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn verify_application(&self, application: &VerifyApplication) -> Result<(), ClientError> {
        let call = ApiCall::new(&self.core.base, VerifyApplication::METHOD, VerifyApplication::PATH);
        // The same URIs twice are the same URIs.
        self.read::<IgnoredAny>(&call.json(application)?.repeatable()).await.map(drop)
    }
}
