//! Validates requests: against the schemas, and against rules that no schema can express.

mod callback_url;
mod canonical;
mod event;
mod message;
mod request;

pub(crate) use self::callback_url::{callback_urls_with_user, url_names_user};
pub(crate) use self::canonical::{BodyEncoding, canonicalize, canonicalize_request};
pub(crate) use self::event::{accept_event, accept_template};
pub(crate) use self::message::Violation;
pub(crate) use self::request::{accept, check, is_email};
