//! A sandbox with a client for it.

use std::sync::Arc;

use cronofy_hooks_client::{
    AccountClient, AccountTokens, ApplicationClient, ApplicationClientBuilder, ApplicationCredentials, TokenStore,
};
use cronofy_hooks_sandbox::{Sandbox, SandboxBuilder, SandboxServer};

use super::environment::TestEnvironment;
use super::store::RecordingStore;

/// When the clocks of sandbox and client start.
pub(crate) const START: &str = "2026-01-05T12:00:00Z";
/// The first account of the sandbox, and its calendar for work.
pub(crate) const ACCOUNT: &str = "acc_000000000000000000000001";
pub(crate) const WORK: &str = "cal_sandbox_work";

pub(crate) struct TestSandbox {
    pub(crate) sandbox: Sandbox,
    pub(crate) server: SandboxServer,
    pub(crate) environment: TestEnvironment,
    pub(crate) store: RecordingStore,
    pub(crate) client: ApplicationClient,
}

impl TestSandbox {
    pub(crate) async fn start(configure: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        let builder = Sandbox::builder().starts_at(START.parse().unwrap()).without_rate_limit();
        let sandbox = configure(builder).start().unwrap();
        let account_id = sandbox.accounts()[0].account_id.clone();
        assert_eq!(account_id, ACCOUNT);
        let server = sandbox.serve(([127, 0, 0, 1], 0).into()).await.unwrap();
        let environment = TestEnvironment::at(START.parse().unwrap());
        let store = RecordingStore::with(ACCOUNT, tokens(Sandbox::ACCESS_TOKEN, Sandbox::REFRESH_TOKEN));
        let client = client_at(&server.url(), &environment, store.clone()).rate_limits(None).build().unwrap();
        Self { sandbox, server, environment, store, client }
    }

    pub(crate) fn account(&self) -> AccountClient {
        self.client.account(ACCOUNT)
    }
}

/// Tokens that are good for three hours.
pub(crate) fn tokens(access_token: &str, refresh_token: &str) -> AccountTokens {
    AccountTokens::new(access_token, refresh_token, "2026-01-05T15:00:00Z".parse().unwrap())
}

/// A client for the sandbox's application.
pub(crate) fn client_at<S: TokenStore>(
    url: &str,
    environment: &TestEnvironment,
    store: S,
) -> ApplicationClientBuilder<S> {
    let credentials = ApplicationCredentials::new("sandbox", "CRN_sandbox_secret");
    let url: cronofy_hooks_client::BaseUrl = url.parse().unwrap();
    ApplicationClient::builder(url, credentials, store).environment(Arc::new(environment.clone()))
}
