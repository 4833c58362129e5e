//! Pages on which a person chooses a time.

use cronofy_hooks_types::request::{CreateRealTimeScheduling, CreateRealTimeSequencing, DisableRealTimeScheduling};
use cronofy_hooks_types::response::{RealTimeSchedulingAnswer, RealTimeSchedulingLink, SchedulingUrl};

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;

impl ApplicationClient {
    /// Makes a page on which a person chooses the time of an event, from the times at which the accounts are free.
    ///
    /// The service sends a `real_time_scheduling` callback when a time is chosen, and when no time suits. It is not sent
    /// again after a failure that may have made a page.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/real-time-scheduling/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn create_real_time_scheduling(
        &self,
        page: &CreateRealTimeScheduling,
    ) -> Result<RealTimeSchedulingLink, ClientError> {
        let (method, path) = (CreateRealTimeScheduling::METHOD, CreateRealTimeScheduling::PATH);
        let call = ApiCall::new(&self.core.base, method, path).json(page)?;
        Ok(self.read::<RealTimeSchedulingAnswer>(&call).await?.real_time_scheduling)
    }

    /// Reads the state of a scheduling page, by its id.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/real-time-scheduling/status/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`NotFound`](crate::ClientErrorKind::NotFound) when there is none.
    pub async fn real_time_scheduling(
        &self,
        real_time_scheduling_id: &str,
    ) -> Result<RealTimeSchedulingLink, ClientError> {
        let path = "/v1/real_time_scheduling/{real_time_scheduling_id}";
        let call = ApiCall::with_ids(&self.core.base, "GET", path, &[real_time_scheduling_id])?;
        Ok(self.read::<RealTimeSchedulingAnswer>(&call).await?.real_time_scheduling)
    }

    /// Reads the state of a scheduling page, by its token: the last part of its URL.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/real-time-scheduling/status/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`NotFound`](crate::ClientErrorKind::NotFound) when there is none.
    pub async fn real_time_scheduling_of_token(&self, token: &str) -> Result<RealTimeSchedulingLink, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/real_time_scheduling").query([("token", token)]);
        Ok(self.read::<RealTimeSchedulingAnswer>(&call).await?.real_time_scheduling)
    }

    /// Closes a scheduling page on which no time was chosen yet.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/real-time-scheduling/disable/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn disable_real_time_scheduling(
        &self,
        real_time_scheduling_id: &str,
        closure: &DisableRealTimeScheduling,
    ) -> Result<RealTimeSchedulingLink, ClientError> {
        let (method, path) = (DisableRealTimeScheduling::METHOD, DisableRealTimeScheduling::PATH);
        let call = ApiCall::with_ids(&self.core.base, method, path, &[real_time_scheduling_id])?.json(closure)?;
        Ok(self.read::<RealTimeSchedulingAnswer>(&call.repeatable()).await?.real_time_scheduling)
    }

    /// Makes a page on which a person chooses the times of meetings that follow one another, and returns its URL.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/real-time-sequencing/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn create_real_time_sequencing(&self, page: &CreateRealTimeSequencing) -> Result<String, ClientError> {
        let (method, path) = (CreateRealTimeSequencing::METHOD, CreateRealTimeSequencing::PATH);
        let call = ApiCall::new(&self.core.base, method, path).json(page)?;
        Ok(self.read::<SchedulingUrl>(&call).await?.url)
    }
}
