//! [`SqliteInbox`].

use std::fmt;

use super::engine::SqliteEngine;
use crate::inbox::engine::shared::Adapter;
use crate::inbox::store::{Inbox, forward_inbox};

/// An inbox in a SQLite file.
///
/// It is cheap to clone: all clones are the same inbox.
#[derive(Clone)]
pub struct SqliteInbox(pub(super) Adapter<SqliteEngine>);

impl Inbox for SqliteInbox {
    forward_inbox!(this => this.0);
}

impl fmt::Debug for SqliteInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteInbox").field("file", &self.0.engine.file).finish_non_exhaustive()
    }
}
