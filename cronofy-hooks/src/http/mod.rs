//! From an HTTP request to its answer.

mod answer;
mod body;
mod on_answer;
mod receiver;
mod refusals;
mod service;

pub(crate) use self::body::{Bounds, Limits};
pub use self::on_answer::AnsweredDelivery;
pub(crate) use self::on_answer::{OnAnswer, Watchers};
pub(crate) use self::receiver::Receiver;
pub(crate) use self::refusals::Refusals;
pub use self::service::HooksService;
