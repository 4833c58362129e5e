//! The time in SQL.

use crate::inbox::engine::shared::EngineClock;

/// The time of the database, which is the same for all machines. It goes on while a statement waits.
pub(super) const DATABASE_TIME: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// The time of the database when the statement arrived, which is the same for all its rows.
const STATEMENT_TIME: &str = "(extract(epoch FROM statement_timestamp()) * 1000000)::bigint";

/// The time of one query, as an SQL expression.
pub(super) fn now(clock: &EngineClock) -> String {
    clock.given().map_or_else(|| STATEMENT_TIME.to_owned(), |now| format!("({now})::bigint"))
}
