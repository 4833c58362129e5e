//! Times that are busy.

use cronofy_hooks_types::response::{FreeBusyPage, FreeBusyPeriod};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::page::PageStream;
use crate::query::FreeBusyQuery;

impl AccountClient {
    /// Reads when the user is busy, over all pages.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/events/free-busy/>
    pub fn free_busy(&self, query: &FreeBusyQuery) -> PageStream<FreeBusyPeriod> {
        PageStream::new::<FreeBusyPage>(
            self.clone(),
            ApiCall::new(&self.core.base, "GET", "/v1/free_busy").query(query.pairs()),
        )
    }
}
