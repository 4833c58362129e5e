//! [`NewDelivery`]: what an engine is asked to accept.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

/// A delivery on its way into the store, and its jobs.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// Recognises the same delivery sent again; `None` where nothing does.
    pub repeat: Option<RepeatKey>,
    /// Headers, request target and parameters of the path, encoded. Not for the engine to read.
    pub head: String,
    /// The body, byte for byte as it was signed.
    pub body: Bytes,
    /// When it arrived.
    pub received_at: Timestamp,
    /// One for each occurrence, in their order; at least one, and at most
    /// [`JobId::MOST`](super::JobId::MOST).
    pub jobs: Vec<NewJob>,
}

/// One occurrence of a delivery on its way into the store.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What it is, for people: `notification "change"`.
    pub name: String,
    /// Jobs with the same key run one at a time, in order of arrival; `None` runs whenever it can.
    pub key: Option<String>,
    /// Lets it join with others.
    pub join: Option<Join>,
    /// How long after its arrival it is due.
    pub delay: Duration,
}

/// What lets a job join with others that wait: it is about everything since a time, so one run
/// does for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// Jobs with the same topic join.
    pub topic: String,
    /// The time; the earliest of those that join counts.
    pub since: Timestamp,
}

/// Recognises a delivery that is sent again: made of its notification id and its body.
pub type RepeatKey = [u8; 16];

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Accepted {
    /// It is stored.
    New,
    /// It had been stored before; nothing changed.
    Repeated,
}
