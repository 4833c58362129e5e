//! Handlers that run while another process has locked the file.

use std::time::Duration;

use cronofy_hooks::inbox::JobState;

use super::{SqliteFolder, execute};
use crate::store::app::{StoreApp, settings};
use crate::store::wait::eventually;

#[tokio::test]
async fn a_job_handled_in_an_outage_shorter_than_its_lease_is_completed_after_it() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::with(folder.open().await, settings().lease(Duration::from_secs(120)));
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    let mut other = folder.connect().await;
    execute(&mut other, "BEGIN EXCLUSIVE").await;
    app.calls.open_gate();
    app.logs(&["WARN", "the result of a job could not be stored"]).await;
    execute(&mut other, "ROLLBACK").await;
    app.handles_everything().await;
    assert_eq!(app.jobs().await[0].attempts, 1);
    app.ends_well().await;
}

#[tokio::test]
async fn a_job_handled_in_an_outage_longer_than_its_lease_is_handled_again() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::with(folder.open().await, settings().lease(Duration::from_secs(10)));
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    let mut other = folder.connect().await;
    execute(&mut other, "PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE").await;
    app.calls.open_gate();
    app.logs(&["WARN", "the result of a job could not be stored"]).await;
    eventually("the lease has ended", async || (app.jobs().await[0].state == JobState::Waiting).then_some(())).await;
    execute(&mut other, "ROLLBACK").await;
    app.handles_everything().await;
    assert_eq!(app.calls.handled()["slow"], 2);
    let job = app.jobs().await.remove(0);
    assert_eq!((job.state, job.attempts), (JobState::Done, 1));
    app.stop().await;
}
