//! A file, a clock, and short ways to say what happens.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use sqlx::{Connection, SqliteConnection};

use super::super::connection::Connector;
use super::super::migrate::migrator;
use crate::inbox::sqlite::{MIGRATIONS, SqliteInbox, SqliteInboxOptions};
use crate::inbox::{
    Accepted, Inbox, InboxError, JobFilter, JobRecord, JobState, Join, LeaseRequest, LeaseUpdate, LeasedJob,
    NewDelivery, NewJob,
};

/// A folder of its own, which is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cronofy-hooks-sqlite-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // A killed process with the same number may have left it.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).expect("a temporary folder can be made");
        Self(path)
    }

    pub(super) fn file(&self) -> PathBuf {
        self.0.join("inbox.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A clock that a test advances.
#[derive(Clone, Debug)]
pub(super) struct Seconds(Arc<AtomicI64>);

impl Seconds {
    pub(super) fn at(second: i64) -> Self {
        Self(Arc::new(AtomicI64::new(second)))
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> Timestamp {
        time(self.0.load(Ordering::Relaxed))
    }
}

pub(super) fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a test has ordinary times")
}

pub(super) fn options(file: &Path, clock: &Seconds) -> SqliteInboxOptions {
    let clock = clock.clone();
    SqliteInbox::options(file).clock(move || clock.now()).busy_timeout(Duration::from_secs(20))
}

pub(super) async fn open(file: &Path, clock: &Seconds) -> SqliteInbox {
    options(file, clock).open().await.expect("the inbox opens")
}

/// A second connection, for statements that the inbox itself would never run.
pub(super) async fn raw(file: &Path) -> SqliteConnection {
    let url = format!("sqlite:{}", file.display());
    SqliteConnection::connect(&url).await.expect("the file opens")
}

/// A new file, with the first migrations only.
pub(super) async fn made(file: &Path, migrations: usize) -> SqliteConnection {
    let mut connection =
        Connector::new(file, Duration::from_secs(1)).writing(true).await.expect("the file can be made");
    if migrations > 0 {
        migrator(&MIGRATIONS[..migrations]).run(&mut connection).await.expect("the migrations are right");
    }
    connection
}

pub(super) async fn run(connection: &mut SqliteConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(connection).await.expect("the statement is right");
}

pub(super) fn delivery(number: u8, jobs: Vec<NewJob>) -> NewDelivery {
    NewDelivery {
        repeat: Some([number; 16]),
        head: format!("head {number}"),
        body: Bytes::from(vec![number; 3]),
        received_at: time(i64::from(number)),
        jobs,
    }
}

pub(super) fn job(key: Option<&str>) -> NewJob {
    NewJob {
        name: "notification \"change\"".to_owned(),
        key: key.map(str::to_owned),
        join: None,
        delay: Duration::ZERO,
    }
}

pub(super) fn joining(topic: &str, since: i64) -> NewJob {
    NewJob { join: Some(Join { topic: topic.to_owned(), since: time(since) }), ..job(None) }
}

pub(super) async fn accept(inbox: &SqliteInbox, delivery: NewDelivery) {
    assert_eq!(inbox.accept(delivery).await.expect("it is accepted"), Accepted::New);
}

pub(super) async fn lease(inbox: &SqliteInbox, max: usize) -> Vec<LeasedJob> {
    let request = LeaseRequest { max, lease_duration: Duration::from_secs(30), wait: false };
    inbox.lease(request).await.expect("leasing works")
}

pub(super) async fn complete(inbox: &SqliteInbox, leased: &LeasedJob, update: LeaseUpdate) -> bool {
    inbox.update_lease(leased.job, leased.fence, update).await.expect("updating works")
}

pub(super) async fn list(inbox: &SqliteInbox) -> Vec<JobRecord> {
    inbox.list(JobFilter::all()).await.expect("listing works")
}

/// `17.0 waiting`, newest first.
pub(super) async fn states(inbox: &SqliteInbox) -> Vec<String> {
    list(inbox).await.iter().map(|entry| format!("{} {}", entry.job, entry.state)).collect()
}

pub(super) async fn only(inbox: &SqliteInbox) -> JobRecord {
    let mut entries = list(inbox).await;
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

pub(super) fn jobs(leased: &[LeasedJob]) -> Vec<String> {
    leased.iter().map(|leased| leased.job.to_string()).collect()
}

pub(super) fn message(error: &InboxError) -> String {
    format!("{:?}: {error}", error.kind())
}

pub(super) const WAITING: JobState = JobState::Waiting;
