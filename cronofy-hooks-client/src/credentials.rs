//! [`ApplicationCredentials`]: what proves that the application calls.

use cronofy_hooks_types::request::SecretString;

/// The client id and the client secret of an application.
///
/// They get tokens for accounts, and the secret alone is the API key of what belongs to the application, such as
/// meeting agents. Both are on the page of the application in the developer dashboard. `Debug` does not show the
/// secret.
#[derive(Clone, Debug)]
pub struct ApplicationCredentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
}

impl ApplicationCredentials {
    /// Credentials from a client id and a client secret.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        Self { client_id: client_id.into(), client_secret: client_secret.into() }
    }
}
