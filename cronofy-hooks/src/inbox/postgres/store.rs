//! [`PostgresStore`]: the database side of the task that writes.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::super::error::InboxError;
use super::super::writer::{Batch, Committed, Store};
use super::error::too_late;
use super::session::Session;
use super::shared::Shared;

/// How long a batch may take, the connection included. Then it is not known whether it was stored;
/// the service sends it again.
const LIMIT: Duration = Duration::from_secs(6);
/// How often to look for work that nobody told of: what a process left that was killed, or what was
/// changed with other tools.
const POLL: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct PostgresStore {
    shared: Arc<Shared>,
    /// `None` after an error, until the next batch.
    session: Option<Session>,
}

impl PostgresStore {
    pub(super) fn new(shared: Arc<Shared>, session: Session) -> Self {
        Self { shared, session: Some(session) }
    }
}

impl Store for PostgresStore {
    async fn commit(&mut self, batch: &Batch) -> Result<Committed, InboxError> {
        // Until it is known to be in order again, the session is not ours: whatever ends this, also
        // the time, closes it.
        let (session, shared) = (self.session.take(), &*self.shared);
        let committing = async move {
            let mut session = match session {
                Some(session) => session.or_another(shared).await?,
                None => Session::open(shared).await?,
            };
            let committed = session.commit(shared, batch).await?;
            Ok((committed, session))
        };
        let (committed, session) = timeout(LIMIT, committing).await.map_err(|_| too_late())??;
        self.session = Some(session);
        Ok(committed)
    }

    fn poll(&self) -> Duration {
        POLL
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        match self.session.take() {
            Some(session) => timeout(LIMIT, session.close()).await.map_err(|_| too_late())?,
            None => Ok(()),
        }
    }
}
