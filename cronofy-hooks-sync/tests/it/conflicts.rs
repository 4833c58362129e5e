//! Two synchronisations of an account at once.

use cronofy_hooks_sync::{CursorStore, MemoryCursors, SqliteCursors, SyncError};
use sqlx::SqlitePool;
use sqlx::sqlite::SqlitePoolOptions;

use crate::support::TestSync;

async fn pool() -> SqlitePool {
    // Each connection to `:memory:` is a database of its own.
    SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap()
}

/// The first that commits wins, also against a full comparison, and whether or not there is a cursor.
async fn only_one_commits(cursors: impl CursorStore) {
    let test = TestSync::with(cursors).await;
    test.write_at("08:00:00", "a").await;
    for time in ["08:00:00", "08:10:00"] {
        let (mut first, mut second) = (test.changes(time).await, test.changes(time).await);
        let mut full = test.sync.full_sync(&test.account(), []).await.unwrap();
        first.read_to_end().await.unwrap();
        second.read_to_end().await.unwrap();
        full.read_to_end().await.unwrap();
        first.commit().await.unwrap();
        assert!(matches!(second.commit().await, Err(SyncError::Conflict)));
        assert!(matches!(full.commit().await, Err(SyncError::Conflict)));
    }
    let (mut full, mut changes) =
        (test.sync.full_sync(&test.account(), []).await.unwrap(), test.changes("08:20:00").await);
    full.read_to_end().await.unwrap();
    changes.read_to_end().await.unwrap();
    full.commit().await.unwrap();
    assert!(matches!(changes.commit().await, Err(SyncError::Conflict)), "what it read may be older");
}

#[tokio::test]
async fn only_one_commits_in_memory() {
    only_one_commits(MemoryCursors::default()).await;
}

#[tokio::test]
async fn only_one_commits_in_sqlite() {
    only_one_commits(SqliteCursors::new(pool().await).await.unwrap()).await;
}

#[tokio::test]
async fn a_cursor_moves_with_its_transaction() {
    let pool = pool().await;
    let test = TestSync::with(SqliteCursors::new(pool.clone()).await.unwrap()).await;
    test.write_at("08:00:00", "a").await;
    test.handle("08:00:00").await;
    test.write_at("08:10:00", "b").await;
    test.write_at("08:20:00", "c").await;
    for (is_committed, next) in [(false, vec!["a", "b", "c"]), (true, vec!["c"])] {
        let mut changes = test.changes("08:20:00").await;
        changes.read_to_end().await.unwrap();
        let mut transaction = pool.begin().await.unwrap();
        changes.commit_in(&mut *transaction).await.unwrap();
        if is_committed {
            transaction.commit().await.unwrap()
        } else {
            transaction.rollback().await.unwrap()
        }
        let mut changes = test.sync.changes(&test.account()).await.unwrap();
        assert_eq!(crate::support::summaries(&changes.read_to_end().await.unwrap()), next);
    }
}
