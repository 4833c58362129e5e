//! Sends notifications over HTTP.

mod raw;
mod sender;

pub(crate) use self::sender::NotificationSender;
