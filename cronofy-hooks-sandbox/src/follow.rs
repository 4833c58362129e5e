//! Looking on: what a program waits for that shows what a sandbox does.

use tokio::sync::watch;

use crate::sandbox::Sandbox;
use crate::world::seed;

/// Waits for changes of a sandbox: see [`Sandbox::changes`].
#[derive(Debug)]
pub struct Changes(watch::Receiver<u64>);

impl Changes {
    /// Waits until something has changed since the last time. False when the sandbox has ended.
    ///
    /// Several changes may be told as one: look at the whole again.
    pub async fn next(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

impl Sandbox {
    /// An access token of the account that a sandbox begins with.
    pub const ACCESS_TOKEN: &str = seed::ACCESS_TOKEN;

    /// The refresh token of the account that a sandbox begins with.
    pub const REFRESH_TOKEN: &str = seed::REFRESH_TOKEN;

    /// Tells when something changes, for programs that show what happens.
    ///
    /// ```
    /// use cronofy_hooks_sandbox::Sandbox;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start()?;
    /// let mut changes = sandbox.changes();
    /// let account = &sandbox.accounts()[0];
    /// sandbox.create_channel(&account.account_id, "http://127.0.0.1:9/", json!({}))?;
    /// assert!(changes.next().await);
    /// assert_eq!(sandbox.deliveries()[0].name, "verification");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn changes(&self) -> Changes {
        Changes(self.shared.version.subscribe())
    }
}
