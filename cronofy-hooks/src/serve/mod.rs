//! HTTP: what the service calls.

mod answer;
mod body;
mod receive;
mod refusals;
mod router;
mod service;

pub(crate) use self::answer::Answer;
pub(crate) use self::body::{Bounds, Limits};
pub(crate) use self::receive::Receiver;
pub(crate) use self::refusals::{Refusal, Refusals};
pub(crate) use self::router::router;
pub use self::service::HooksService;
