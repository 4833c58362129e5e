//! Handlers that hang with a transaction.

use std::time::{Duration, Instant};

use cronofy_hooks::inbox::{JobFilter, JobState, SqliteInbox, WorkerSettings};
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Inbox as _, Tx, cronofy_handler, handlers};
use cronofy_hooks_crash::folder::Folder;
use cronofy_hooks_crash::parcel::secrets;
use sqlx::Sqlite;

#[cronofy_handler(notification = "change")]
async fn hang(mut tx: Tx<Sqlite>) {
    tx.connection().await.unwrap();
    std::future::pending::<()>().await;
}

/// The file has one transaction at a time: it must be over before the end of the run is written.
#[tokio::test]
async fn a_handler_that_takes_too_long_does_not_take_the_file_with_it() {
    let folder = Folder::new();
    let inbox = SqliteInbox::open(folder.path().join("inbox.sqlite")).await.unwrap();
    let settings = WorkerSettings::default().timeout(Duration::from_millis(20)).retries(0);
    let hooks = Hooks::new(secrets()).handlers(handlers![hang, ..]).inbox(inbox.clone()).worker(settings);
    let router = hooks.into_router().unwrap();
    for _ in 0..2 {
        let request = TestRequest::sample("push-notifications/change").unwrap().signed_with(&secrets());
        assert_eq!(request.send_to(router.clone()).await.status, 204);
    }
    let begun = Instant::now();
    let dead = || inbox.list(JobFilter::all().state(JobState::Dead));
    while dead().await.unwrap().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", inbox.list(JobFilter::all()).await);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
