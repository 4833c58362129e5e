//! [`SandboxChanges`]: lets a program wait for changes.

use tokio::sync::watch;

use super::handle::SandboxHandle;

/// Waits for changes of a sandbox: see [`SandboxHandle::changes`].
#[derive(Debug)]
pub struct SandboxChanges(watch::Receiver<u64>);

impl SandboxChanges {
    /// Waits until something has changed since the last call. Returns false when the sandbox has ended.
    ///
    /// Several changes may be reported as one, so read the whole state again.
    pub async fn next(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

impl SandboxHandle {
    /// Reports changes, for programs that show what the sandbox does.
    ///
    /// ```
    /// use cronofy_hooks::request::CreateChannel;
    /// use cronofy_hooks_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start()?;
    /// let mut changes = sandbox.changes();
    /// let account = &sandbox.accounts()[0];
    /// sandbox.create_channel(&account.account_id, CreateChannel::new("http://127.0.0.1:9/"))?;
    /// assert!(changes.next().await);
    /// assert_eq!(sandbox.deliveries()[0].name, "verification");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn changes(&self) -> SandboxChanges {
        SandboxChanges(self.shared.version.subscribe())
    }
}
