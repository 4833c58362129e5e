//! A disk of the server that is full: a tablespace on a real one, of one megabyte, in memory.

use std::os::unix::fs::MetadataExt as _;

use cronofy_hooks_postgres_server::Server;
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;

use super::{execute, opened, pool_options};
use crate::store::app::StoreApp;
use crate::store::own_mounts::{fill, has_own_mounts, mount_small, unmount};

const FULL: &str = "the disk of the PostgreSQL server is full; make room, and the inbox goes on by itself";

#[tokio::test]
async fn a_disk_that_is_full_for_a_while() {
    if !has_own_mounts(concat!(module_path!(), "::a_disk_that_is_full_for_a_while")) {
        return;
    }
    // The server sees the mounts of the process that starts it.
    let folder = tempfile::tempdir().unwrap();
    mount_small(folder.path(), "mode=0777");
    let server = Server::start();
    let mut other = server.url().parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
    let data: String = sqlx::query_scalar("SHOW data_directory").fetch_one(&mut other).await.unwrap();
    let owner = std::fs::metadata(data).unwrap();
    let place = folder.path().join("tablespace");
    std::fs::create_dir(&place).unwrap();
    std::os::unix::fs::chown(&place, Some(owner.uid()), Some(owner.gid())).unwrap();

    let mut app = StoreApp::start(opened(pool_options().connect_lazy(&server.url()).unwrap()).await);
    app.accept("before").await;
    app.handles_everything().await;
    execute(&mut other, format!("CREATE TABLESPACE small LOCATION '{}'", place.display())).await;
    execute(&mut other, "ALTER TABLE cronofy_hooks.delivery SET TABLESPACE small").await;
    let filler = fill(folder.path());
    // There may be room left in the pages that there are.
    app.send_until_refused("until full ").await;
    assert_eq!(app.refusal().await, format!("Full: {FULL}"));
    app.logs(&["WARN", "message=refused", FULL]).await;

    std::fs::remove_file(filler).unwrap();
    app.accept_at_last("after").await;
    app.ends_well().await;
    drop((other, server));
    unmount(folder.path()).await;
}
