//! Validates requests: against the schemas, and against rules that no schema can express.

mod event;
mod message;
mod request;

pub(crate) use self::event::{check_event, check_subscriptions};
pub(crate) use self::request::{Violation, accept, check};
