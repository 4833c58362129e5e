//! [`Desk`]: what every command works with.

use std::error::Error;
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

/// An error and what caused it.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        // Some errors repeat what caused them.
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = cause.source();
    }
    text
}
