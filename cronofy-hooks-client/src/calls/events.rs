//! Events.

use cronofy_hooks_types::payload::Event;
use cronofy_hooks_types::request::{ChangeEventAgent, DeleteEvent, DeleteEvents, UpsertEvent};
use cronofy_hooks_types::response::EventsPage;

use crate::account::AccountClient;
use crate::api_call::ApiCall;
use crate::error::ClientError;
use crate::page::PageStream;
use crate::query::EventsQuery;

impl AccountClient {
    /// Creates an event, or updates the one with the same id. The service accepts it now and writes it soon.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/events/upsert-event/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind): [`Invalid`](crate::ClientErrorKind::Invalid) names the
    /// fields that are wrong.
    pub async fn upsert_event(&self, calendar_id: &str, event: &UpsertEvent) -> Result<(), ClientError> {
        let call = ApiCall::with_ids(&self.core.base, UpsertEvent::METHOD, UpsertEvent::PATH, &[calendar_id])?;
        // The event has an id: written twice, it is the same.
        self.send(&call.json(event)?.repeatable()).await.map(drop)
    }

    /// Gives an event of the application a meeting agent, or takes it away, without its other fields.
    ///
    /// The documentation shows this request to cancel an agent, and says of Upsert Event that `summary`, `start` and
    /// `end` are required: where the service refuses it, write the whole event.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/meeting-agents/cancel-scheduled/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn change_event_agent(&self, calendar_id: &str, change: &ChangeEventAgent) -> Result<(), ClientError> {
        let call = ApiCall::with_ids(&self.core.base, UpsertEvent::METHOD, UpsertEvent::PATH, &[calendar_id])?;
        self.send(&call.json(change)?.repeatable()).await.map(drop)
    }

    /// Deletes an event.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/events/delete-event/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn delete_event(&self, calendar_id: &str, event: &DeleteEvent) -> Result<(), ClientError> {
        let call = ApiCall::with_ids(&self.core.base, DeleteEvent::METHOD, DeleteEvent::PATH, &[calendar_id])?;
        self.send(&call.json(event)?).await.map(drop)
    }

    /// Deletes the events that the application manages, in all calendars or in some.
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/events/bulk-delete-events/>
    ///
    /// # Errors
    /// See [`ClientErrorKind`](crate::ClientErrorKind).
    pub async fn delete_events(&self, events: &DeleteEvents) -> Result<(), ClientError> {
        let call = ApiCall::new(&self.core.base, DeleteEvents::METHOD, DeleteEvents::PATH).json(events)?;
        self.send(&call).await.map(drop)
    }

    /// Reads events, over all pages.
    ///
    /// ```
    /// # async fn read(account: cronofy_hooks_client::AccountClient, changes_since: jiff::Timestamp)
    /// # -> Result<(), cronofy_hooks_client::ClientError> {
    /// use cronofy_hooks_client::EventsQuery;
    ///
    /// let mut events = account.events(&EventsQuery::changed_since(changes_since));
    /// while let Some(event) = events.next().await {
    ///     let event = event?;
    ///     // Store it, or take it away: `event.deleted`.
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Documentation: <https://docs.cronofy.com/developers/api/events/read-events/>
    pub fn events(&self, query: &EventsQuery) -> PageStream<Event> {
        PageStream::new::<EventsPage>(
            self.clone(),
            ApiCall::new(&self.core.base, "GET", "/v1/events").query(query.pairs()),
        )
    }
}
