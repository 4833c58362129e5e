//! When accounts are free together.

use cronofy_hooks_types::request::{QueryAvailability, QuerySequencedAvailability};
use cronofy_hooks_types::response::{AvailabilityAnswer, AvailableSequence, SequencedAvailability};

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;

impl ApplicationClient {
    /// When the accounts of a query are free together: periods or slots, as the query asks.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/availability/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn availability(&self, query: &QueryAvailability) -> Result<AvailabilityAnswer, ClientError> {
        let call = ApiCall::new(&self.core.base, QueryAvailability::METHOD, QueryAvailability::PATH).json(query)?;
        // It changes nothing.
        self.read(&call.repeatable()).await
    }

    /// When meetings can follow one another.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/sequenced-availability/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn sequenced_availability(
        &self,
        query: &QuerySequencedAvailability,
    ) -> Result<Vec<AvailableSequence>, ClientError> {
        let (method, path) = (QuerySequencedAvailability::METHOD, QuerySequencedAvailability::PATH);
        let call = ApiCall::new(&self.core.base, method, path).json(query)?;
        Ok(self.read::<SequencedAvailability>(&call.repeatable()).await?.sequences)
    }
}
