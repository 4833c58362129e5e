//! [`AccountClient`]: calls as a user.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::answer::ApiAnswer;
use crate::api_call::ApiCall;
#[cfg(doc)]
use crate::application::ApplicationClient;
use crate::core::ClientCore;
use crate::error::ClientError;
use crate::token::AccountTokenState;

/// Calls the API for one account, with the access token of its user: [events](Self::upsert_event),
/// [calendars](Self::calendars), [channels](Self::create_channel), [free and busy times](Self::free_busy),
/// [availability rules](Self::availability_rules) and [scheduling conversations](Self::scheduling_conversation).
/// [The first page](crate) lists all calls.
///
/// [`ApplicationClient::account`] makes it. What belongs to the application, such as
/// [smart invites](ApplicationClient::upsert_smart_invite), is called on [`ApplicationClient`].
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
