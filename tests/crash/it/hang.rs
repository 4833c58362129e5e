//! Handlers that hang with a transaction.

use std::time::{Duration, Instant};

use cronofy_hooks::inbox::{JobFilter, JobState, SqliteInbox, WorkerSettings};
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Inbox as _, Tx, cronofy_handler, handlers};
use cronofy_hooks_crash::folder::KeptFolder;
use cronofy_hooks_crash::marked::secrets;
use sqlx::Sqlite;

#[cronofy_handler(notification = "change")]
async fn hang(mut tx: Tx<Sqlite>) {
    tx.connection().await.unwrap();
    std::future::pending::<()>().await;
}

/// The file has one transaction at a time: it must be over before the end of the run is written.
#[tokio::test]
async fn a_handler_that_exceeds_its_timeout_does_not_block_the_file() {
    let folder = KeptFolder::new();
    let inbox = SqliteInbox::open(folder.path().join("inbox.sqlite")).await.unwrap();
    let settings = WorkerSettings::default().timeout(Duration::from_millis(20)).retries(0);
    let hooks = Hooks::new(secrets()).handlers(handlers![hang, ..]).inbox(inbox.clone()).worker(settings);
    let router = hooks.into_router().unwrap();
    for _ in 0..2 {
        let request = TestRequest::sample("push-notifications/change").unwrap().signed_with(&secrets());
        assert_eq!(request.send_to(router.clone()).await.status, 204);
    }
    let started = Instant::now();
    let dead = || inbox.list(JobFilter::all().state(JobState::Dead));
    while dead().await.unwrap().is_empty() {
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", inbox.list(JobFilter::all()).await);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
