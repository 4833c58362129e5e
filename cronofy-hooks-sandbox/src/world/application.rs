//! The application that uses the service, and what it proves itself with.

use cronofy_hooks::Secrets;

use crate::error::SandboxError;

/// The application.
#[derive(Clone, Default)]
pub(crate) struct Application {
    pub(crate) client_id: String,
    /// Oldest first; notifications are signed with each.
    pub(crate) client_secrets: Vec<String>,
}

impl Application {
    /// # Errors
    /// When there is no secret, or one that could not be used.
    pub(crate) fn signer(&self) -> Result<Secrets, SandboxError> {
        Secrets::new(self.client_secrets.iter().cloned()).map_err(SandboxError::secrets)
    }
}

impl std::fmt::Debug for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Application").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
