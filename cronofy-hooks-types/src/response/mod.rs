//! What the API answers: one type for each endpoint, and the objects that they are made of.
//!
//! ```
//! use cronofy_hooks_types::response::Channels;
//!
//! let channels: Channels = serde_json::from_str(r#"{
//!     "channels": [{ "channel_id": "chn_54cf7c7cb4ad4c1027000001", "new_in_2031": true }]
//! }"#)?;
//! assert_eq!(channels.channels[0].channel_id, "chn_54cf7c7cb4ad4c1027000001");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! The types are open like those of payloads: unknown fields are ignored, and enumerations keep text that they do
//! not know. Objects that notifications have too, such as [`Event`](crate::payload::Event), are in
//! [`payload`](crate::payload).

mod generated;

pub use self::generated::*;
