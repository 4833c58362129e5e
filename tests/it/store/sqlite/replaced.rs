//! Somebody deletes, moves or replaces the file under the running application.

use super::{Folder, execute};
use crate::store::app::App;

const GONE: &str = "the file of the inbox was moved, deleted or replaced while the application runs; put it back, or \
    restart the application to go on with what is there now";
const LOG_GONE: &str = "the `-wal` file beside the inbox was deleted while the application runs; end the application \
    in order, which writes back what it holds, and start it again";

#[tokio::test]
async fn a_file_that_is_moved_away_and_back() {
    let folder = Folder::new();
    let mut app = App::start(folder.open().await);
    app.accept("before").await;
    app.book.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;

    std::fs::rename(folder.file(), folder.beside(".away")).unwrap();
    for event in ["one", "two"] {
        app.refuse(event).await;
    }
    assert_eq!(app.refusal().await, format!("Unavailable: {GONE}"));
    app.logs(&["WARN", "message=refused", GONE]).await;
    assert_eq!(app.health().await.0, 503);
    app.book.open_gate();
    app.logs(&["WARN", "what became of a unit could not be stored", GONE]).await;

    std::fs::rename(folder.beside(".away"), folder.file()).unwrap();
    app.accept("two").await;
    app.accept_at_last("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_file_that_is_replaced() {
    let folder = Folder::new();
    let mut app = App::start(folder.open().await);
    app.accept("before").await;
    app.handles_everything().await;

    // By one that is good in itself, such as a backup.
    let mut somebody = folder.connect().await;
    execute(&mut somebody, format!("VACUUM INTO '{}'", folder.beside(".backup").display())).await;
    std::fs::rename(folder.file(), folder.beside(".away")).unwrap();
    std::fs::rename(folder.beside(".backup"), folder.file()).unwrap();
    app.refuse("one").await;
    assert_eq!(app.refusal().await, format!("Unavailable: {GONE}"));
    app.logs(&["WARN", "message=refused", GONE]).await;
    assert_eq!(app.health().await.0, 503);

    std::fs::rename(folder.beside(".away"), folder.file()).unwrap();
    app.accept_at_last("one").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_file_that_is_deleted() {
    let folder = Folder::new();
    let mut app = App::start(folder.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    std::fs::remove_file(folder.file()).unwrap();
    app.refuse("one").await;
    assert_eq!(app.refusal().await, format!("Unavailable: {GONE}"));
    app.logs(&["WARN", "message=refused", GONE]).await;
    assert!(!folder.file().exists(), "it makes no new one by itself");
    app.stop().await;

    // As the message says: a restart goes on with what is there, which is nothing.
    let mut app = App::start(folder.open().await);
    app.accept("one").await;
    app.ends_well().await;
}

/// It holds what was accepted since it was last written back: after a crash that would be lost.
#[tokio::test]
async fn a_log_that_is_deleted() {
    let folder = Folder::new();
    let mut app = App::start(folder.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    std::fs::remove_file(folder.beside("-wal")).unwrap();
    app.refuse("one").await;
    assert_eq!(app.refusal().await, format!("Unavailable: {LOG_GONE}"));
    app.logs(&["WARN", "message=refused", LOG_GONE]).await;
    app.stop().await;

    let mut app = App::start(folder.open().await);
    assert_eq!(app.units().await.len(), 1, "what was accepted is there");
    app.accept("one").await;
    app.handles_everything().await;
    assert_eq!(app.units().await.len(), 2);
    app.stop().await;
}
