//! A database that is away for one of two applications.

use std::time::Duration;

use cronofy_hooks::inbox::{JobState, PostgresInbox};
use sqlx::PgConnection;

use super::{Database, execute};
use crate::store::app::{App, settings};

/// What the first has handled and cannot say is handled again by the second, when the lease has
/// ended; what the first says later changes nothing.
#[tokio::test]
async fn what_a_handler_did_during_an_outage_longer_than_its_lease_is_done_again_elsewhere() {
    let database = Database::new().await;
    let mut somebody = database.connect().await;
    execute(&mut somebody, "CREATE ROLE cut_off SUPERUSER LOGIN").await;
    let of = |user| PostgresInbox::open(database.pool_of(user));
    let settings = || settings().lease(Duration::from_secs(10));
    let mut first = App::with(of("cut_off").await.unwrap(), settings());
    first.book.close_gate();
    first.accept("slow").await;
    first.begins("slow").await;

    cut_off(&mut somebody).await;
    first.book.open_gate();
    first.logs(&["WARN", "what became of a job could not be stored"]).await;
    assert_eq!(first.book.handled()["slow"], 1);
    let second = App::with(of("postgres").await.unwrap(), settings());
    second.begins("slow").await;
    second.handles_everything().await;

    execute(&mut somebody, "ALTER ROLE cut_off LOGIN").await;
    first.accept_at_last("after").await;
    second.handles_everything().await;
    let job = second.jobs().await.remove(0);
    assert_eq!((job.state, job.attempts), (JobState::Done, 1));
    let slow = |app: &App| app.book.handled().get("slow").copied().unwrap_or_default();
    assert_eq!((slow(&first), slow(&second)), (1, 1));
    second.stop().await;
    first.stop().await;
}

/// Ends the connections of a user, who gets no other.
async fn cut_off(somebody: &mut PgConnection) {
    execute(somebody, "ALTER ROLE cut_off NOLOGIN").await;
    let end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'cut_off'";
    execute(somebody, end).await;
}
