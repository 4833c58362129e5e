//! A [`Selection`] in SQL.

use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe};

use super::super::manage::{Selection, UnitState};
use super::super::micros::micros;
use super::super::unit::UnitId;
use super::rows::numbers;
use super::state;

/// The units of a selection, newest first.
pub(super) struct Selected {
    /// From `FROM` on. It has nothing of the selection's values.
    pub(super) sql: AssertSqlSafe<String>,
    /// ?1 is now.
    pub(super) arguments: SqliteArguments,
}

/// `before` is put before it, and `after` behind.
pub(super) fn selected(
    before: &str,
    selection: &Selection,
    states: &[UnitState],
    after: &str,
    now: i64,
) -> Result<Selected, sqlx::error::BoxDynError> {
    let mut conditions = Vec::new();
    // SQLite keeps the order of a CROSS JOIN: it looks up the row of each unit that is named, and does not
    // search an index of a state for it, which may hold all units.
    let tables = match selection.units.is_empty() {
        true => "work",
        false => "(SELECT DISTINCT value AS id FROM json_each(?2)) AS named CROSS JOIN work ON work.id = named.id",
    };
    // All states are no condition.
    if UnitState::ALL.iter().any(|state| !states.contains(state)) {
        let states: Vec<_> = states.iter().map(|state| state::condition(*state)).collect();
        conditions.push(if states.is_empty() { "0".to_owned() } else { format!("({})", states.join(" OR ")) });
    }
    let mut condition = |given: bool, condition: &str| {
        if given {
            conditions.push(condition.to_owned());
        }
    };
    condition(selection.since.is_some(), "delivery.received_us >= ?3");
    condition(selection.until.is_some(), "delivery.received_us < ?4");
    condition(selection.name.is_some(), "instr(work.name, ?5) > 0");
    let conditions = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };

    let mut arguments = SqliteArguments::default();
    arguments.add(now)?;
    arguments.add(numbers(selection.units.iter().map(|unit| unit.as_i64())))?;
    arguments.add(selection.since.map(micros))?;
    arguments.add(selection.until.map(micros))?;
    arguments.add(selection.name.clone())?;
    arguments.add(selection.limit.map_or(-1, i64::from))?;
    let sql = format!(
        "{before} FROM {tables} LEFT JOIN delivery ON delivery.id = work.id >> 20 \
         WHERE {conditions} ORDER BY work.id DESC LIMIT ?6 {after}"
    );
    Ok(Selected { sql: AssertSqlSafe(sql), arguments })
}

/// The places of a delivery's units, if there can be such a delivery.
pub(super) fn units_of(delivery: i64) -> Option<(i64, i64)> {
    let first = UnitId::new(delivery, 0)?;
    let last = UnitId::new(delivery, UnitId::MOST - 1)?;
    Some((first.as_i64(), last.as_i64()))
}
