//! Whether a request is one: by the schemas, and by what no schema can say.

mod event;
mod generated;
mod request;
mod say;
mod schemas;

pub(crate) use self::event::{check_event, check_subscriptions};
pub(crate) use self::request::{accept, check};
