//! [`PostgresInbox`].

use std::fmt;

use super::engine::PostgresEngine;
use crate::inbox::engine::shared::Adapter;
use crate::inbox::store::{Inbox, forward_inbox};

/// An inbox in a PostgreSQL database.
///
/// It is cheap to clone: all clones are the same inbox.
#[derive(Clone)]
pub struct PostgresInbox(pub(super) Adapter<PostgresEngine>);

impl Inbox for PostgresInbox {
    forward_inbox!(this => this.0);
}

impl fmt::Debug for PostgresInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresInbox").field("schema", &self.0.engine.schema.name()).finish_non_exhaustive()
    }
}
