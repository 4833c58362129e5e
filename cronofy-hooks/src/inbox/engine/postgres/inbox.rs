//! [`PostgresInbox`].

use std::fmt;
use std::sync::Arc;

use super::engine::PostgresEngine;
use super::listen::Listening;
use crate::inbox::engine::shared::Adapter;
use crate::inbox::store::{Inbox, forward_inbox};

/// An inbox in a PostgreSQL database.
///
/// It is cheap to clone: all clones are the same inbox.
#[derive(Clone)]
pub struct PostgresInbox {
    pub(super) adapter: Adapter<PostgresEngine>,
    /// Ends with the last clone.
    pub(super) _listening: Arc<Listening>,
}

impl Inbox for PostgresInbox {
    forward_inbox!(this => this.adapter);
}

impl fmt::Debug for PostgresInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.adapter.engine.schema.name();
        f.debug_struct("PostgresInbox").field("schema", &schema).finish_non_exhaustive()
    }
}
