//! The bodies of requests to the service: events with what is subscribed to them, channels, meeting
//! agents, and tokens.
//!
//! ```
//! use cronofy_hooks::request::{Offset, Subscription, TransitionName, TransitionSubscription};
//!
//! let subscription = Subscription::webhook("https://example.com/cronofy?trigger=start")
//!     .transition(TransitionSubscription::before(TransitionName::EventStart, Offset::minutes(5)));
//! assert_eq!(
//!     serde_json::to_value(&subscription)?,
//!     serde_json::json!({
//!         "type": "webhook",
//!         "uri": "https://example.com/cronofy?trigger=start",
//!         "transitions": [{ "before": "event_start", "offset": { "minutes": 5 } }],
//!     })
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```

mod builders;
mod generated;

pub use self::generated::*;
pub use crate::secret_string::SecretString;
