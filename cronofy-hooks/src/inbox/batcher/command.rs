//! [`Command`]: what is sent to the task that writes.

use tokio::sync::oneshot;

use super::batch::FencedUpdate;
use super::lease_guard::LeaseGuard;
use super::memory_bound::Reservation;
use crate::inbox::error::InboxError;
use crate::inbox::lease::LeaseRequest;
use crate::inbox::new_delivery::{Accepted, NewDelivery};

/// What the task is to do, and where the result goes.
#[derive(Debug)]
pub(super) enum Command {
    Accept(NewDelivery, AcceptReply),
    Update(FencedUpdate, Reply<bool>),
    Lease(LeaseRequest, Reply<LeaseGuard>),
    Close(Reply<()>),
}

pub(super) type Reply<T> = oneshot::Sender<Result<T, InboxError>>;

/// Where the result of an accept goes, with the memory that its delivery takes until then.
#[derive(Debug)]
pub(super) struct AcceptReply {
    pub(super) reply: Reply<Accepted>,
    _reservation: Reservation,
}

impl AcceptReply {
    pub(super) fn new(reply: Reply<Accepted>, reservation: Reservation) -> Self {
        Self { reply, _reservation: reservation }
    }
}
