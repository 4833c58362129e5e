//! A file of the inbox is deleted, moved or replaced under the running application.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use cronofy_hooks::Inbox as _;
use cronofy_hooks::inbox::JobFilter;
use cronofy_hooks::inbox::sqlite::SqliteInbox;

use super::{SqliteFolder, execute};
use crate::store::app::StoreApp;
use crate::tracing::capture::{CapturedEntry, capture};

/// The database, its log, and the index of the log.
const ENDS: [&str; 3] = ["", "-wal", "-shm"];

const BACK: &str = "it is back in its place, and nothing that was acknowledged is lost";

fn number(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|metadata| metadata.ino())
}

/// Deletes, moves or replaces a file, as another program might.
fn lose(file: &Path, how: &str) {
    match how {
        "deleted" => fs::remove_file(file).unwrap(),
        "moved" => fs::rename(file, file.with_extension("moved")).unwrap(),
        // By a valid database, such as a copy.
        "replaced" => {
            let copy = file.with_extension("copy");
            fs::copy(file, &copy).unwrap();
            fs::rename(copy, file).unwrap();
        }
        "replaced by garbage" => {
            fs::remove_file(file).unwrap();
            fs::write(file, "no database at all, ".repeat(1000)).unwrap();
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_file_that_is_lost_is_put_back() {
    for end in ENDS {
        for how in ["deleted", "moved", "replaced", "replaced by garbage"] {
            let folder = SqliteFolder::new();
            let mut app = StoreApp::start(folder.open().await);
            app.accept("before").await;
            app.handles_everything().await;
            let before = number(&folder.beside(end));
            lose(&folder.beside(end), how);
            // The answer is 204 if the worker has noticed before, and 503 otherwise.
            app.accept_at_last("one").await;
            assert_eq!(number(&folder.beside(end)), before, "{end:?} {how}");
            app.logs(&["WARN", BACK]).await;
            app.accept("two").await;
            app.handles_everything().await;

            // An attached process sees what the application sees, and logs nothing of it.
            let attached = SqliteInbox::options(folder.file()).attached().open().await.unwrap();
            assert_eq!(attached.list(JobFilter::all()).await.unwrap().len(), 3, "{end:?} {how}");
            attached.close().await.unwrap();
            app.ends_well().await;
            assert_eq!(StoreApp::start(folder.open().await).jobs().await.len(), 3, "{end:?} {how}");
        }
    }
}

#[tokio::test]
async fn all_files_at_once() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::start(folder.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    ENDS.iter().for_each(|end| lose(&folder.beside(end), "deleted"));
    app.accept_at_last("one").await;
    app.ends_well().await;
    assert_eq!(StoreApp::start(folder.open().await).jobs().await.len(), 2);
}

/// Without the second name of the log, what is only in it would be gone with the process.
#[tokio::test]
async fn a_process_that_is_killed_before_it_can_put_a_file_back() {
    for end in ENDS {
        let folder = SqliteFolder::new();
        let before = folder.open().await;
        accept(&before, "before").await;
        // As a kill leaves it: what is in the folder now, without a close.
        let killed = folder.killed();
        lose(&killed.beside(end), "deleted");
        let mut app = StoreApp::start(killed.open().await);
        app.accept("after").await;
        app.idle().await;
        let jobs = app.jobs().await;
        assert!(jobs.len() == 2 && jobs.iter().all(|job| job.finished_at.is_some()), "{jobs:?}");
        before.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_attached_process_opens_no_other_files_than_the_application() {
    for end in ENDS {
        let folder = SqliteFolder::new();
        let inbox = folder.open().await;
        accept(&inbox, "before").await;
        lose(&folder.beside(end), "deleted");
        let refused = SqliteInbox::options(folder.file()).attached().open().await.expect_err("it is refused");
        let refused = refused.to_string();
        let lost = ["no such file", "was deleted, moved or replaced while the application runs"];
        assert!(lost.iter().any(|lost| refused.contains(lost)), "{end:?}: {refused}");
        assert!(!folder.beside(end).exists(), "{end:?}: an attached process makes none");
        // Putting it back takes one transaction of the application.
        accept(&inbox, "after").await;
        let attached = SqliteInbox::options(folder.file()).attached().open().await.unwrap();
        assert_eq!(attached.list(JobFilter::all()).await.unwrap().len(), 2);
        attached.close().await.unwrap();
        inbox.close().await.unwrap();
    }
}

/// SQLite would play it back over the database at the next start.
#[tokio::test]
async fn a_journal_of_another_database() {
    let folder = SqliteFolder::new();
    let inbox = folder.open().await;
    accept(&inbox, "before").await;
    fs::write(folder.beside("-journal"), vec![1; 4096]).unwrap();
    accept(&inbox, "after").await;
    assert!(!folder.beside("-journal").exists() && folder.beside(".replaced-1-journal").exists());
    inbox.close().await.unwrap();
}

#[tokio::test]
async fn a_guard_that_is_deleted_is_made_again() {
    let folder = SqliteFolder::new();
    let inbox = folder.open().await;
    fs::remove_dir_all(folder.beside(".guard")).unwrap();
    accept(&inbox, "one").await;
    assert_eq!(fs::read_dir(folder.beside(".guard")).unwrap().count(), 3);
    lose(&folder.beside("-wal"), "deleted");
    accept(&inbox, "two").await;
    inbox.close().await.unwrap();
    assert_eq!(folder.open().await.list(JobFilter::all()).await.unwrap().len(), 2);
}

/// What is copied together with a guard belongs to the files that it was copied from.
#[tokio::test]
async fn a_copy_of_the_folder_is_a_store_of_its_own() {
    let folder = SqliteFolder::new();
    let inbox = folder.open().await;
    accept(&inbox, "before").await;
    let copy = SqliteFolder::new();
    fs::create_dir(copy.beside(".guard")).unwrap();
    for entry in fs::read_dir(folder.beside(".guard")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.beside(".guard").join(entry.file_name())).unwrap();
    }
    // Without the log: nothing of the original may turn up in the copy.
    fs::copy(folder.file(), copy.file()).unwrap();
    inbox.close().await.unwrap();
    copy.open().await.close().await.unwrap();
}

#[tokio::test]
async fn a_stop_in_order_leaves_one_file_that_only_its_owner_reads() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::start(folder.open().await);
    app.accept("one").await;
    for end in ["", "-wal", "-shm", ".lock", ".guard"] {
        let mode = fs::metadata(folder.beside(end)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{end:?}: {mode:o}");
    }
    app.handles_everything().await;
    app.stop().await;
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["inbox.sqlite"]);

    // An attached process leaves nothing either.
    let attached = SqliteInbox::options(folder.file()).attached().open().await.unwrap();
    assert_eq!(attached.list(JobFilter::all()).await.unwrap().len(), 1);
    attached.close().await.unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn the_log_warns_of_a_file_that_others_can_read() {
    let folder = SqliteFolder::new();
    for (mode, expected) in [(0o644, 1), (0o660, 1), (0o600, 0)] {
        fs::write(folder.file(), "").unwrap();
        fs::set_permissions(folder.file(), Permissions::from_mode(mode)).unwrap();
        let (captured, _guard) = capture();
        folder.open().await.close().await.unwrap();
        let texts: Vec<_> = captured.events().iter().map(CapturedEntry::text).collect();
        assert_eq!(
            texts.iter().filter(|it| it.contains("can read the inbox")).count(),
            expected,
            "{mode:o}: {texts:?}"
        );
        let left = fs::metadata(folder.file()).unwrap().permissions().mode();
        assert_eq!(left & 0o777, mode, "the application may want it");
        fs::remove_file(folder.file()).unwrap();
    }
}

/// SQLite puts its own files beside the one that the link leads to.
#[tokio::test]
async fn a_file_behind_a_symbolic_link() {
    let (folder, elsewhere) = (SqliteFolder::new(), SqliteFolder::new());
    elsewhere.open().await.close().await.unwrap();
    std::os::unix::fs::symlink(elsewhere.file(), folder.file()).unwrap();
    let mut app = StoreApp::start(folder.open().await);
    app.accept("one").await;
    lose(&elsewhere.beside("-wal"), "deleted");
    app.accept_at_last("two").await;
    app.ends_well().await;
    assert_eq!(elsewhere.open().await.list(JobFilter::all()).await.unwrap().len(), 2);
}

/// A program that brought the log into the database, and removed it, needs no log.
#[tokio::test]
async fn a_log_that_another_program_has_brought_into_the_database() {
    let folder = SqliteFolder::new();
    let inbox = folder.open().await;
    accept(&inbox, "before").await;
    let killed = folder.killed();
    inbox.close().await.unwrap();
    for text in ["one", "two"] {
        let mut other = killed.connect().await;
        execute(&mut other, format!("UPDATE work SET error = '{text}'")).await;
        sqlx::Connection::close(other).await.unwrap();
        assert!(!killed.beside("-wal").exists());
        // Minutes after the kill.
        let database = fs::File::options().write(true).open(killed.file()).unwrap();
        database.set_modified(std::time::SystemTime::now() + std::time::Duration::from_mins(10)).unwrap();
    }
    let inbox = killed.open().await;
    let entries = inbox.list(JobFilter::all()).await.unwrap();
    assert_eq!(entries[0].error.as_deref(), Some("two"));
    inbox.close().await.unwrap();
}

async fn accept(inbox: &SqliteInbox, event: &str) {
    crate::store::app::store(inbox, event).await.unwrap();
}
