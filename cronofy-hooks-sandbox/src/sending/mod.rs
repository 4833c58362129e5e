//! Sends notifications over HTTP.

mod answer;
mod raw;
mod request;
mod sender;

pub(crate) use self::request::{http_text, request_headers};
pub(crate) use self::sender::NotificationSender;
