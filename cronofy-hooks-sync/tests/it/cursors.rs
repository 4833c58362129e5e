//! The stores of cursors.

use cronofy_hooks_sync::{Cursor, CursorStore, MemoryCursors, SqliteCursors};
use jiff::Timestamp;
use sqlx::sqlite::SqlitePoolOptions;

async fn cursors_come_back(store: impl CursorStore, again: impl CursorStore) {
    let cursor = |second: i64, version| Cursor { changes_since: Timestamp::from_second(second).ok(), version };
    assert_eq!(store.load("a").await.unwrap(), Cursor::default());
    assert!(store.replace("a", Cursor { changes_since: None, version: 1 }).await.unwrap());
    assert_eq!(again.load("a").await.unwrap(), Cursor { changes_since: None, version: 1 });
    assert!(again.replace("a", cursor(1_780_000_000, 2)).await.unwrap());
    assert!(store.replace("a b", cursor(7, 1)).await.unwrap(), "another key");
    for version in [1, 2, 4] {
        assert!(!store.replace("a", cursor(8, version)).await.unwrap(), "{version} does not follow 2");
    }
    assert_eq!(store.load("a").await.unwrap(), cursor(1_780_000_000, 2));
    assert_eq!(again.load("a b").await.unwrap(), cursor(7, 1));
}

#[tokio::test]
async fn memory_keeps_cursors() {
    let store = MemoryCursors::default();
    cursors_come_back(store.clone(), store).await;
}

#[tokio::test]
async fn sqlite_keeps_cursors() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let store = async || SqliteCursors::new(pool.clone()).await.unwrap();
    cursors_come_back(store().await, store().await).await;
}

#[cfg(feature = "_postgres-tests")]
#[tokio::test]
async fn postgres_keeps_cursors_and_moves_them_with_a_transaction() {
    use cronofy_hooks_sync::{PostgresCursors, SyncError};
    use sqlx::PgPool;

    use crate::support::TestSync;

    let server = tokio::task::spawn_blocking(cronofy_hooks_postgres_server::Server::start).await.unwrap();
    let pool = PgPool::connect(&server.url()).await.unwrap();
    let store = async || PostgresCursors::new(pool.clone()).await.unwrap();
    cursors_come_back(store().await, store().await).await;

    let test = TestSync::with(store().await).await;
    test.write_at("08:00:00", "a").await;
    let (mut first, mut second) = (test.changes("08:00:00").await, test.changes("08:00:00").await);
    first.read_to_end().await.unwrap();
    second.read_to_end().await.unwrap();
    let mut transaction = pool.begin().await.unwrap();
    first.commit_in(&mut *transaction).await.unwrap();
    // It waits for the row of the first, and then compares with what that committed.
    let waits = tokio::spawn(second.commit());
    transaction.commit().await.unwrap();
    assert!(matches!(waits.await.unwrap(), Err(SyncError::Conflict)));
}
