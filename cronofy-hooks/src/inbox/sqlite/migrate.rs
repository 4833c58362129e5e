//! The tables: which version a file has, and how it gets that of this release.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Connection, Row, SqlSafeStr, SqliteConnection};

use super::super::error::{InboxError, InboxErrorKind};
use super::error::{failed, is_mistaken};

/// The migrations in their order: the name and the SQL of each.
///
/// An inbox runs what is missing when it is opened, each once, and remembers that in the table
/// `inbox_migration`. If your own tool is to run them, open the inbox with
/// [`migrate(false)`](super::SqliteInboxOptions::migrate).
///
/// One that was released is never edited.
pub const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_tables", include_str!("migrations/0001_tables.sql")),
    ("0002_joining", include_str!("migrations/0002_joining.sql")),
    ("0003_lost_leases", include_str!("migrations/0003_lost_leases.sql")),
];

/// Not that of sqlx, which the application may use for itself.
const TABLE: &str = "inbox_migration";

/// Where the file stands.
#[derive(Debug, PartialEq, Eq)]
enum Version {
    Missing,
    Old,
    Current,
    Newer,
}

/// Brings the tables to this release, or says why they cannot be used.
pub(super) async fn prepare(connection: &mut SqliteConnection, migrate: bool) -> Result<(), InboxError> {
    match check(connection, migrate).await? {
        Version::Missing | Version::Old => run(connection).await,
        Version::Current | Version::Newer => Ok(()),
    }
}

/// Says why the tables cannot be used, if they cannot, and changes nothing.
pub(super) async fn refuse(connection: &mut SqliteConnection, migrate: bool) -> Result<(), InboxError> {
    check(connection, migrate).await.map(drop)
}

async fn check(connection: &mut SqliteConnection, migrate: bool) -> Result<Version, InboxError> {
    let misconfigured = |message: &str| Err(InboxError::new(InboxErrorKind::Misconfigured, message));
    match version(connection).await.map_err(failed)? {
        version @ Version::Current => Ok(version),
        version @ (Version::Missing | Version::Old) if migrate => Ok(version),
        Version::Missing => misconfigured(
            "the file has no inbox; start the application that it is for, or open it once with `migrate(true)`, \
             or run `inbox::sqlite::MIGRATIONS` on it",
        ),
        Version::Old => misconfigured(
            "the inbox in the file is of an older release; start the application of this release, or open it once \
             with `migrate(true)`, or run what is missing of `inbox::sqlite::MIGRATIONS` on it",
        ),
        Version::Newer => misconfigured(
            "the inbox in the file is of a newer release of cronofy-hooks, and was left as it is; \
             update this application to that release, or restore the file from before the update",
        ),
    }
}

async fn run(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    // Two processes that start at once: the second finds everything done.
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

/// Tables that were made by hand have no memory of it, so what they look like counts.
async fn version(connection: &mut SqliteConnection) -> Result<Version, sqlx::Error> {
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('inbox_migration', 'delivery', 'work')";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *connection).await?;
    let has = |name: &str| tables.iter().any(|table| table == name);
    if has(TABLE) {
        let last = sqlx::query("SELECT coalesce(max(version), 0) FROM inbox_migration").fetch_one(connection).await?;
        let (last, ours): (i64, _) = (last.try_get(0)?, i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX));
        return Ok(match last.cmp(&ours) {
            _ if last == 0 => Version::Missing,
            std::cmp::Ordering::Less => Version::Old,
            std::cmp::Ordering::Equal => Version::Current,
            std::cmp::Ordering::Greater => Version::Newer,
        });
    }
    if !(has("delivery") && has("work")) {
        return Ok(Version::Missing);
    }
    // A column of the last migration.
    let last = sqlx::query("SELECT 1 FROM pragma_table_info('work') WHERE name = 'lost'");
    let last = last.fetch_optional(connection).await?;
    Ok(if last.is_some() { Version::Current } else { Version::Old })
}

fn explain(error: MigrateError) -> InboxError {
    let misconfigured = |message: &str| InboxError::new(InboxErrorKind::Misconfigured, message);
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) if !is_mistaken(&error) => {
            failed(error)
        }
        MigrateError::Execute(_) | MigrateError::ExecuteMigration(..) => misconfigured(
            "the inbox cannot make its tables, because the file has tables of the same names; give it a file of its \
             own, or, if they are an inbox's, run what is missing of `inbox::sqlite::MIGRATIONS` on it",
        )
        .with_source(error),
        _ => misconfigured(
            "the table `inbox_migration` does not tell of the migrations of this release; \
             restore it from a backup, or give the inbox a file of its own",
        )
        .with_source(error),
    }
}
