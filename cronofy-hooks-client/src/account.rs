//! [`AccountClient`]: calls as a user.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::answer::ApiAnswer;
use crate::api_call::ApiCall;
use crate::core::ClientCore;
use crate::error::ClientError;
use crate::token::AccountTokenState;

/// Calls the API for one account. [`ApplicationClient::account`](crate::ApplicationClient::account) makes it.
///
/// Its access token is refreshed a minute before it expires, and when the service does not know it any more: once,
/// however many calls wait for it.
#[derive(Clone)]
pub struct AccountClient {
    pub(crate) core: Arc<ClientCore>,
    pub(crate) state: Arc<AccountTokenState>,
}

impl AccountClient {
    /// The id of the account.
    #[must_use]
    pub fn account_id(&self) -> &str {
        self.state.account_id()
    }

    pub(crate) async fn send(&self, call: &ApiCall) -> Result<ApiAnswer, ClientError> {
        self.core.call_for(&self.state, call).await
    }

    pub(crate) async fn read<T: DeserializeOwned>(&self, call: &ApiCall) -> Result<T, ClientError> {
        self.send(call).await?.json(call)
    }
}

impl fmt::Debug for AccountClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountClient").field("account_id", &self.account_id()).finish_non_exhaustive()
    }
}
