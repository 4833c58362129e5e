//! Schemas of other releases, or none.

use cronofy_hooks::inbox::postgres::MIGRATIONS;
use cronofy_hooks::inbox::{JobState, PostgresInbox};

use super::{TestDatabase, execute, refusal};
use crate::store::app::{StoreApp, assigned_of};
use crate::store::checks::migrated_jobs_end_as_expected;

/// State, key, held, attempts, due and finished of jobs, one for each state that a release before
/// could leave behind. Two are of the same key.
const JOBS: &[(&str, &str, JobState)] = &[
    ("arrived", "0, NULL, false, 0, 1, NULL", JobState::Done),
    ("waits for its retry", "1, NULL, false, 3, 1, NULL", JobState::Done),
    ("leased by a process that is gone", "1, 'k', true, 1, 1, NULL", JobState::Done),
    ("behind another", "2, 'k', false, 0, 1, NULL", JobState::Done),
    ("done", "4, NULL, false, 1, 1, 2", JobState::Done),
    ("discarded", "5, NULL, false, 1, 1, 2", JobState::Discarded),
    ("dead", "6, NULL, false, 9, 1, 2", JobState::Dead),
];

#[tokio::test]
async fn a_schema_that_is_missing() {
    let database = TestDatabase::new().await;
    let open = |migrate| PostgresInbox::options(database.pool()).migrate(migrate).open();
    let error = open(false).await.unwrap_err();
    let expected = "Misconfigured: the schema `cronofy_hooks` has no inbox; open it once with `migrate(true)`, or run \
        `inbox::postgres::MIGRATIONS` in it";
    assert_eq!(format!("{:?}: {error}", error.kind()), expected);
    open(true).await.unwrap();
    let mut app = StoreApp::start(open(false).await.unwrap());
    app.accept("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_schema_that_is_dropped_under_the_running_application() {
    let database = TestDatabase::new().await;
    let mut app = StoreApp::start(database.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    let mut other = database.connect().await;
    execute(&mut other, "ALTER SCHEMA cronofy_hooks RENAME TO elsewhere").await;
    let expected = "the tables are not those of this release; open the inbox with its migrations switched on";
    app.refuse_because("one", expected).await;
    assert_eq!(app.refusal().await, format!("Misconfigured: {expected}"));
    execute(&mut other, "ALTER SCHEMA elsewhere RENAME TO cronofy_hooks").await;
    app.accept_at_last("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_schema_of_the_release_before_is_migrated_and_all_that_waits_in_it_is_handled() {
    let database = TestDatabase::new().await;
    let mut before = database.connect().await;
    execute(&mut before, "CREATE SCHEMA cronofy_hooks; SET search_path TO cronofy_hooks").await;
    for (_, sql) in &MIGRATIONS[..MIGRATIONS.len() - 1] {
        execute(&mut before, *sql).await;
    }
    for (number, (event, columns, _)) in (1..).zip(JOBS) {
        let body = assigned_of(event);
        execute(
            &mut before,
            format!(
                r#"INSERT INTO delivery (head, body, received_us)
                    VALUES ('{{"format":1,"target":"/"}}', convert_to('{body}', 'UTF8'), 1);
                INSERT INTO work (id, name, state, key, held, attempts, due_us, finished_us)
                    VALUES ({number}::bigint << 20, '{event}', {columns})"#
            ),
        )
        .await;
    }
    let error = PostgresInbox::options(database.pool()).migrate(false).open().await.unwrap_err();
    let expected = "the inbox in the schema `cronofy_hooks` is of an older release; open it once with `migrate(true)`, or \
        run what is missing of `inbox::postgres::MIGRATIONS` in it";
    assert_eq!(error.to_string(), expected);

    migrated_jobs_end_as_expected(StoreApp::start(database.open().await), JOBS).await;
}

#[tokio::test]
async fn a_schema_of_a_newer_release_is_refused_and_left_as_it_is() {
    let database = TestDatabase::new().await;
    let mut app = StoreApp::start(database.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    app.stop().await;
    let mut newer = database.connect().await;
    let version = MIGRATIONS.len() + 1;
    execute(&mut newer, format!("INSERT INTO cronofy_hooks.migration (version) VALUES ({version})")).await;
    let dump = "SELECT (SELECT array_agg(w ORDER BY id) FROM cronofy_hooks.work w)::text \
        || (SELECT array_agg(d ORDER BY id) FROM cronofy_hooks.delivery d)::text \
        || (SELECT array_agg(m ORDER BY version) FROM cronofy_hooks.migration m)::text";
    let as_it_was: String = sqlx::query_scalar(dump).fetch_one(&mut newer).await.unwrap();
    let expected = "Misconfigured: the inbox in the schema `cronofy_hooks` is of a newer release of cronofy-hooks, and was \
        left as it is; update this application to that release, or give it a schema of its own";
    assert_eq!(refusal(database.pool()).await, expected);
    assert_eq!(sqlx::query_scalar::<_, String>(dump).fetch_one(&mut newer).await.unwrap(), as_it_was);

    // As if the application were updated.
    execute(&mut newer, format!("DELETE FROM cronofy_hooks.migration WHERE version = {version}")).await;
    let mut app = StoreApp::start(database.open().await);
    app.accept("after").await;
    app.ends_well().await;
}
