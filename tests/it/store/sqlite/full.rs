//! A disk that is full: a real one, of one megabyte, in memory.

use super::SqliteFolder;
use crate::store::app::StoreApp;
use crate::store::own_mounts::{fill, has_own_mounts, mount_small, unmount};

const FULL: &str = "the disk is full; make room, and the inbox goes on by itself";

#[tokio::test]
async fn a_disk_that_is_full_for_a_while() {
    if !has_own_mounts(concat!(module_path!(), "::a_disk_that_is_full_for_a_while")) {
        return;
    }
    let folder = SqliteFolder::new();
    mount_small(folder.path(), "");
    let mut app = StoreApp::start(folder.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;

    let filler = fill(folder.path());
    // There may be room left in files that SQLite uses again.
    app.send_until_refused("until full ").await;
    app.refuse("while full").await;
    assert_eq!(app.refusal().await, format!("Full: {FULL}"));
    app.logs(&["WARN", "message=refused", FULL]).await;
    // What a handler has done while the disk is full is not forgotten.
    app.calls.open_gate();
    app.logs(&["WARN", "the result of a job could not be stored", FULL]).await;
    // Although it can be read.
    assert_eq!(app.health().await.0, 503);

    std::fs::remove_file(filler).unwrap();
    app.accept_at_last("after").await;
    app.ends_well().await;
    unmount(folder.path()).await;
}

#[tokio::test]
async fn a_disk_that_is_full_at_the_start() {
    if !has_own_mounts(concat!(module_path!(), "::a_disk_that_is_full_at_the_start")) {
        return;
    }
    let folder = SqliteFolder::new();
    mount_small(folder.path(), "");
    let filler = fill(folder.path());
    assert_eq!(folder.refusal().await, format!("Full: {FULL}"));
    std::fs::remove_file(filler).unwrap();
    let mut app = StoreApp::start(folder.open().await);
    app.accept("after").await;
    app.ends_well().await;
    unmount(folder.path()).await;
}
