//! Files of other releases.

use std::borrow::Cow;

use cronofy_hooks::inbox::JobState;
use cronofy_hooks::inbox::sqlite::MIGRATIONS;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Row as _, SqlSafeStr as _};

use super::{SqliteFolder, execute};
use crate::store::app::{StoreApp, assigned_of};
use crate::store::checks::migrated_jobs_end_as_expected;

/// State, key, held, attempts, due and finished of jobs, one for each state that a release before
/// could leave behind. Two are of the same key.
const JOBS: &[(&str, &str, JobState)] = &[
    ("arrived", "0, NULL, 0, 0, 1, NULL", JobState::Done),
    ("waits for its retry", "1, NULL, 0, 3, 1, NULL", JobState::Done),
    ("leased by a process that is gone", "1, 'k', 1, 1, 4102444800000000, NULL", JobState::Done),
    ("behind another", "2, 'k', 0, 0, 1, NULL", JobState::Done),
    ("done", "4, NULL, 0, 1, 1, 2", JobState::Done),
    ("discarded", "5, NULL, 0, 1, 1, 2", JobState::Discarded),
    ("dead", "6, NULL, 0, 9, 1, 2", JobState::Dead),
];

#[tokio::test]
async fn a_file_of_the_release_before_is_migrated_and_all_that_waits_in_it_is_handled() {
    let folder = SqliteFolder::new();
    let mut before = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.file()).create_if_missing(true);
    before = before.journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
    let mut before = sqlx::ConnectOptions::connect(&before).await.unwrap();
    migrator(&MIGRATIONS[..MIGRATIONS.len() - 1]).run(&mut before).await.unwrap();
    for (number, (event, columns, _)) in (1..).zip(JOBS) {
        execute(&mut before, store(number, event, columns)).await;
    }
    drop(before);

    migrated_jobs_end_as_expected(StoreApp::start(folder.open().await), JOBS).await;
}

#[tokio::test]
async fn a_file_of_a_newer_release_is_refused_and_left_as_it_is() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::start(folder.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    app.stop().await;
    let mut newer = folder.connect().await;
    let version = MIGRATIONS.len() + 1;
    let applied = "INSERT INTO inbox_migration (version, description, success, checksum, execution_time) VALUES";
    execute(&mut newer, format!("{applied} ({version}, 'newer', TRUE, x'00', 0)")).await;
    execute(&mut newer, store(9, "leased by the newer release", "1, NULL, 1, 1, 4102444800000000, NULL")).await;
    sqlx::Connection::close(newer).await.unwrap();
    let as_it_was = std::fs::read(folder.file()).unwrap();

    let expected = "Misconfigured: the inbox in the file is of a newer release of cronofy-hooks, and was left as it is; \
        update this application to that release, or restore the file from before the update";
    assert_eq!(folder.refusal().await, expected);
    assert!(std::fs::read(folder.file()).unwrap() == as_it_was, "it was changed");

    // As if it were updated.
    let mut newer = folder.connect().await;
    let held = sqlx::query("SELECT held FROM work WHERE id = 9 << 20").fetch_one(&mut newer).await.unwrap();
    assert_eq!(held.get::<i64, _>(0), 1, "its leases are its own");
    execute(&mut newer, format!("DELETE FROM inbox_migration WHERE version = {version}")).await;
    drop(newer);
    let mut app = StoreApp::start(folder.open().await);
    app.accept("after").await;
    app.handles_everything().await;
    assert_eq!(app.calls.handled().len(), 2);
    app.stop().await;
}

/// A delivery of one job.
fn store(number: i64, event: &str, columns: &str) -> String {
    let body = assigned_of(event);
    format!(
        r#"INSERT INTO delivery (id, received_us, head, body)
            VALUES ({number}, 1, '{{"format":1,"target":"/"}}', CAST('{body}' AS BLOB));
        INSERT INTO work (id, name, state, key, held, attempts, due_us, finished_us)
            VALUES ({number} << 20, '{event}', {columns})"#
    )
}

/// As the engine runs its migrations.
fn migrator(migrations: &'static [(&'static str, &'static str)]) -> Migrator {
    let migrations = (1..).zip(migrations).map(|(version, (name, sql))| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.dangerous_set_table_name("inbox_migration");
    migrator
}
