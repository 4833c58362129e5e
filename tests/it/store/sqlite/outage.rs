//! Handlers that run while the file is away: somebody else has locked it.

use std::time::Duration;

use cronofy_hooks::inbox::JobState;

use super::{Folder, execute};
use crate::store::app::{App, settings};
use crate::store::wait::eventually;

#[tokio::test]
async fn what_a_handler_did_during_an_outage_shorter_than_its_lease_is_settled_after_it() {
    let folder = Folder::new();
    let mut app = App::with(folder.open().await, settings().lease(Duration::from_secs(120)));
    app.book.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    let mut somebody = folder.connect().await;
    execute(&mut somebody, "BEGIN EXCLUSIVE").await;
    app.book.open_gate();
    app.logs(&["WARN", "what became of a job could not be stored"]).await;
    execute(&mut somebody, "ROLLBACK").await;
    app.handles_everything().await;
    assert_eq!(app.jobs().await[0].attempts, 1);
    app.ends_well().await;
}

#[tokio::test]
async fn what_a_handler_did_during_an_outage_longer_than_its_lease_is_done_again() {
    let folder = Folder::new();
    let mut app = App::with(folder.open().await, settings().lease(Duration::from_secs(10)));
    app.book.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    let mut somebody = folder.connect().await;
    execute(&mut somebody, "PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE").await;
    app.book.open_gate();
    app.logs(&["WARN", "what became of a job could not be stored"]).await;
    eventually("the lease has ended", async || (app.jobs().await[0].state == JobState::Waiting).then_some(())).await;
    execute(&mut somebody, "ROLLBACK").await;
    app.handles_everything().await;
    assert_eq!(app.book.handled()["slow"], 2);
    let job = app.jobs().await.remove(0);
    assert_eq!((job.state, job.attempts), (JobState::Done, 1));
    app.stop().await;
}
