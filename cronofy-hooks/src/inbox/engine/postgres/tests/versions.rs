//! Tables of other releases.

use super::super::migrate::{MIGRATIONS, run};
use super::super::schema::Schema;
use super::common::*;
use crate::inbox::{JobAction, JobState, LeaseUpdate};

/// The tables of the first version, and what a process of that version stored in them.
async fn first_version() -> Place {
    let place = Place::new().await;
    let mut connection = place.pool.acquire().await.unwrap();
    run(&mut connection, &Schema::new(&place.schema).unwrap(), &MIGRATIONS[..1]).await.unwrap();
    store_as_the_first_version(&place, 1).await;
    place
}

/// A job in each state. The one in state 1 was leased, and its lease has ended.
async fn store_as_the_first_version(place: &Place, first: i64) {
    for (id, state) in (first..).zip([0, 1, 2, 4, 5, 6]) {
        let key = if matches!(state, 1 | 2) { format!("'k{first}'") } else { "NULL".to_owned() };
        let (held, finished) = (state == 1, if state > 2 { "1000" } else { "NULL" });
        place
            .execute(&format!(
                "INSERT INTO delivery (id, repeat, head, body, received_us) VALUES ({id}, '{id}', 'head', 'body', {id});
                 INSERT INTO work (id, name, key, state, held, fence, attempts, due_us, finished_us)
                 VALUES ({id}::bigint << 20, 'a', {key}, {state}, {held}, 1, 1, 5, {finished})"
            ))
            .await;
    }
    place.execute(&format!("SELECT setval('delivery_id_seq', {})", first + 5)).await;
}

async fn handle_everything(inbox: &PostgresInbox) -> Vec<i64> {
    let mut handled = Vec::new();
    loop {
        let leased = lease(inbox, 10).await;
        if leased.is_empty() {
            return handled;
        }
        for leased in leased {
            assert_eq!((&*leased.head, &*leased.body), ("head", b"body".as_slice()));
            assert!(inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done).await.unwrap());
            handled.push(leased.job.delivery());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_the_first_version_are_handled() {
    let place = first_version().await;
    let refused = place.options().migrate(false).open().await;
    assert_eq!(kind(refused), Some(InboxErrorKind::Misconfigured));

    let inbox = place.open().await;
    let states: Vec<_> = list(&inbox).await.into_iter().rev().map(|entry| entry.state).collect();
    let waiting = JobState::Waiting;
    assert_eq!(states, [waiting, waiting, waiting, JobState::Done, JobState::Discarded, JobState::Dead]);
    assert_eq!(handle_everything(&inbox).await, [1, 2, 3]);
    assert_eq!(inbox.apply(JobAction::Replay, JobFilter::all()).await.unwrap(), 6);
    // The second and the third have the same key.
    assert_eq!(handle_everything(&inbox).await, [1, 2, 4, 5, 6, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_of_the_first_version_goes_on_storing() {
    let place = first_version().await;
    let inbox = place.open().await;
    store_as_the_first_version(&place, 7).await;
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    let mut handled = handle_everything(&inbox).await;
    handled.sort_unstable();
    assert_eq!(handled, [1, 2, 3, 7, 8, 9, 13]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_a_newer_release_are_left_as_they_are() {
    let place = Place::new().await;
    place.open().await.close().await.unwrap();
    place.execute("INSERT INTO migration (version) VALUES (4); ALTER TABLE work RENAME TO work_4").await;
    for migrate in [true, false] {
        let error = place.options().migrate(migrate).open().await.unwrap_err();
        assert_eq!(error.kind(), InboxErrorKind::Misconfigured);
        assert!(error.to_string().contains("newer release"), "{error}");
    }
    assert_eq!(place.number("SELECT count(*) FROM $schema.work_4").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_can_be_run_with_another_tool() {
    let place = Place::new().await;
    let refused = place.options().migrate(false).open().await;
    assert_eq!(kind(refused), Some(InboxErrorKind::Misconfigured));
    assert_eq!(place.number("SELECT count(*) FROM pg_namespace WHERE nspname = '$schema'").await, 0);

    place.execute(&format!("CREATE SCHEMA {}", place.schema)).await;
    for (_, sql) in MIGRATIONS {
        place.execute(sql).await;
    }
    let inbox = place.options().migrate(false).open().await.unwrap();
    inbox.accept(delivery(None, vec![job()])).await.unwrap();
    assert_eq!(lease(&inbox, 1).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_fails_changes_nothing() {
    let place = Place::new().await;
    place.execute(&format!("CREATE SCHEMA {}; CREATE TABLE {}.work ()", place.schema, place.schema)).await;
    assert!(place.options().open().await.is_err());
    assert_eq!(place.number("SELECT count(*) FROM pg_tables WHERE schemaname = '$schema'").await, 1);
}
