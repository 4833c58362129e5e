//! The bodies of requests to the service: events with what is subscribed to them, channels, meeting
//! agents, and tokens.
//!
//! A request is built: its constructor takes what the service requires, and everything else has a setter of its
//! name. A list has a setter that takes one element and can be called again. What is not set is not sent.
//! There is nothing to read from a request, so its fields are not public: `serde_json::to_value` shows what is sent.
//!
//! ```
//! use cronofy_hooks::jiff::Timestamp;
//! use cronofy_hooks::request::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let start: Timestamp = "2026-06-01T10:00:00Z".parse()?;
//! let end: Timestamp = "2026-06-01T11:00:00Z".parse()?;
//! let event = UpsertEvent::new("board-42", "Board meeting", start, end)
//!     .conferencing(EventConferencing::default_profile())
//!     .subscription(
//!         Subscription::webhook("https://example.com/cronofy?trigger=start")
//!             .interaction(InteractionName::ConferencingAssigned)
//!             .transition(TransitionSubscription::before(TransitionName::EventStart, Offset::minutes(5))),
//!     );
//! assert_eq!(
//!     serde_json::to_value(&event)?,
//!     serde_json::json!({
//!         "event_id": "board-42",
//!         "summary": "Board meeting",
//!         "start": "2026-06-01T10:00:00Z",
//!         "end": "2026-06-01T11:00:00Z",
//!         "conferencing": { "profile_id": "default" },
//!         "subscriptions": [{
//!             "type": "webhook",
//!             "uri": "https://example.com/cronofy?trigger=start",
//!             "interactions": [{ "type": "conferencing_assigned" }],
//!             "transitions": [{ "before": "event_start", "offset": { "minutes": 5 } }],
//!         }],
//!     })
//! );
//! // Where it goes, at the data center of your application.
//! assert_eq!((UpsertEvent::METHOD, UpsertEvent::PATH), ("POST", "/v1/calendars/{calendar_id}/events"));
//! # Ok(())
//! # }
//! ```
//!
//! Where a type requires nothing but an address or an id, the text alone stands for it:
//!
//! ```
//! use cronofy_hooks::request::{AttendeeChanges, CancelSmartInvite};
//!
//! let attendees = AttendeeChanges::new().invite("ada@example.com");
//! let cancelled = CancelSmartInvite::new("invite-1", "bob@example.com");
//! # assert_eq!(serde_json::json!(attendees)["invite"][0]["email"], "ada@example.com");
//! # assert_eq!(serde_json::json!(cancelled)["recipient"]["email"], "bob@example.com");
//! ```

mod builders;
mod generated;
mod scheduling;

pub use self::generated::*;
pub use crate::secret_string::SecretString;
