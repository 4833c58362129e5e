//! [`LeasedJob`]: a job in the hands of a worker.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::job_id::{Fence, JobId};

/// How much work a worker can take.
#[derive(Clone, Copy, Debug)]
pub struct LeaseRequest {
    /// At most this many jobs; at least 1.
    pub max: usize,
    /// For how long, unless extended.
    pub lease_duration: Duration,
    /// Whether to wait until there is something.
    pub wait: bool,
}

/// A job that nobody else has until it is settled or the lease ends.
#[derive(Clone, Debug)]
pub struct LeasedJob {
    /// Which.
    pub job: JobId,
    /// Proves the lease.
    pub fence: Fence,
    /// How often it has been leased, this time included. A lease that ended without a word does not
    /// count.
    pub attempt: u32,
    /// How many leases before this one ended without a word: the process died, or did not extend the
    /// lease in time. Any other end sets it back to 0. What has lost a lease may be what ended the
    /// process, so a worker runs it alone.
    pub lost: u32,
    /// How many of those ended after [`LeaseUpdate::Isolate`].
    pub crashes: u32,
    /// The earliest time of everything that joined: what a run has to go back to.
    pub since: Option<Timestamp>,
    /// [`NewDelivery::head`](super::NewDelivery::head), as it was stored.
    pub head: String,
    /// [`NewDelivery::body`](super::NewDelivery::body), as it was stored.
    pub body: Bytes,
    /// When the delivery arrived.
    pub received_at: Timestamp,
}

/// What becomes of a leased job. All times are the engine's.
///
/// Each but `Extend`, `Isolate` and `Release` sets [`LeasedJob::lost`] and [`LeasedJob::crashes`] back to 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeaseUpdate {
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
        lease_duration: Duration,
    },
    /// It is still at work, and from here on nothing else is at work in its process: if this lease
    /// ends without a word, that counts as a crash.
    Isolate {
        /// How long from now.
        lease_duration: Duration,
    },
    /// It is given back as if it had never been leased: the attempt does not count.
    Release,
}
