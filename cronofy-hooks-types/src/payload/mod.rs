//! The payload types: one for each notification, interaction, transition and callback that the
//! documentation describes.
//!
//! A handler takes the payload of its route as an argument. Every type here also decodes from a
//! whole body and encodes back to one, which is what your tests want:
//!
//! ```
//! use cronofy_hooks::payload::Change;
//!
//! let change: Change = serde_json::from_str(r#"{
//!     "notification": { "type": "change", "changes_since": "2026-01-17T09:24:16Z" },
//!     "channel": { "channel_id": "chn_54cf7c7cb4ad4c1027000001" }
//! }"#)?;
//! assert_eq!(change.channel.channel_id, "chn_54cf7c7cb4ad4c1027000001");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! The types are open, as the service asks for: unknown fields are ignored, enumerations keep text
//! they do not know, and what the documentation's own examples leave out is an `Option`. All are
//! `#[non_exhaustive]` and have a `Default`, so that a field that the service adds is no breaking change.
//! An enumeration has `Unknown` for a text of today that it does not know, and a later release makes a variant of that
//! text: so a `match` ends with `_`, which takes both.

mod conferencing_status;
mod event;
mod event_time;
mod generated;
mod meeting_agent;
mod nullable;
mod offset_date_time;
mod smart_invite;

pub use self::conferencing_status::ConferencingStatus;
pub use self::event_time::{DateOrTime, EventTime};
pub use self::generated::*;
pub use self::nullable::Nullable;
pub use self::offset_date_time::{OffsetDateTime, ParseTimeError};
pub use crate::secret_string::SecretString;
pub use crate::wire::Payload;
