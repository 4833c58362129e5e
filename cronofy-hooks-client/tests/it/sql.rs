//! Token stores in SQL databases.

use cronofy_hooks_client::{SqliteTokenStore, TokenStore};
use sqlx::sqlite::SqlitePoolOptions;
#[cfg(unix)]
use tracing::instrument::WithSubscriber as _;

#[cfg(unix)]
use crate::secrets::Log;
use crate::support::tokens;

async fn tokens_come_back(store: impl TokenStore, again: impl TokenStore) {
    assert_eq!(store.load("acc_1").await.unwrap(), None);
    store.save("acc_1", &tokens("a1", "r1")).await.unwrap();
    store.save("acc_2", &tokens("it's \"2\"", "r2")).await.unwrap();
    store.save("acc_1", &tokens("a3", "r3")).await.unwrap();
    assert_eq!(again.load("acc_1").await.unwrap(), Some(tokens("a3", "r3")));
    assert_eq!(again.load("acc_2").await.unwrap(), Some(tokens("it's \"2\"", "r2")));
    again.remove("acc_1").await.unwrap();
    assert_eq!(store.load("acc_1").await.unwrap(), None);
    assert!(store.load("acc_2").await.unwrap().is_some());
}

#[tokio::test]
async fn sqlite_keeps_tokens() {
    // Each connection to `:memory:` is a database of its own.
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let store = async || SqliteTokenStore::new(pool.clone()).await.unwrap();
    tokens_come_back(store().await, store().await).await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_is_made_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.sqlite");
    let open = async |file| {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).finish();
        let store = SqliteTokenStore::open(file).with_subscriber(subscriber).await.unwrap();
        (store, log.text().contains("can read the tokens"))
    };
    let (store, is_warned) = open(&file).await;
    let mode = |file| std::fs::metadata(file).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), is_warned), (0o600, false));
    let (again, _) = open(&file).await;
    tokens_come_back(store, again).await;

    // As a pool may have made it.
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (_, is_warned) = open(&file).await;
    assert_eq!((mode(&file), is_warned), (0o644, true));
}

#[cfg(feature = "_postgres-tests")]
#[tokio::test]
async fn postgres_keeps_tokens() {
    use cronofy_hooks_client::PostgresTokenStore;
    use sqlx::PgPool;

    let server = tokio::task::spawn_blocking(cronofy_hooks_postgres_server::Server::start).await.unwrap();
    let pool = PgPool::connect(&server.url()).await.unwrap();
    // Several processes make the table at once.
    for _ in 0..20 {
        let makers: Vec<_> = (0..8).map(|_| tokio::spawn(PostgresTokenStore::new(pool.clone()))).collect();
        for maker in makers {
            maker.await.unwrap().unwrap();
        }
        sqlx::query("DROP TABLE cronofy_tokens").execute(&pool).await.unwrap();
    }
    let store = async || PostgresTokenStore::new(pool.clone()).await.unwrap();
    tokens_come_back(store().await, store().await).await;
}
