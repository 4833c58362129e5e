//! [`LeaseRequest`], [`LeasedJob`] and [`LeaseUpdate`]: how a worker gets jobs and completes them.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::job_id::{Fence, JobId};

/// Asks for jobs.
#[derive(Clone, Copy, Debug)]
pub struct LeaseRequest {
    /// At most this many jobs; at least 1.
    pub max: usize,
    /// How long the leases last, unless extended.
    pub lease_duration: Duration,
    /// Whether to wait until there is at least one job.
    pub wait: bool,
}

/// A job that no other worker gets until it is completed or its lease ends.
#[derive(Clone, Debug)]
pub struct LeasedJob {
    /// Its id.
    pub job: JobId,
    /// The number of the lease, which every [`LeaseUpdate`] has to name.
    pub fence: Fence,
    /// How often it has been leased, including this time. A lease that ended without a result does not count.
    pub attempt: u32,
    /// How many leases before this one ended without a result, because the process died or did not extend the
    /// lease in time. Any other end of a lease sets it back to 0. A job that lost a lease may be the one that
    /// ended the process, so a worker runs it alone.
    pub lost: u32,
    /// How many of those ended after [`LeaseUpdate::Isolate`].
    pub crashes: u32,
    /// The earliest time of all jobs that joined: the handler has to read changes since then.
    pub since: Option<Timestamp>,
    /// [`NewDelivery::head`](super::NewDelivery::head), as it was stored.
    pub head: String,
    /// [`NewDelivery::body`](super::NewDelivery::body), as it was stored.
    pub body: Bytes,
    /// When the delivery arrived.
    pub received_at: Timestamp,
}

/// Completes a leased job, or changes its lease. All times are those of the engine.
///
/// All but `Extend`, `Isolate` and `Release` set [`LeasedJob::lost`] and [`LeasedJob::crashes`] back to 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeaseUpdate {
    /// The job is handled.
    Done,
    /// Its handler returned that it can never be handled, and that no person has to look at it.
    Discarded {
        /// Why.
        reason: String,
    },
    /// Its handler failed. The job is due again later.
    Retry {
        /// How long from now.
        after: Duration,
        /// Why it failed.
        error: String,
    },
    /// Its handler failed for the last time. The job is a dead letter, kept until a person decides.
    Dead {
        /// Why.
        error: String,
    },
    /// Its handler is still running: extends the lease.
    Extend {
        /// How long from now.
        lease_duration: Duration,
    },
    /// Its handler is still running, and from now on no other runs in the process: extends the lease. If the
    /// lease ends without a result, that counts as a crash.
    Isolate {
        /// How long from now.
        lease_duration: Duration,
    },
    /// Gives the job back as if it had never been leased: the attempt does not count.
    Release,
}
