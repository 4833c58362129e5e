//! [`Environment`]: time and chance, which tests can take over.

use std::fmt;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// A wait of an [`Environment`].
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Time and chance. Programs leave it as it is; tests give a client time that they move.
///
/// Only the time of day and the waits have to be written. A test whose clock is that of a sandbox:
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use cronofy_hooks_client::{
///     AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, Environment, MemoryTokenStore, Wait,
/// };
/// use cronofy_hooks_sandbox::{Sandbox, SandboxHandle};
/// use cronofy_hooks_types::jiff::Timestamp;
///
/// /// Tokens expire by the clock of the sandbox, and no wait takes time.
/// #[derive(Debug)]
/// struct SandboxTime(SandboxHandle);
///
/// impl Environment for SandboxTime {
///     fn now(&self) -> Timestamp {
///         self.0.now()
///     }
///
///     fn sleep(&self, _: Duration) -> Wait {
///         Box::pin(async {})
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let starts_at = "2026-06-01T08:00:00Z".parse()?;
/// // Hours pass in a moment, so the rate limits of both sides are off.
/// let sandbox = Sandbox::builder().client_secrets(["CRN_secret"]).starts_at(starts_at).without_rate_limit().start()?;
/// let service = sandbox.serve("127.0.0.1:0".parse()?).await?;
/// let ada = sandbox.accounts().remove(0);
/// let (access_token, refresh_token) = sandbox.issue_tokens(&ada.account_id)?;
/// let expires_at = "2026-06-01T09:00:00Z".parse()?;
/// let tokens = MemoryTokenStore::with(&ada.account_id, AccountTokens::new(access_token, refresh_token, expires_at));
/// let credentials = ApplicationCredentials::new(Sandbox::CLIENT_ID, "CRN_secret");
/// let client = ApplicationClient::builder(service.url().parse::<BaseUrl>()?, credentials, tokens)
///     .environment(Arc::new(SandboxTime(sandbox.handle())))
///     .rate_limits(None)
///     .build()?;
///
/// let refreshes = || sandbox.calls().iter().filter(|call| call.target == "/oauth/token").count();
/// client.account(&ada.account_id).calendars().await?;
/// assert_eq!(refreshes(), 0);
/// sandbox.advance(Duration::from_secs(3600)).await;
/// client.account(&ada.account_id).calendars().await?;
/// assert_eq!(refreshes(), 1);
/// # Ok(())
/// # }
/// ```
pub trait Environment: fmt::Debug + Send + Sync + 'static {
    /// The time of day, by which tokens expire. It may jump.
    fn now(&self) -> Timestamp;

    /// Waits, before a retry or for the rate limit. A test can return at once.
    fn sleep(&self, duration: Duration) -> Wait;

    /// Waits for the end of the time that an answer may take. It is real time unless written, and not
    /// [`sleep`](Self::sleep): the other side answers in real time, also where a test does not wait.
    fn timeout(&self, duration: Duration) -> Wait {
        Box::pin(tokio::time::sleep(duration))
    }

    /// The time since any fixed moment, by which requests are counted. It never goes back. It is the clock of the
    /// system unless written.
    fn elapsed(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    /// A number from 0 up to 1: what a wait is multiplied by, so that clients do not come back together. It is a
    /// random one unless written.
    fn random(&self) -> f64 {
        fastrand::f64()
    }
}

/// The clock of the system, and tokio's timers.
#[derive(Debug)]
pub(crate) struct SystemEnvironment;

impl Environment for SystemEnvironment {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) -> Wait {
        Box::pin(tokio::time::sleep(duration))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    /// As a test writes it.
    #[derive(Debug)]
    struct NoWaits;

    impl Environment for NoWaits {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn sleep(&self, _: Duration) -> Wait {
            Box::pin(async {})
        }
    }

    #[tokio::test]
    async fn an_answer_has_its_time_where_no_wait_takes_any() {
        assert_eq!(NoWaits.sleep(Duration::MAX).now_or_never(), Some(()));
        assert_eq!(NoWaits.timeout(Duration::from_secs(30)).now_or_never(), None);
        NoWaits.timeout(Duration::ZERO).await;
    }
}
