//! Drift in PostgreSQL.

use cronofy_hooks::drift::PostgresDrift;
use cronofy_hooks_postgres_server::Server;
use sqlx::PgPool;

use crate::stores::processes_share_a_table;

#[tokio::test]
async fn processes_share_a_table_that_all_of_them_make_at_once() {
    let server = tokio::task::spawn_blocking(Server::start).await.expect("a server");
    let pool = PgPool::connect(&server.url()).await.expect("it answers");
    for _ in 0..20 {
        let makers: Vec<_> = (0..8).map(|_| tokio::spawn(PostgresDrift::new(pool.clone()))).collect();
        for maker in makers {
            maker.await.expect("no panic").expect("there is a table");
        }
        sqlx::query("DROP TABLE cronofy_drift").execute(&pool).await.expect("it is there");
    }
    processes_share_a_table(async || PostgresDrift::new(pool.clone()).await.expect("there is a table")).await;
}
