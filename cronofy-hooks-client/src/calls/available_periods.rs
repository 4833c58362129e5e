//! The available periods of an account.

use cronofy_hooks_types::request::{DeleteAvailablePeriods, UpsertAvailablePeriod};
use cronofy_hooks_types::response::{AvailablePeriod, AvailablePeriodsPage};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;
use crate::page::PageStream;
use crate::query::AvailablePeriodsQuery;

impl AccountClient {
    /// Reads the times at which the account says that it is available, over all pages.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/available-periods/read/>
    pub fn available_periods(&self, query: &AvailablePeriodsQuery) -> PageStream<AvailablePeriod> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/available_periods").query(query.pairs());
        PageStream::new::<AvailablePeriodsPage>(self.clone(), call)
    }

    /// Creates an available period, or replaces the one with the same id.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/available-periods/upsert/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn upsert_available_period(&self, period: &UpsertAvailablePeriod) -> Result<(), ClientError> {
        let (method, path) = (UpsertAvailablePeriod::METHOD, UpsertAvailablePeriod::PATH);
        let call = ApiCall::new(&self.core.base, method, path).json(period)?;
        // The period has an id: written twice, it is the same.
        self.send(&call.repeatable()).await.map(drop)
    }

    /// Deletes one available period, or all.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/available-periods/delete/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn delete_available_periods(&self, periods: &DeleteAvailablePeriods) -> Result<(), ClientError> {
        let (method, path) = (DeleteAvailablePeriods::METHOD, DeleteAvailablePeriods::PATH);
        let call = ApiCall::new(&self.core.base, method, path).json(periods)?;
        self.send(&call).await.map(drop)
    }
}
