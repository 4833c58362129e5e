//! Tokens: logging in, refreshing and revoking.

use cronofy_hooks_types::request::{
    CreateApplicationCalendar, RefreshAccessToken, RequestAccessToken, RevokeAuthorization, SecretString,
};
use cronofy_hooks_types::response::Tokens;

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::core::ClientCore;
use crate::credentials::ApplicationCredentials;
use crate::error::{ClientError, ClientErrorKind};
use crate::token::AccountTokens;

impl ApplicationClient {
    /// The page where a user gives the application access. Afterwards the service sends the user to `redirect_uri`
    /// with a `code`, for [`exchange_code`](Self::exchange_code), and with this `state`: make it hard to guess, and
    /// compare it, so that no one can log your user in to another account.
    ///
    /// `scope` lists what the application may do, separated by spaces, such as
    /// `read_account list_calendars read_events create_event delete_event read_free_busy`.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/authentication/request-authorization/>
    #[must_use]
    pub fn login_url(&self, redirect_uri: &str, scope: &str, state: &str) -> String {
        let mut url = self.core.base.app("/oauth/authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.core.credentials.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", scope)
            .append_pair("state", state);
        url.into()
    }

    /// Exchanges the code that a login brought for tokens, and keeps them in the store.
    ///
    /// `redirect_uri` is the one of the login; for a service account and a delegated authorization it is the
    /// `callback_url`. A code is good for one exchange, so this is not sent again after a failure that may have
    /// used it.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/authentication/request-token/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`]: [`InvalidGrant`](ClientErrorKind::InvalidGrant) for a code that was used or is too
    /// old, [`Store`](ClientErrorKind::Store) when the store did not keep the tokens.
    pub async fn exchange_code(
        &self,
        code: impl Into<SecretString>,
        redirect_uri: &str,
    ) -> Result<AccountClient, ClientError> {
        let core = &self.core;
        let ApplicationCredentials { client_id, client_secret } = &core.credentials;
        let request = RequestAccessToken::new(client_id, client_secret.clone(), code, redirect_uri);
        let call = ApiCall::new(&core.base, RequestAccessToken::METHOD, RequestAccessToken::PATH).json(&request)?;
        self.log_in(&call).await
    }

    /// Creates a calendar that belongs to the application, or logs in to the one with the same id, and keeps its
    /// tokens in the store.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/calendars/application-calendars/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`]: [`Store`](ClientErrorKind::Store) when the store did not keep the tokens.
    pub async fn application_calendar(
        &self,
        application_calendar_id: impl Into<String>,
    ) -> Result<AccountClient, ClientError> {
        let ApplicationCredentials { client_id, client_secret } = &self.core.credentials;
        let request = CreateApplicationCalendar::new(client_id, client_secret.clone(), application_calendar_id);
        let call = ApiCall::new(&self.core.base, CreateApplicationCalendar::METHOD, CreateApplicationCalendar::PATH);
        // The same id is the same calendar.
        self.log_in(&call.json(&request)?.repeatable()).await
    }

    /// Sends a call that answers with the tokens of an account, and keeps them.
    async fn log_in(&self, call: &ApiCall) -> Result<AccountClient, ClientError> {
        let core = &self.core;
        let answer: Tokens = core.call(call, None).await?.json(call)?;
        let missing = |field: &str| call.error(ClientErrorKind::UnexpectedAnswer).with_place(field.to_owned());
        let account_id = answer.account_id.clone().or_else(|| answer.sub.clone()).ok_or_else(|| missing("sub"))?;
        let tokens = AccountTokens::from_answer(answer, None, core.environment.now());
        let tokens = tokens.ok_or_else(|| missing("refresh_token"))?;
        let account = self.account(account_id);
        account.state.log_in(core, tokens).await?;
        Ok(account)
    }
}

impl AccountClient {
    /// Takes back the application's access to the account, and removes the tokens from the store.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/authentication/revoke-authorization/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`]: [`NoTokens`](ClientErrorKind::NoTokens) when the account has none.
    pub async fn revoke(&self) -> Result<(), ClientError> {
        self.state.log_out(&self.core).await
    }
}

impl ClientCore {
    /// Gets a new access token.
    pub(crate) async fn refresh_tokens(&self, refresh_token: &SecretString) -> Result<Tokens, ClientError> {
        let ApplicationCredentials { client_id, client_secret } = &self.credentials;
        let request = RefreshAccessToken::new(client_id, client_secret.clone(), refresh_token.clone());
        let call = ApiCall::new(&self.base, RefreshAccessToken::METHOD, RefreshAccessToken::PATH).json(&request)?;
        // A refresh token is good for more than one refresh.
        let call = call.repeatable();
        self.call(&call, None).await?.json(&call)
    }

    /// Makes the tokens of an account worthless.
    pub(crate) async fn revoke_tokens(&self, refresh_token: &SecretString) -> Result<(), ClientError> {
        let ApplicationCredentials { client_id, client_secret } = &self.credentials;
        let request = RevokeAuthorization::new(client_id, client_secret.clone(), refresh_token.clone());
        let call = ApiCall::new(&self.base, RevokeAuthorization::METHOD, RevokeAuthorization::PATH).json(&request)?;
        let call = call.repeatable();
        self.call(&call, None).await.map(drop)
    }
}
