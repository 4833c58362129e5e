//! [`Context`]: what every subcommand works with.

use cronofy_hooks::inbox::{Inbox, Worker};

use crate::io::Io;

pub(super) struct Context<'c, 'io> {
    pub(super) inbox: &'c dyn Inbox,
    pub(super) worker: Option<&'c Worker>,
    /// Where the inbox is, unless the application opened it.
    pub(super) url: Option<&'c str>,
    pub(super) io: &'c mut Io<'io>,
    pub(super) json: bool,
}
