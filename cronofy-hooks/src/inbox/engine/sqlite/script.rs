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
///
/// Arguments are `?`, without a number or a name: SQLite looks a name up by going through all names, each time that a
/// value is bound.
#[derive(Debug, Default)]
pub(super) struct Script {
    sql: String,
    arguments: Vec<Argument>,
    statements: usize,
}

/// The value of a `?`.
#[derive(Debug)]
pub(super) enum Argument {
    Null,
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&[u8]> for Argument {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Argument {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
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
    /// Adds a statement, and the value of each `?` in it. Returns the place of its result.
    pub(super) fn add(&mut self, statement: &str, arguments: impl IntoIterator<Item = Argument>) -> usize {
        self.sql.push_str(statement);
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
                Argument::Null => query.bind(None::<i64>),
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

/// A length as SQL counts it.
pub(super) fn saturated(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
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
