//! [`SandboxHandle::clock`]: the time of the sandbox, for an application under test.

use std::sync::Arc;

use jiff::Timestamp;

use super::handle::SandboxHandle;

impl SandboxHandle {
    /// What reads the clock of the sandbox: give it to the application under test, so that both have one time. With
    /// an inbox, give it to the inbox, and [`Sandbox::advance`](crate::Sandbox::advance) makes its retries due as well.
    ///
    /// A client takes it within an
    /// [`Environment`](https://docs.rs/cronofy-hooks-client/latest/cronofy_hooks_client/trait.Environment.html), whose page
    /// has the one for a sandbox.
    ///
    /// It reads the time also after the sandbox has ended.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use cronofy_hooks::{Hooks, Secrets, handlers};
    /// use cronofy_hooks_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().starts_at("2026-06-01T08:00:00Z".parse()?).start()?;
    /// let now = sandbox.clock();
    /// let hooks = Hooks::new(Secrets::new(["CRN_sandbox_secret"])?).handlers(handlers![..]).clock(sandbox.clock());
    ///
    /// sandbox.advance(Duration::from_secs(60)).await;
    /// assert_eq!(now(), "2026-06-01T08:01:00Z".parse()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(&self) -> impl Fn() -> Timestamp + Clone + Send + Sync + 'static {
        let shared = Arc::clone(&self.shared);
        move || shared.now()
    }
}
