//! The tables of a file: which version they have, and how they get that of this release.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Connection, SqlSafeStr, SqliteConnection};

use super::error::{failed, is_mistaken};
use crate::inbox::engine::shared::needs_migrations;
use crate::inbox::error::InboxError;

/// The migrations in their order: the name and the SQL of each.
///
/// When an inbox is opened, it runs those that are missing and records them in the table
/// `inbox_migration`. To run them with a tool of your own, open the inbox with
/// [`migrate(false)`](super::SqliteInboxOptions::migrate).
///
/// A released migration is never edited.
pub const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_tables", include_str!("migrations/0001_tables.sql")),
    ("0002_joining", include_str!("migrations/0002_joining.sql")),
    ("0003_lost_leases", include_str!("migrations/0003_lost_leases.sql")),
];

/// Not sqlx's own table, which the application may use.
const TABLE: &str = "inbox_migration";

/// Brings the tables to this release, or fails when they cannot be used.
pub(super) async fn prepare(connection: &mut SqliteConnection, may_migrate: bool) -> Result<(), InboxError> {
    if check(connection, may_migrate).await? { run(connection).await } else { Ok(()) }
}

/// Fails when the tables cannot be used, and changes nothing. Returns whether migrations have to be run.
pub(super) async fn check(connection: &mut SqliteConnection, may_migrate: bool) -> Result<bool, InboxError> {
    let run = run_migrations(connection).await.map_err(failed)?;
    let messages = [
        "the file has no inbox; start the application that it is for, or open it once with `migrate(true)`, \
         or run `inbox::sqlite::MIGRATIONS` on it",
        "the inbox in the file is of an older release; start the application of this release, or open it once \
         with `migrate(true)`, or run what is missing of `inbox::sqlite::MIGRATIONS` on it",
        "the inbox in the file is of a newer release of cronofy-hooks, and was left as it is; \
         update this application to that release, or restore the file from before the update",
    ];
    needs_migrations(run, MIGRATIONS.len(), may_migrate, messages.map(str::to_owned))
}

async fn run(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    // When two processes start at once, the second one waits here and finds everything done.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    migrator(MIGRATIONS).run(&mut *transaction).await.map_err(explain)?;
    transaction.commit().await.map_err(failed)
}

pub(super) fn migrator(migrations: &'static [(&'static str, &'static str)]) -> Migrator {
    let migrations = (1..).zip(migrations).map(|(version, (name, sql))| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.dangerous_set_table_name(TABLE);
    migrator
}

/// How many migrations were run. Tables that were made by another tool have no table of migrations: then their
/// columns say whether all were.
async fn run_migrations(connection: &mut SqliteConnection) -> Result<usize, sqlx::Error> {
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('inbox_migration', 'delivery', 'work')";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *connection).await?;
    let has = |name: &str| tables.iter().any(|table| table == name);
    if has(TABLE) {
        let last = "SELECT coalesce(max(version), 0) FROM inbox_migration";
        let last: i64 = sqlx::query_scalar(last).fetch_one(connection).await?;
        return Ok(usize::try_from(last).unwrap_or(0));
    }
    if !(has("delivery") && has("work")) {
        return Ok(0);
    }
    let of_the_last_migration = "SELECT 1 FROM pragma_table_info('work') WHERE name = 'lost'";
    let found = sqlx::query(of_the_last_migration).fetch_optional(connection).await?;
    Ok(if found.is_some() { MIGRATIONS.len() } else { 1 })
}

fn explain(error: MigrateError) -> InboxError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) if !is_mistaken(&error) => {
            failed(error)
        }
        MigrateError::Execute(_) | MigrateError::ExecuteMigration(..) => InboxError::misconfigured(
            "the inbox cannot make its tables, because the file has tables of the same names; give it a file of its \
             own, or, if they are an inbox's, run what is missing of `inbox::sqlite::MIGRATIONS` on it",
        )
        .with_source(error),
        _ => InboxError::misconfigured(
            "the table `inbox_migration` does not list the migrations of this release; \
             restore it from a backup, or give the inbox a file of its own",
        )
        .with_source(error),
    }
}
