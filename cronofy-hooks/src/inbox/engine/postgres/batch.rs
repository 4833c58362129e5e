//! [`PostgresStore`]: carries out batches.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::engine::PostgresEngine;
use super::error::timed_out;
use super::session::Session;
use crate::inbox::batcher::{Batch, BatchResult, BatchStore};
use crate::inbox::error::InboxError;

/// How long a batch may take, including a new connection. After this it is not known whether the deliveries
/// were stored; the service sends them again.
const LIMIT: Duration = Duration::from_secs(6);

/// How often to look for jobs without a notification: those that a killed process had leased, and those that
/// were changed by other tools.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct PostgresStore {
    engine: Arc<PostgresEngine>,
    /// `None` after an error, until the next batch.
    session: Option<Session>,
}

impl PostgresStore {
    pub(super) fn new(engine: Arc<PostgresEngine>, session: Session) -> Self {
        Self { engine, session: Some(session) }
    }
}

impl BatchStore for PostgresStore {
    async fn commit(&mut self, batch: &Batch) -> Result<BatchResult, InboxError> {
        // The session is put back only after success: an error, and the timeout as well, closes it.
        let (session, engine) = (self.session.take(), &*self.engine);
        let committing = async move {
            let mut session = match session {
                Some(session) => session.or_another(engine).await?,
                None => Session::open(engine).await?,
            };
            let committed = session.commit(engine, batch).await?;
            Ok((committed, session))
        };
        let (committed, session) = timeout(LIMIT, committing).await.map_err(|_| timed_out())??;
        self.session = Some(session);
        Ok(committed)
    }

    fn poll_interval(&self) -> Duration {
        POLL_INTERVAL
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        match self.session.take() {
            Some(session) => timeout(LIMIT, session.close()).await.map_err(|_| timed_out())?,
            None => Ok(()),
        }
    }
}
