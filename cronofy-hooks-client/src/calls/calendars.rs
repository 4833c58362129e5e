//! Calendars.

use cronofy_hooks_types::request::CreateCalendar;
use cronofy_hooks_types::response::{Calendar, Calendars, CreatedCalendar};

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;

impl AccountClient {
    /// The calendars of the account.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/calendars/list-calendars/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn calendars(&self) -> Result<Vec<Calendar>, ClientError> {
        let call = ApiCall::new(&self.core.base, "GET", "/v1/calendars");
        Ok(self.read::<Calendars>(&call).await?.calendars)
    }

    /// Creates a calendar. It is not sent again after a failure that may have created it: list the calendars then.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/calendars/create-calendar/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) when the
    /// profile has a calendar of this name.
    pub async fn create_calendar(&self, calendar: &CreateCalendar) -> Result<Calendar, ClientError> {
        let call = ApiCall::new(&self.core.base, CreateCalendar::METHOD, CreateCalendar::PATH).json(calendar)?;
        Ok(self.read::<CreatedCalendar>(&call).await?.calendar)
    }
}
