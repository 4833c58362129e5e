//! [`ApplicationClient`]: calls as the application, and its builder.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::core::ClientCore;
use crate::credentials::ApplicationCredentials;
use crate::data_center::BaseUrl;
use crate::environment::{Environment, SystemEnvironment};
use crate::error::ClientError;
use crate::limiter::{RateLimiter, RateLimits};
use crate::retry::RetryPolicy;
use crate::token::{AccountTokenState, TokenStore};
use crate::transport::Transport;

/// Calls the API as the application: [logging in](Self::login_url), [availability](Self::availability),
/// [pages](Self::create_real_time_scheduling) on which a person chooses a time,
/// [bookable events](Self::create_bookable_event), [smart invites](Self::upsert_smart_invite),
/// [attachments](Self::create_attachment), [meeting agents](Self::create_meeting_agent) and
/// [what they recorded](Self::transcript). [The first page](crate) lists all calls.
///
/// What belongs to a user, such as [events](AccountClient::upsert_event), [calendars](AccountClient::calendars) and
/// [channels](AccountClient::create_channel), is called through [`account`](Self::account):
/// `client.account(&account_id).upsert_event(…)`. Here the compiler finds no such method (E0599).
///
/// Clones share connections, rate limit and tokens: make one client for each application, and clone it.
///
/// A call with the wrong credentials does not compile:
///
/// ```compile_fail,E0599
/// # async fn wrong(client: cronofy_hooks_client::ApplicationClient) {
/// client.calendars().await; // calendars belong to an account
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # async fn wrong(account: cronofy_hooks_client::AccountClient, agent: cronofy_hooks_types::request::CreateMeetingAgent) {
/// account.create_meeting_agent(&agent).await; // meeting agents belong to the application
/// # }
/// ```
///
/// ```compile_fail,E0308
/// # use cronofy_hooks_client::{AccountTokens, ApplicationClient, DataCenter, MemoryTokenStore};
/// # fn wrong(tokens: AccountTokens) {
/// ApplicationClient::builder(DataCenter::De, tokens, MemoryTokenStore::default()); // tokens are no client secret
/// # }
/// ```
///
/// ```compile_fail,E0277
/// # use cronofy_hooks_client::{ApplicationClient, ApplicationCredentials};
/// # fn wrong(client: ApplicationClient, credentials: ApplicationCredentials) {
/// client.account(credentials); // an account is named by its id, and its tokens come from the store
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ApplicationClient {
    pub(crate) core: Arc<ClientCore>,
}

/// Configures an [`ApplicationClient`].
#[derive(Debug)]
#[must_use = "call `build`"]
pub struct ApplicationClientBuilder<S> {
    base: BaseUrl,
    credentials: ApplicationCredentials,
    store: S,
    environment: Arc<dyn Environment>,
    limits: Option<RateLimits>,
    retry: RetryPolicy,
    timeout: Duration,
}

impl ApplicationClient {
    /// Configures a client: for a [`DataCenter`](crate::DataCenter) or the [`BaseUrl`] of a sandbox, with the
    /// credentials of the application and the store that has the tokens of its accounts.
    pub fn builder<S: TokenStore>(
        at: impl Into<BaseUrl>,
        credentials: ApplicationCredentials,
        store: S,
    ) -> ApplicationClientBuilder<S> {
        ApplicationClientBuilder {
            base: at.into(),
            credentials,
            store,
            environment: Arc::new(SystemEnvironment),
            limits: Some(RateLimits::default()),
            retry: RetryPolicy::default(),
            timeout: Duration::from_secs(30),
        }
    }

    /// A client for one account, by its `account_id`, which other answers call `sub`. The tokens come from the
    /// store when they are first needed.
    ///
    /// Clients of one account share its tokens and their refresh, wherever they were made.
    pub fn account(&self, account_id: impl Into<String>) -> AccountClient {
        let account_id = account_id.into();
        let mut accounts = self.core.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = accounts.get(&account_id).and_then(std::sync::Weak::upgrade);
        let state = known.unwrap_or_else(|| {
            // Most accounts are used now and then: those that are not in use any more leave no trace.
            if accounts.len() == accounts.capacity() {
                accounts.retain(|_, state| state.strong_count() > 0);
            }
            let state = Arc::new(AccountTokenState::new(account_id.clone()));
            accounts.insert(account_id, Arc::downgrade(&state));
            state
        });
        AccountClient { core: Arc::clone(&self.core), state }
    }

    /// Calls with the client secret, and reads the answer.
    pub(crate) async fn read<T: DeserializeOwned>(&self, call: &ApiCall) -> Result<T, ClientError> {
        self.core.call(call, Some(&self.core.credentials.client_secret)).await?.json(call)
    }
}

impl<S: TokenStore> ApplicationClientBuilder<S> {
    /// The requests that are let through; those of the service unless set, and all with `None`.
    pub fn rate_limits(self, limits: impl Into<Option<RateLimits>>) -> Self {
        Self { limits: limits.into(), ..self }
    }

    /// How often a request is sent again.
    pub fn retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// How long one attempt may take, answer included, and each piece of a download; 30 seconds unless set.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Other clocks and chance, for tests: see [`Environment`].
    pub fn environment(self, environment: Arc<dyn Environment>) -> Self {
        Self { environment, ..self }
    }

    /// Makes the client, and describes its metrics. Nothing is sent.
    ///
    /// # Errors
    /// [`Tls`](crate::ClientErrorKind::Tls), when the certificates of the system cannot be loaded.
    pub fn build(self) -> Result<ApplicationClient, ClientError> {
        #[cfg(feature = "metrics")]
        crate::measure::describe();
        let Self { base, credentials, store, environment, limits, retry, timeout } = self;
        let core = ClientCore {
            transport: Transport::new(&base, Arc::clone(&environment), timeout)?,
            base,
            credentials,
            environment,
            limiter: RateLimiter::new(limits),
            retry,
            store: Box::new(store),
            accounts: Mutex::new(HashMap::new()),
        };
        Ok(ApplicationClient { core: Arc::new(core) })
    }
}
