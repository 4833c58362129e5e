//! [`Shared`]: everything of an inbox but the way to its writer. It is what the writer writes to.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::super::error::InboxError;
use super::super::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use super::super::micros::until;
use super::super::new_delivery::Accepted;
use super::super::writer::{Batch, Committed, FencedUpdate, Store, Work};
use super::accept::Accepting;
use super::lease::{Leasing, Lent};
use super::lease_update::Updating;
use super::lock::Lock;
use super::query::ReadConnection;
use super::time::Clock;
use super::transaction::Transactions;
use super::write_transaction::WriteConnection;

/// How often to look whether another process has left work.
const POLL: Duration = Duration::from_millis(500);

/// At most so many steps of admission for one request that finds nothing due: whoever waits to be
/// accepted meanwhile waits for all of them.
const STEPS: usize = 8;

/// A lease of which such a part is over when it is known is late.
const LATE: u32 = 10;

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) file: PathBuf,
    pub(super) writing: WriteConnection,
    pub(super) reading: ReadConnection,
    pub(super) transactions: Transactions,
    pub(super) clock: Clock,
    pub(super) lock: Lock,
}

/// What a transaction did.
struct Written {
    accepted: Vec<Accepted>,
    held: Vec<bool>,
    lent: Option<Lent>,
}

impl Shared {
    /// Makes all connections now, and not when the first of each is wanted. One that is made while the
    /// database is replaced would meet the index of another log.
    pub(super) async fn connect(&self) -> Result<(), InboxError> {
        self.transactions.connect().await?;
        self.reading.connect().await
    }

    /// All of a batch in one transaction: in one trip, unless it is large or updates a job twice.
    async fn write(&self, batch: &Batch) -> Result<Written, InboxError> {
        let mut transaction = self.writing.transaction().await?;
        // Not before its turn: it may have waited for long. Another process is waited for later.
        let now = self.clock.now();
        let mut accepting = Accepting::new(now, &batch.accepts);
        let mut updating = Updating::new(now, &batch.updates);
        loop {
            let mut script = transaction.script();
            if accepting.add(&mut script) && updating.add(&mut script) {
                let leasing = batch.request.map(|request| Leasing::add(&mut script, now, request));
                let done = transaction.finish(script).await?;
                accepting.read(&done);
                updating.read(&done);
                let lent = leasing.map(|leasing| leasing.read(&done));
                return Ok(Written { accepted: accepting.finish(), held: updating.finish(), lent });
            }
            let done = transaction.run(script).await?;
            accepting.read(&done);
            updating.read(&done);
        }
    }

    /// Goes on to admit where there was nothing due: each step in a transaction of its own, so that what
    /// was asked together with the request is answered although a step fails.
    async fn look_further(&self, request: LeaseRequest, mut lent: Lent) -> Result<Work, InboxError> {
        let only = Batch { request: Some(request), ..Batch::default() };
        for _ in 1..STEPS {
            if !lent.again {
                break;
            }
            match self.write(&only).await?.lent {
                Some(more) => lent = more,
                None => break,
            }
        }
        if !lent.leased.is_empty() {
            self.renew(request, &mut lent).await;
        }
        Ok(Work { leased: lent.leased, next_due: lent.next_due })
    }

    /// A lease counts from before its transaction, which may have had to wait for another process: then
    /// less is left of it than whoever gets it believes, so it begins anew.
    async fn renew(&self, request: LeaseRequest, lent: &mut Lent) {
        let lease_duration = request.lease_duration;
        if until(lent.from, self.clock.now()) <= lease_duration / LATE {
            return;
        }
        let extend = |leased: &LeasedJob| FencedUpdate {
            job: leased.job,
            fence: leased.fence,
            update: LeaseUpdate::Extend { lease_duration },
        };
        let batch = Batch { updates: lent.leased.iter().map(extend).collect(), ..Batch::default() };
        // What cannot be renewed nobody gets: it is due again when its lease ends.
        let renewed = self.write(&batch).await.map(|written| written.held).unwrap_or_default();
        let mut renewed = renewed.into_iter();
        lent.leased.retain(|_| renewed.next().unwrap_or(false));
    }
}

/// The writer's own handle.
pub(super) struct SqliteStore(pub(super) Arc<Shared>);

impl Store for SqliteStore {
    async fn commit(&mut self, batch: &Batch) -> Result<Committed, InboxError> {
        let Written { accepted, held, lent } = self.0.write(batch).await?;
        let work = match (batch.request, lent) {
            (Some(request), Some(lent)) => self.0.look_further(request, lent).await,
            _ => Ok(Work::default()),
        };
        Ok(Committed { accepted, held: Ok(held), work })
    }

    fn poll(&self) -> Duration {
        POLL
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        let files = Arc::clone(self.0.writing.files());
        // SQLite brings the log into the file that has the name now.
        let whole = files.check();
        self.0.transactions.close().await;
        let read = self.0.reading.close().await;
        // The last connection that closes brings the log into the database and removes it.
        let written = self.0.writing.close().await;
        let closed = whole.and(read).and(written);
        self.0.lock.release(|| {
            if closed.is_ok() {
                files.release();
            }
        });
        closed
    }
}
