//! The payload types of this application's own schemas.

include!(concat!(env!("OUT_DIR"), "/notifications.rs"));
