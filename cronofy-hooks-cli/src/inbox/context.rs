//! [`Context`]: what every subcommand works with.

use cronofy_hooks::inbox::{Inbox, Worker};

use crate::io::Io;

pub(super) struct Context<'c, 'io> {
    pub(super) inbox: &'c dyn Inbox,
    pub(super) worker: Option<&'c Worker>,
    pub(super) io: &'c mut Io<'io>,
    pub(super) json: bool,
}
