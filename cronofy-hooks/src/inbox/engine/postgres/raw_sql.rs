//! Statements without arguments, several in one round trip.

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, raw_sql};

/// Executes statements, and returns the last row of the last one. The SQL contains no values from outside.
pub(super) async fn last_row(connection: &mut PgConnection, sql: String) -> sqlx::Result<PgRow> {
    let rows = raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await?;
    rows.into_iter().next_back().ok_or(sqlx::Error::RowNotFound)
}

/// Executes statements. The SQL contains no values from outside.
pub(super) async fn execute(connection: &mut PgConnection, sql: impl Into<String>) -> sqlx::Result<()> {
    raw_sql(AssertSqlSafe(sql.into())).execute(connection).await.map(drop)
}
