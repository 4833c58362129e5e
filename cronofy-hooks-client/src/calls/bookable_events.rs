//! Events that people register for.

use cronofy_hooks_types::request::{CreateBookableEvent, UpsertRegistration};
use cronofy_hooks_types::response::BookableEvent;

use crate::api_call::ApiCall;
use crate::application::ApplicationClient;
use crate::error::ClientError;

impl ApplicationClient {
    /// Creates an event that people register for, or replaces the one with the same id.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/bookable-events/create/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn create_bookable_event(&self, event: &CreateBookableEvent) -> Result<BookableEvent, ClientError> {
        let call = ApiCall::new(&self.core.base, CreateBookableEvent::METHOD, CreateBookableEvent::PATH).json(event)?;
        // The event has an id: written twice, it is the same.
        self.read(&call.repeatable()).await
    }

    /// Reads a bookable event, with the first page of its registrations.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/bookable-events/read/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`NotFound`](crate::ClientErrorKind::NotFound) when there is none.
    pub async fn bookable_event(&self, bookable_event_id: &str) -> Result<BookableEvent, ClientError> {
        let call =
            ApiCall::with_ids(&self.core.base, "GET", "/v1/bookable_events/{bookable_event_id}", &[bookable_event_id])?;
        self.read(&call).await
    }

    /// Registers a person, or changes the registration with the same id.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/bookable-events/registrations/upsert/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn upsert_registration(
        &self,
        bookable_event_id: &str,
        registration: &UpsertRegistration,
    ) -> Result<BookableEvent, ClientError> {
        let (method, path) = (UpsertRegistration::METHOD, UpsertRegistration::PATH);
        let call = ApiCall::with_ids(&self.core.base, method, path, &[bookable_event_id])?.json(registration)?;
        self.read(&call.repeatable()).await
    }

    /// Removes a registration, with the data about the person.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/scheduling/bookable-events/registrations/delete/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`NotFound`](crate::ClientErrorKind::NotFound) when there is none.
    pub async fn remove_registration(
        &self,
        bookable_event_id: &str,
        registration_id: &str,
    ) -> Result<BookableEvent, ClientError> {
        let path = "/v1/bookable_events/{bookable_event_id}/registrations/{registration_id}";
        let ids = [bookable_event_id, registration_id];
        self.read(&ApiCall::with_ids(&self.core.base, "DELETE", path, &ids)?).await
    }
}
