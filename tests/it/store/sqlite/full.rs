//! A disk that is full: a real one, of one megabyte, in memory.

use std::fs::File;
use std::io::{ErrorKind, Write as _};

use super::Folder;
use crate::store::app::App;
use crate::store::own_mounts::{has_own_mounts, mount_small, unmount};

const FULL: &str = "the disk is full; make room, and the inbox goes on by itself";

#[tokio::test]
async fn a_disk_that_is_full_for_a_while() {
    if !has_own_mounts(concat!(module_path!(), "::a_disk_that_is_full_for_a_while")) {
        return;
    }
    let folder = Folder::new();
    mount_small(folder.path());
    let mut app = App::start(folder.open().await);
    app.accept("before").await;
    app.book.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;

    fill(&folder);
    // There may be room left in files that SQLite uses again.
    app.send_until_refused("until full ").await;
    app.refuse("while full").await;
    assert_eq!(app.refusal().await, format!("Full: {FULL}"));
    app.logs(&["WARN", "message=refused", FULL]).await;
    // What a handler has done while the disk is full is not forgotten.
    app.book.open_gate();
    app.logs(&["ERROR", "what became of a unit could not be stored", FULL]).await;
    // Reading needs no room.
    assert_eq!(app.health().await.0, 200);

    std::fs::remove_file(filler(&folder)).unwrap();
    app.accept_at_last("after").await;
    app.ends_well().await;
    unmount(folder.path()).await;
}

#[tokio::test]
async fn a_disk_that_is_full_at_the_start() {
    if !has_own_mounts(concat!(module_path!(), "::a_disk_that_is_full_at_the_start")) {
        return;
    }
    let folder = Folder::new();
    mount_small(folder.path());
    fill(&folder);
    assert_eq!(folder.refusal().await, format!("Full: {FULL}"));
    std::fs::remove_file(filler(&folder)).unwrap();
    let mut app = App::start(folder.open().await);
    app.accept("after").await;
    app.ends_well().await;
    unmount(folder.path()).await;
}

fn filler(folder: &Folder) -> std::path::PathBuf {
    folder.path().join("filler")
}

/// Leaves no room at all.
fn fill(folder: &Folder) {
    let mut file = File::create(filler(folder)).unwrap();
    loop {
        match file.write(&[0; 512]) {
            Ok(written) => assert!(written > 0),
            Err(error) => return assert_eq!(error.kind(), ErrorKind::StorageFull),
        }
    }
}
