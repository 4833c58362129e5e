//! The stores of cursors.

use cronofy_hooks_sync::{Cursor, CursorStore, MemoryCursors, SqliteCursors};
use jiff::Timestamp;
use sqlx::sqlite::SqlitePoolOptions;

pub(crate) async fn cursors_come_back(store: impl CursorStore, again: impl CursorStore) {
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
