//! Stores of earlier releases, kept as dumps.

use cronofy_hooks::inbox::PostgresInbox;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::new_database;
use crate::store::upgrades::{stores, upgrade};

#[tokio::test]
async fn schemas_of_earlier_releases() {
    let stores = stores("postgres_");
    assert!(!stores.is_empty());
    for store in stores {
        let url = new_database().await;
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let dump = std::fs::read_to_string(&store).unwrap();
        sqlx::raw_sql(AssertSqlSafe(dump)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        upgrade(PostgresInbox::from_url(&url).await.unwrap(), &store.display().to_string()).await;
    }
}
