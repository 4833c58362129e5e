//! The tables of a database: which version they have, and how they get that of this release.

use sqlx::PgConnection;

use super::error::failed;
use super::schema::Schema;
use super::sql;
use crate::inbox::engine::shared::needs_migrations;
use crate::inbox::error::InboxError;

/// The migrations in their order: the name and the SQL of each.
///
/// When an inbox is opened, it runs those that are missing, all in one transaction. To run them with a tool
/// of your own, open the inbox with [`migrate(false)`](super::PostgresInboxOptions::migrate). The SQL names
/// no schema: it works in the first one of the `search_path`. Each migration records itself in the table
/// `migration`.
///
/// A released migration is never edited.
// Not sqlx's migrator: it would not see what another tool has run, and it needs the permission to create
// schemas even when there is nothing to do.
pub const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_tables", include_str!("migrations/0001_tables.sql")),
    ("0002_joining", include_str!("migrations/0002_joining.sql")),
    ("0003_lost_leases", include_str!("migrations/0003_lost_leases.sql")),
];

/// Brings the tables to this release, or fails when they cannot be used. After an error the connection must
/// not be used again.
pub(super) async fn prepare(
    connection: &mut PgConnection,
    schema: &Schema,
    may_migrate: bool,
) -> Result<(), InboxError> {
    let found = version(connection, schema).await?;
    if check(found, schema, may_migrate)? { run(connection, schema, MIGRATIONS).await } else { Ok(()) }
}

fn check(found: usize, schema: &Schema, may_migrate: bool) -> Result<bool, InboxError> {
    let name = schema.name();
    let messages = [
        format!(
            "the schema `{name}` has no inbox; open it once with `migrate(true)`, or run \
             `inbox::postgres::MIGRATIONS` in it"
        ),
        format!(
            "the inbox in the schema `{name}` is of an older release; open it once with `migrate(true)`, or run what \
             is missing of `inbox::postgres::MIGRATIONS` in it"
        ),
        format!(
            "the inbox in the schema `{name}` is of a newer release of cronofy-hooks, and was left as it is; update \
             this application to that release, or give it a schema of its own"
        ),
    ];
    needs_migrations(found, MIGRATIONS.len(), may_migrate, messages)
}

/// Runs those of some migrations that are missing.
pub(super) async fn run(
    connection: &mut PgConnection,
    schema: &Schema,
    migrations: &[(&str, &str)],
) -> Result<(), InboxError> {
    let (name, lock) = (schema.name(), schema.lock("migrations"));
    // When several processes start at once, the second one waits here and finds everything done.
    execute(connection, format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({lock})")).await?;
    let found = version(connection, schema).await?;
    // Another process of a newer release may have run its own.
    check(found, schema, true)?;
    // Created only when it is missing: a user without the permission can use a schema that exists.
    let exists = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    if sqlx::query(exists).bind(name).fetch_optional(&mut *connection).await.map_err(failed)?.is_none() {
        execute(connection, format!("CREATE SCHEMA \"{name}\"")).await?;
    }
    execute(connection, format!("SET LOCAL search_path TO \"{name}\"")).await?;
    for (_, sql) in migrations.iter().skip(found) {
        execute(connection, (*sql).to_owned()).await?;
    }
    execute(connection, "COMMIT".to_owned()).await
}

/// How many migrations were run.
async fn version(connection: &mut PgConnection, schema: &Schema) -> Result<usize, InboxError> {
    let exists = "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'migration'";
    let exists = sqlx::query(exists).bind(schema.name()).fetch_optional(&mut *connection).await.map_err(failed)?;
    if exists.is_none() {
        return Ok(0);
    }
    let last = schema.sql("SELECT coalesce(max(version), 0) FROM cronofy_hooks.migration");
    let last: i32 = sqlx::query_scalar(last).persistent(false).fetch_one(connection).await.map_err(failed)?;
    Ok(usize::try_from(last).unwrap_or(0))
}

async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), InboxError> {
    sql::execute(connection, sql).await.map_err(failed)
}
