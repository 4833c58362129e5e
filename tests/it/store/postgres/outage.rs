//! A database that is away for one of two applications.

use std::time::Duration;

use cronofy_hooks::inbox::{JobState, PostgresInbox};
use sqlx::PgConnection;

use super::{TestDatabase, execute};
use crate::store::app::{StoreApp, settings};

/// What the first has handled and cannot complete is handled again by the second when the lease has
/// ended. What the first reports later changes nothing.
#[tokio::test]
async fn a_job_handled_in_an_outage_longer_than_its_lease_is_handled_again_elsewhere() {
    let database = TestDatabase::new().await;
    let mut other = database.connect().await;
    execute(&mut other, "CREATE ROLE cut_off SUPERUSER LOGIN").await;
    let of = |user| PostgresInbox::open(database.pool_of(user));
    let settings = || settings().lease(Duration::from_secs(10));
    let mut first = StoreApp::with(of("cut_off").await.unwrap(), settings());
    first.calls.close_gate();
    first.accept("slow").await;
    first.begins("slow").await;

    cut_off(&mut other).await;
    first.calls.open_gate();
    first.logs(&["WARN", "the result of a job could not be stored"]).await;
    assert_eq!(first.calls.handled()["slow"], 1);
    let second = StoreApp::with(of("postgres").await.unwrap(), settings());
    second.begins("slow").await;
    second.handles_everything().await;

    execute(&mut other, "ALTER ROLE cut_off LOGIN").await;
    first.accept_at_last("after").await;
    second.handles_everything().await;
    let job = second.jobs().await.remove(0);
    assert_eq!((job.state, job.attempts), (JobState::Done, 1));
    let slow = |app: &StoreApp| app.calls.handled().get("slow").copied().unwrap_or_default();
    assert_eq!((slow(&first), slow(&second)), (1, 1));
    second.stop().await;
    first.stop().await;
}

/// Ends the connections of a user, who gets no other.
async fn cut_off(other: &mut PgConnection) {
    execute(other, "ALTER ROLE cut_off NOLOGIN").await;
    let end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'cut_off'";
    execute(other, end).await;
}
