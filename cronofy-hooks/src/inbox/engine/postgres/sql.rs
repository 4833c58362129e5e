//! Parts of SQL, and statements without arguments: several in one round trip.

use std::borrow::Cow;

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, raw_sql};

/// The time of the database, which is the same for all machines. It goes on while a statement waits.
pub(super) const DATABASE_TIME: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// The time of the database when the statement arrived, which is the same for all its rows.
pub(super) const STATEMENT_TIME: &str = "(extract(epoch FROM statement_timestamp()) * 1000000)::bigint";

/// A text that PostgreSQL can store. It refuses the NUL character, and one delivery must not fail the others
/// of its batch: so a NUL is stored as a replacement character.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// Executes statements, and returns the last row of the last one. The SQL contains no values from outside.
pub(super) async fn last_row(connection: &mut PgConnection, sql: String) -> sqlx::Result<PgRow> {
    let rows = raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await?;
    rows.into_iter().next_back().ok_or(sqlx::Error::RowNotFound)
}

/// Executes statements. The SQL contains no values from outside.
pub(super) async fn execute(connection: &mut PgConnection, sql: impl Into<String>) -> sqlx::Result<()> {
    raw_sql(AssertSqlSafe(sql.into())).execute(connection).await.map(drop)
}
