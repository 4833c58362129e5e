//! [`Desk`]: what every command works with.

use std::io;

use cronofy_hooks::inbox::{Inbox, InboxError, Worker};

use crate::io::Io;

/// What every command works with.
pub(super) struct Desk<'d, 'io> {
    pub(super) inbox: &'d dyn Inbox,
    pub(super) worker: Option<&'d Worker>,
    pub(super) io: &'d mut Io<'io>,
    pub(super) json: bool,
}

/// Why a command was not done.
pub(super) enum Failure {
    Inbox(InboxError),
    Output(io::Error),
}

impl From<InboxError> for Failure {
    fn from(error: InboxError) -> Self {
        Self::Inbox(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
