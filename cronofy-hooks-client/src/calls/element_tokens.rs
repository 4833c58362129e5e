//! Tokens for the elements that the service shows in a page of the application.

use cronofy_hooks_types::request::CreateElementToken;
use cronofy_hooks_types::response::{ElementToken, ElementTokenAnswer};

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;

impl ApplicationClient {
    /// Makes a token for elements.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/ui-elements/authentication/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn create_element_token(&self, token: &CreateElementToken) -> Result<ElementToken, ClientError> {
        let call = ApiCall::new(&self.core.base, CreateElementToken::METHOD, CreateElementToken::PATH).json(token)?;
        // A token that is lost does no harm.
        Ok(self.read::<ElementTokenAnswer>(&call.repeatable()).await?.element_token)
    }
}
