//! [`Leased`]: a unit of work in the hands of a worker.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::unit::{Fence, UnitId};

/// How much work a worker can take.
#[derive(Clone, Copy, Debug)]
pub struct Demand {
    /// At most this many units; at least 1.
    pub max: usize,
    /// For how long, unless extended.
    pub hold: Duration,
    /// Whether to wait until there is something.
    pub wait: bool,
}

/// A unit that nobody else has until it is settled or the lease ends.
#[derive(Clone, Debug)]
pub struct Leased {
    /// Which.
    pub unit: UnitId,
    /// Proves the lease.
    pub fence: Fence,
    /// How often it has been leased, this time included. A worker that is killed has used one up.
    pub attempt: u32,
    /// The earliest time of everything that joined: what a run has to go back to.
    pub since: Option<Timestamp>,
    /// [`NewDelivery::head`](super::NewDelivery::head), as it was stored.
    pub head: String,
    /// [`NewDelivery::body`](super::NewDelivery::body), as it was stored.
    pub body: Bytes,
    /// When the delivery arrived.
    pub received_at: Timestamp,
}

/// What becomes of a leased unit. All times are the engine's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// It is handled.
    Done,
    /// It can never be handled, says its handler, and nobody has to look at it.
    Discarded {
        /// Why.
        reason: String,
    },
    /// It failed, and is due again.
    Retry {
        /// How long from now.
        after: Duration,
        /// Why it failed.
        error: String,
    },
    /// It failed for the last time. It is kept until somebody decides.
    Dead {
        /// Why.
        error: String,
    },
    /// It is still at work.
    Extend {
        /// How long from now.
        hold: Duration,
    },
    /// It is given back as if it had never been leased: the attempt does not count.
    Release,
}
