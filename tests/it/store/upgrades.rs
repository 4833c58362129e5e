//! Stores of earlier releases, kept as files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cronofy_hooks::inbox::sqlite::SqliteInbox;
use cronofy_hooks::inbox::{JobFilter, JobState};
use cronofy_hooks::{Hooks, Inbox, NoHandlers, Occurrence, State, WithInbox, cronofy_handler, handlers};

use super::app::{CallLog, StoreApp, settings};

/// Takes everything.
#[cronofy_handler(fallback)]
async fn take(occurrence: Occurrence, State(calls): State<CallLog>) {
    calls.run(&occurrence.to_string()).await;
}

pub(super) fn stores(of: &str) -> Vec<PathBuf> {
    let folder = cronofy_hooks_tests::root().join("tests/fixtures/stores");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with(of)).collect();
    files.sort();
    files
}

/// What was waiting is handled, once for each job; what was finished stays as it was.
pub(super) async fn upgrade(inbox: impl Inbox, store: &str) {
    let before = inbox.list(JobFilter::all()).await.unwrap();
    let before: BTreeMap<_, _> = before.into_iter().map(|entry| (entry.job, entry)).collect();
    let start = |hooks: Hooks<NoHandlers, (), WithInbox>, calls| {
        hooks.handlers(handlers![take]).state(calls).into_router_and_worker()
    };
    let mut app = StoreApp::of(inbox, settings(), start);
    let waited = before.values().filter(|entry| entry.finished_at.is_none() && entry.joined.is_none()).count();
    assert!(waited > 5 && before.len() > waited + 5, "{store}: {waited} of {}", before.len());
    app.accept("after").await;
    app.idle().await;
    let after = app.jobs().await;
    assert_eq!(after.len(), before.len() + 1, "{store}");
    for entry in &after {
        match before.get(&entry.job) {
            Some(before) if before.finished_at.is_some() => assert_eq!(entry, before, "{store}"),
            _ => assert!(matches!(entry.state, JobState::Done | JobState::Joined), "{store}: {entry:?}"),
        }
    }
    let handled: usize = app.calls.handled().values().sum();
    assert_eq!(handled, waited + 1, "{store}: {:?}", app.calls.handled());
    app.stop().await;
}

#[tokio::test]
async fn files_of_earlier_releases() {
    let stores = stores("sqlite_");
    assert_eq!(stores.len(), cronofy_hooks::inbox::sqlite::MIGRATIONS.len() - 1, "one for each earlier version");
    for store in stores {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("inbox.sqlite");
        std::fs::copy(&store, &file).unwrap();
        upgrade(SqliteInbox::open(&file).await.unwrap(), &store.display().to_string()).await;
        upgraded(&file).await;
    }
}

async fn upgraded(file: &std::path::Path) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
    let check: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(check, "ok", "{}", file.display());
}
