//! [`NewDelivery`]: a delivery that an engine is about to accept.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

/// A delivery that is about to be stored, and its jobs.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// Recognises the delivery when it is sent again; `None` when it cannot be recognised.
    pub repeat: Option<RepeatKey>,
    /// The request target, the parameters of the path and the headers, encoded. An engine does not read it.
    pub head: String,
    /// The body, byte for byte as it was signed.
    pub body: Bytes,
    /// When it arrived.
    pub received_at: Timestamp,
    /// One for each occurrence, in their order; at least one, and at most
    /// [`JobId::MOST`](super::JobId::MOST).
    pub jobs: Vec<NewJob>,
}

/// A job that is about to be stored: one occurrence of a delivery.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// A readable name, such as `notification "change"`.
    pub name: String,
    /// Jobs with the same key run one at a time, in order of arrival; `None` runs whenever it can.
    pub key: Option<String>,
    /// Lets it join other jobs.
    pub join: Option<Join>,
    /// How long after its arrival it is due.
    pub delay: Duration,
}

/// Lets a job join other waiting jobs. It is about everything since a time, so one run can handle all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// Jobs with the same topic join.
    pub topic: String,
    /// The time. A run gets the earliest time of all jobs that joined.
    pub since: Timestamp,
}

/// Recognises a delivery that is sent again. It is computed from the notification id and the body.
pub type RepeatKey = [u8; 16];

/// How a delivery was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Accepted {
    /// It is stored.
    New,
    /// It was stored before; nothing changed.
    Repeated,
}
