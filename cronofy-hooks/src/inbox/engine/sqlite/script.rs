//! [`Script`]: several statements in one trip to the connection's thread and back.

use std::fmt::Write;
use std::future::poll_fn;

use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Either, Executor, SqliteConnection};

/// Statements that run one after the other, until one fails.
///
/// sqlx runs SQLite in a thread of its own. Each trip to that thread and back wakes two threads, which
/// costs more than most statements, so a script sends many statements as one query. The connection caches
/// the prepared script by its text: the same statements in the same order are prepared once, and
/// everything that differs from script to script has to be an argument.
#[derive(Debug, Default)]
pub(super) struct Script {
    sql: String,
    arguments: Vec<Argument>,
    statements: usize,
}

/// The value of a `?1`.
#[derive(Debug)]
pub(super) enum Argument {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// What a statement did.
#[derive(Debug)]
pub(super) struct StatementResult {
    pub(super) rows: Vec<SqliteRow>,
    /// How many rows it changed; means nothing for a `SELECT`.
    pub(super) changed: u64,
}

/// A statement failed. Those before it were carried out, those after it were not.
#[derive(Debug)]
pub(super) struct ScriptError {
    /// How many statements were carried out.
    pub(super) done: usize,
    pub(super) error: sqlx::Error,
}

impl Script {
    /// Adds a statement with arguments `?1` to `?9`. Returns the place of its result.
    pub(super) fn add<const COUNT: usize>(&mut self, statement: &str, arguments: [Argument; COUNT]) -> usize {
        let before = self.arguments.len();
        let mut parts = statement.split('?');
        self.sql.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let number = part.bytes().next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
            // `$7` is a name, and takes one argument. With `?7`, SQLite would count seven arguments for
            // this statement alone. Writing to a string does not fail.
            let _ = write!(self.sql, "${}", before + number);
            self.sql.push_str(part.get(1..).unwrap_or_default());
        }
        self.sql.push(';');
        self.arguments.extend(arguments);
        self.statements += 1;
        self.statements - 1
    }

    /// Runs the statements, and returns the result of each. Dropped, it stops after some statement.
    pub(super) async fn run(self, connection: &mut SqliteConnection) -> Result<Vec<StatementResult>, ScriptError> {
        let mut query = sqlx::query(AssertSqlSafe(self.sql));
        for argument in self.arguments {
            query = match argument {
                Argument::Number(number) => query.bind(number),
                Argument::Text(text) => query.bind(text),
                Argument::Bytes(bytes) => query.bind(bytes),
            };
        }
        let mut steps = connection.fetch_many(query);
        let mut done = Vec::with_capacity(self.statements);
        let mut rows = Vec::new();
        while let Some(step) = poll_fn(|context| steps.as_mut().poll_next(context)).await {
            match step {
                Ok(Either::Right(row)) => rows.push(row),
                Ok(Either::Left(result)) => {
                    done.push(StatementResult { rows: std::mem::take(&mut rows), changed: result.rows_affected() });
                }
                Err(error) => return Err(ScriptError { done: done.len(), error }),
            }
        }
        if done.len() < self.statements {
            // The thread of the connection has ended, and everything uncommitted is rolled back.
            return Err(ScriptError { done: done.len(), error: sqlx::Error::WorkerCrashed });
        }
        Ok(done)
    }
}

/// Numbers as a JSON array, for `json_each`.
pub(super) fn json(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut json = String::from("[");
    for number in numbers {
        let comma = if json.len() > 1 { "," } else { "" };
        // Writing to a string does not fail.
        let _ = write!(json, "{comma}{number}");
    }
    json.push(']');
    json
}
