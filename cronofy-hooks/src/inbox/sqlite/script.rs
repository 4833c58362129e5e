//! [`Script`]: several statements in one trip to the connection's thread and back.

use std::fmt::Write;
use std::future::poll_fn;

use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Either, Executor, SqliteConnection};

/// Statements that run one after the other, until one fails.
///
/// Each trip to the connection's thread wakes two threads, which costs more than most statements.
/// A connection remembers a script as it does a statement, so the same statements in the same order
/// are prepared once: whatever differs has to be an argument.
#[derive(Debug, Default)]
pub(super) struct Script {
    sql: String,
    arguments: Vec<Argument>,
    statements: usize,
}

/// What stands for a `?1`.
#[derive(Debug)]
pub(super) enum Argument {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// What became of a statement.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) rows: Vec<SqliteRow>,
    /// Rows that it changed. Of one that changes nothing it says nothing.
    pub(super) changed: u64,
}

/// A statement failed: those before it are done, those behind it are not begun.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) done: usize,
    pub(super) error: sqlx::Error,
}

impl Script {
    /// Adds a statement, whose arguments are `?1` to `?9`. Returns its place among what is done.
    pub(super) fn add<const COUNT: usize>(&mut self, statement: &str, arguments: [Argument; COUNT]) -> usize {
        let before = self.arguments.len();
        let mut parts = statement.split('?');
        self.sql.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let number = part.bytes().next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
            // Numbered with `?`, every smaller number would count as an argument of this statement.
            // Writing to a string does not fail.
            let _ = write!(self.sql, "${}", before + number);
            self.sql.push_str(part.get(1..).unwrap_or_default());
        }
        self.sql.push(';');
        self.arguments.extend(arguments);
        self.statements += 1;
        self.statements - 1
    }

    /// Runs it: what became of each statement, in their order. Dropped, it stops behind a statement.
    pub(super) async fn run(self, connection: &mut SqliteConnection) -> Result<Vec<Done>, Broken> {
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
                    done.push(Done { rows: std::mem::take(&mut rows), changed: result.rows_affected() });
                }
                Err(error) => return Err(Broken { done: done.len(), error }),
            }
        }
        if done.len() < self.statements {
            // Its thread has gone, and with it whatever had not been committed.
            return Err(Broken { done: done.len(), error: sqlx::Error::WorkerCrashed });
        }
        Ok(done)
    }
}
