//! [`check`]: damages a file, opens it and uses it.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::inbox::{
    Accepted, Inbox, InboxError, JobAction, JobFilter, LeaseRequest, LeaseUpdate, NewDelivery, NewJob, Retention,
    SqliteInbox,
};
use jiff::Timestamp;
use tempfile::TempDir;

use super::base::BaseFile;
use super::damage::Damage;
use crate::cost::AllocationLimit;

/// What is read of the file is bounded by the file; SQLite's own memory is that of C, and not counted.
const LIMIT: AllocationLimit = AllocationLimit { bytes: 4 << 20, bytes_per_byte: 16, calls: 16384, calls_per_byte: 1 };

/// Nothing takes nearly as long. It is there so that a hang is a failure, not to measure.
const HANGS: Duration = Duration::from_secs(60);

/// The body of a delivery that comes after the damage.
const LATER: &[u8] = b"a delivery that came after the damage";

/// The input: the number of a file, and what happens to it.
///
/// # Panics
/// When opening or using the file panics or hangs, when an error says nothing, when what was
/// accepted is not there, or when it costs more than a constant times the file.
pub fn check(data: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let Some((number, script)) = data.split_first() else { return };
    let bases = BaseFile::all();
    let base = &bases[usize::from(*number) % bases.len()];
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("inbox.sqlite");
    base.write(&file);
    let attached = runtime.block_on(Damage::of(script).apply(&file));
    let len = base.len() + data.len();
    let work = async { tokio::time::timeout(HANGS, open_and_use(&file, attached)).await };
    let used = LIMIT.keep(len, || runtime.block_on(work)).expect("it hangs");
    if let Err(error) = used {
        assert!(error.to_string().len() > 10, "{error:?} says nothing");
    }
}

/// Does everything that an application and the command line do.
async fn open_and_use(file: &Path, attached: bool) -> Result<(), InboxError> {
    let options = SqliteInbox::options(file).busy_timeout(Duration::from_millis(50));
    let inbox = if attached { options.attached() } else { options }.open().await?;
    let mut accepted = None;
    let mut failure = None;
    let steps = use_it(&inbox, &mut accepted).await;
    failure = failure.or(steps.err());
    // Also after a failure.
    let closed = inbox.close().await;
    if accepted.is_some() {
        let reopened = SqliteInbox::open(file).await?;
        let found = has_later(&reopened).await;
        reopened.close().await?;
        assert!(found?, "what was accepted is gone");
    }
    closed?;
    failure.map_or(Ok(()), Err)
}

async fn use_it(inbox: &SqliteInbox, accepted: &mut Option<Accepted>) -> Result<(), InboxError> {
    let statistics = inbox.statistics().await;
    let list = inbox.list(JobFilter::all()).await;
    for delivery in [1, 2, i64::MAX] {
        if let Ok(Some(stored)) = inbox.show(delivery).await {
            assert_eq!(stored.delivery, delivery);
        }
    }
    *accepted = inbox.accept(later()).await.ok();
    if accepted.is_some() {
        assert!(has_later(inbox).await?, "what was accepted is not there");
    }
    let request = LeaseRequest { max: 3, lease_duration: Duration::from_secs(30), wait: false };
    let leased = inbox.lease(request).await?;
    assert!(leased.len() <= 3);
    for leased in leased {
        inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await?;
    }
    inbox.apply(JobAction::Replay, JobFilter::all().limit(2)).await?;
    inbox.prune(Retention::default()).await?;
    statistics?;
    list?;
    Ok(())
}

fn later() -> NewDelivery {
    let job = NewJob { name: "later".to_owned(), key: Some("k".to_owned()), join: None, delay: Duration::ZERO };
    NewDelivery {
        repeat: None,
        head: "head".to_owned(),
        body: Bytes::from_static(LATER),
        received_at: Timestamp::now(),
        jobs: vec![job],
    }
}

/// Whether the delivery that came later is stored.
async fn has_later(inbox: &SqliteInbox) -> Result<bool, InboxError> {
    for entry in inbox.list(JobFilter::all().name("later")).await? {
        let shown = inbox.show(entry.job.delivery()).await?;
        if shown.is_some_and(|stored| stored.body == LATER) {
            return Ok(true);
        }
    }
    Ok(false)
}
