//! [`Shared`]: everything of an inbox but the way to its writer. It is what the writer writes to.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::super::error::InboxError;
use super::super::writer::{Batch, Committed, Store};
use super::accept::accept;
use super::error::failed;
use super::lease::lease;
use super::lock::Lock;
use super::look::Reading;
use super::settle::settle;
use super::time::Clock;
use super::transaction::Transactions;
use super::turn::{Turn, Writing};

/// How often to look whether another process has left work.
const POLL: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) file: PathBuf,
    pub(super) writing: Writing,
    pub(super) reading: Reading,
    pub(super) transactions: Transactions,
    pub(super) clock: Clock,
    pub(super) lock: Lock,
}

impl Shared {
    async fn carry_out(&self, turn: &mut Turn, batch: &Batch) -> Result<Committed, sqlx::Error> {
        // Not before its turn: it may have waited for long.
        let now = self.clock.now();
        let last = turn.last_delivery;
        let connection = turn.connection();
        let mut committed = Committed::default();
        if !batch.accepts.is_empty() {
            committed.accepted = accept(connection, now, last, &batch.accepts).await?;
        }
        if !batch.settles.is_empty() {
            committed.held = settle(connection, now, &batch.settles).await?;
        }
        if let Some(demand) = batch.demand {
            (committed.leased, committed.next_due) = lease(connection, now, demand).await?;
        }
        Ok(committed)
    }
}

/// The writer's own handle.
pub(super) struct SqliteStore(pub(super) Arc<Shared>);

impl Store for SqliteStore {
    async fn commit(&mut self, batch: &Batch) -> Result<Committed, InboxError> {
        let mut turn = self.0.writing.begin().await?;
        let committed = self.0.carry_out(&mut turn, batch).await.map_err(failed)?;
        turn.commit().await?;
        Ok(committed)
    }

    fn poll(&self) -> Duration {
        POLL
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        // The last who closes tidies up; whoever writes has most to tidy.
        self.0.transactions.close().await;
        let read = self.0.reading.close().await;
        let written = self.0.writing.close().await;
        self.0.lock.release();
        read.and(written)
    }
}
