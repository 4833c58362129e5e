//! [`Batch`]: what one transaction does; and [`BatchStore`], which carries it out.

use std::future::Future;
use std::time::Duration;

use crate::inbox::error::InboxError;
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use crate::inbox::new_delivery::{Accepted, NewDelivery};

/// What one transaction does.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) deliveries: Vec<NewDelivery>,
    pub(crate) updates: Vec<FencedUpdate>,
    /// Carried out after everything else.
    pub(crate) request: Option<LeaseRequest>,
}

/// A [`LeaseUpdate`] with the lease that it is for.
#[derive(Debug)]
pub(crate) struct FencedUpdate {
    pub(crate) job: JobId,
    pub(crate) fence: Fence,
    pub(crate) update: LeaseUpdate,
}

/// What a transaction did: one result for each part of its [`Batch`], in the same order.
#[derive(Debug)]
pub(crate) struct BatchResult {
    pub(crate) accepted: Vec<Accepted>,
    /// Whether each job was still leased, or why no update was carried out.
    pub(crate) held: Result<Vec<bool>, InboxError>,
    pub(crate) leased: Result<LeaseResult, InboxError>,
}

/// What a lease request got.
#[derive(Debug, Default)]
pub(crate) struct LeaseResult {
    pub(crate) jobs: Vec<LeasedJob>,
    /// How long until the next job is due, if the request got fewer jobs than it asked for.
    pub(crate) next_due: Option<Duration>,
}

/// The database side of an engine.
pub(crate) trait BatchStore: Send + 'static {
    /// Carries out a batch. Each part whose result is not an error is on stable storage. After an error
    /// nothing is known of any part.
    fn commit(&mut self, batch: &Batch) -> impl Future<Output = Result<BatchResult, InboxError>> + Send;

    /// How often to look for jobs that this process was not notified of.
    fn poll_interval(&self) -> Duration;

    /// The last call.
    fn close(&mut self) -> impl Future<Output = Result<(), InboxError>> + Send;
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.deliveries.is_empty() && self.updates.is_empty() && self.request.is_none()
    }
}
