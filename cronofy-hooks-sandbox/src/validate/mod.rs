//! Validates requests: against the schemas, and against rules that no schema can express.

mod canonical;
mod event;
mod message;
mod request;
mod text;

pub(crate) use self::canonical::{BodyEncoding, canonicalize, canonicalize_request};
pub(crate) use self::event::{accept_event, accept_template};
pub(crate) use self::request::{Violation, accept, check};
pub(crate) use self::text::is_email;
