//! The application that uses the service, and its credentials.

use cronofy_hooks::Secrets;

use crate::error::SandboxError;

#[derive(Clone, Default)]
pub(crate) struct ClientApplication {
    pub(crate) client_id: String,
    /// Oldest first; notifications are signed with each.
    pub(crate) client_secrets: Vec<String>,
}

impl ClientApplication {
    /// # Errors
    /// When there is no secret, or one that cannot be used.
    pub(crate) fn signer(&self) -> Result<Secrets, SandboxError> {
        Secrets::new(self.client_secrets.iter().cloned()).map_err(SandboxError::secrets)
    }
}

/// Shows no secret.
impl std::fmt::Debug for ClientApplication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientApplication").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
