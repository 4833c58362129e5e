//! [`Shared`]: everything of an inbox but the way to its writer. It is what the writer writes to.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::super::error::InboxError;
use super::super::lease::{Demand, Leased, Settlement};
use super::super::micros::until;
use super::super::new::Accepted;
use super::super::writer::{Batch, Committed, Settle, Store, Work};
use super::accept::Accepting;
use super::lease::{Leasing, Lent};
use super::lock::Lock;
use super::look::Reading;
use super::settle::Settling;
use super::time::Clock;
use super::transaction::Transactions;
use super::turn::Writing;

/// How often to look whether another process has left work.
const POLL: Duration = Duration::from_millis(500);

/// At most so many steps of admission for one demand that finds nothing due: whoever waits to be
/// accepted meanwhile waits for all of them.
const STEPS: usize = 8;

/// A lease of which such a part is over when it is known is late.
const LATE: u32 = 10;

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) file: PathBuf,
    pub(super) writing: Writing,
    pub(super) reading: Reading,
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

    /// All of a batch in one transaction: in one trip, unless it is large or settles a unit twice.
    async fn write(&self, batch: &Batch) -> Result<Written, InboxError> {
        let mut turn = self.writing.turn().await?;
        // Not before its turn: it may have waited for long. Another process is waited for later.
        let now = self.clock.now();
        let mut accepting = Accepting::new(now, &batch.accepts);
        let mut settling = Settling::new(now, &batch.settles);
        loop {
            let mut script = turn.script();
            if accepting.add(&mut script) && settling.add(&mut script) {
                let leasing = batch.demand.map(|demand| Leasing::add(&mut script, now, demand));
                let done = turn.finish(script).await?;
                accepting.read(&done);
                settling.read(&done);
                let lent = leasing.map(|leasing| leasing.read(&done));
                return Ok(Written { accepted: accepting.finish(), held: settling.finish(), lent });
            }
            let done = turn.run(script).await?;
            accepting.read(&done);
            settling.read(&done);
        }
    }

    /// Goes on to admit where there was nothing due: each step in a transaction of its own, so that what
    /// was asked together with the demand is answered although a step fails.
    async fn look_further(&self, demand: Demand, mut lent: Lent) -> Result<Work, InboxError> {
        let only = Batch { demand: Some(demand), ..Batch::default() };
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
            self.renew(demand, &mut lent).await;
        }
        Ok(Work { leased: lent.leased, next_due: lent.next_due })
    }

    /// A lease counts from before its transaction, which may have had to wait for another process: then
    /// less is left of it than whoever gets it believes, so it begins anew.
    async fn renew(&self, demand: Demand, lent: &mut Lent) {
        let hold = demand.hold;
        if until(lent.from, self.clock.now()) <= hold / LATE {
            return;
        }
        let extend = |leased: &Leased| Settle {
            unit: leased.unit,
            fence: leased.fence,
            settlement: Settlement::Extend { hold },
        };
        let batch = Batch { settles: lent.leased.iter().map(extend).collect(), ..Batch::default() };
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
        let work = match (batch.demand, lent) {
            (Some(demand), Some(lent)) => self.0.look_further(demand, lent).await,
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
