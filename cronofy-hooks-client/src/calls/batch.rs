//! Several requests in one.

use cronofy_hooks_types::request::Batch;
use cronofy_hooks_types::response::{BatchAnswer, BatchResponse};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// Sends up to 50 requests in one. The answers are in the order of the requests; each has its own status, and
    /// an answer that is an error is none of this call.
    ///
    /// It is not sent again after a failure that may have carried out a part of it.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/batch/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn batch(&self, batch: &Batch) -> Result<Vec<BatchAnswer>, ClientError> {
        let call = ApiCall::new(&self.core.base, Batch::METHOD, Batch::PATH).json(batch)?;
        Ok(self.read::<BatchResponse>(&call).await?.batch)
    }
}
