//! Drift in SQLite: in the file of an inbox.

use cronofy_hooks::drift::SqliteDrift;
use cronofy_hooks::inbox::sqlite::SqliteInbox;
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

use crate::stores::processes_share_a_table;

#[tokio::test]
async fn processes_share_the_file_of_the_inbox() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("inbox.sqlite");
    let inbox = SqliteInbox::open(&file).await.expect("it opens");
    processes_share_a_table(async || {
        let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&file)).await.expect("it opens");
        SqliteDrift::new(pool).await.expect("there is a table")
    })
    .await;
    drop(inbox);
    SqliteInbox::open(&file).await.expect("the inbox is as it was");
}
