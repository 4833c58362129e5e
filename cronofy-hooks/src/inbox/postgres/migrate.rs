//! The tables: which version a database has, and how it gets that of this release.

use sqlx::{AssertSqlSafe, PgConnection, raw_sql};

use super::super::error::InboxError;
use super::error::{failed, misconfigured};
use super::schema::Schema;

/// The migrations in their order: the name and the SQL of each.
///
/// An inbox runs what is missing when it is opened, each once, all in one transaction. If your own
/// tool is to run them, open the inbox with [`migrate(false)`](super::PostgresInboxOptions::migrate).
/// The SQL names no schema: it works in the first of the `search_path`. Each migration enters itself
/// in the table `migration`.
///
/// One that was released is never edited.
// sqlx has a migrator. It would not see what others have run, and needs the right to create schemas
// also when there is nothing to do.
pub const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_tables", include_str!("migrations/0001_tables.sql")),
    ("0002_joining", include_str!("migrations/0002_joining.sql")),
    ("0003_lost_leases", include_str!("migrations/0003_lost_leases.sql")),
];

/// Brings the tables to this release, or says why they cannot be used.
///
/// What is left of a connection on which it failed is not to be used.
pub(super) async fn prepare(connection: &mut PgConnection, schema: &Schema, migrate: bool) -> Result<(), InboxError> {
    let name = schema.name();
    let found = version(connection, schema).await?;
    if found < MIGRATIONS.len() && migrate {
        return run(connection, schema, MIGRATIONS).await;
    }
    match found {
        _ if found == MIGRATIONS.len() => Ok(()),
        0 => Err(misconfigured(format!(
            "the schema `{name}` has no inbox; open it once with `migrate(true)`, or run \
             `inbox::postgres::MIGRATIONS` in it"
        ))),
        _ if found < MIGRATIONS.len() => Err(misconfigured(format!(
            "the inbox in the schema `{name}` is of an older release; open it once with `migrate(true)`, or run what \
             is missing of `inbox::postgres::MIGRATIONS` in it"
        ))),
        _ => Err(newer(schema)),
    }
}

/// Runs what is missing of some migrations.
pub(super) async fn run(
    connection: &mut PgConnection,
    schema: &Schema,
    migrations: &[(&str, &str)],
) -> Result<(), InboxError> {
    let (name, lock) = (schema.name(), schema.lock("migrations"));
    // Of several processes that start at once, the second finds everything done.
    execute(connection, format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({lock})")).await?;
    let found = version(connection, schema).await?;
    if found > MIGRATIONS.len() {
        return Err(newer(schema));
    }
    // Whoever may not create schemas can use one that was created.
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

/// How many of the migrations were run.
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

/// All that is put into the SQL is the name of the schema and the number of a lock.
async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), InboxError> {
    raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop).map_err(failed)
}

fn newer(schema: &Schema) -> InboxError {
    misconfigured(format!(
        "the inbox in the schema `{}` is of a newer release of cronofy-hooks, and was left as it is; update this \
         application to that release, or give it a schema of its own",
        schema.name()
    ))
}
