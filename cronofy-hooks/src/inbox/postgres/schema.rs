//! [`Schema`]: where the tables are, and the statements that work on them.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::super::error::{InboxError, InboxErrorKind};

/// What the schema is called in the files of this folder, which are valid SQL with it.
pub(super) const DEFAULT: &str = "cronofy_hooks";

/// A schema of the database, by a name that needs no escapes.
#[derive(Clone, Debug)]
pub(super) struct Schema(Arc<str>);

impl Schema {
    pub(super) fn new(name: &str) -> Result<Self, InboxError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let is_name = name.len() <= 63 && name.chars().all(fits) && name.starts_with(|c: char| !c.is_ascii_digit());
        // PostgreSQL keeps these to itself.
        if is_name && !name.starts_with("pg_") {
            return Ok(Self(name.into()));
        }
        Err(InboxError::new(
            InboxErrorKind::Misconfigured,
            format!(
                "{name:?} cannot be the schema of an inbox; take a name of at most 63 letters a to z, digits and `_`, \
                 which begins neither with a digit nor with `pg_`"
            ),
        ))
    }

    pub(super) fn name(&self) -> &str {
        &self.0
    }

    /// A statement for this schema.
    pub(super) fn sql(&self, of_default: &str) -> SqlStr {
        let of_this = of_default
            .replace(&format!("{DEFAULT}."), &format!("\"{}\".", self.0))
            .replace(&format!("'{DEFAULT}'"), &format!("'{}'", self.0));
        // The name is all that is put in, and `new` has looked at it.
        let of_this: Arc<str> = of_this.into();
        AssertSqlSafe(of_this).into_sql_str()
    }

    /// The number of an advisory lock of this schema; they belong to the database.
    pub(super) fn lock(&self, purpose: &str) -> i64 {
        // FNV-1a: it only has to be the same in every release.
        let bytes = ["cronofy-hooks", purpose, &self.0].into_iter().flat_map(|part| part.bytes().chain([0]));
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        hash.cast_signed()
    }
}

/// The statements of one schema.
#[derive(Debug)]
pub(super) struct Statements {
    /// Makes the function that [`Statements::turn`] calls, for one session.
    pub(super) function: SqlStr,
    pub(super) turn: SqlStr,
    pub(super) settle: SqlStr,
    pub(super) prune: SqlStr,
    pub(super) statistics: SqlStr,
    /// Waits until nobody else leases, updates or changes, on any machine; then tells the time.
    /// It ends with the transaction.
    pub(super) queue_lock: String,
    /// Has other processes look for work, when the transaction is committed.
    pub(super) notify: String,
}

impl Statements {
    pub(super) fn new(schema: &Schema) -> Self {
        let now = super::time::OF_THE_DATABASE;
        let queue_lock = schema.lock("turnstile");
        let function = include_str!("sql/write.sql")
            .replace("{turnstile}", &queue_lock.to_string())
            .replace("{accept}", include_str!("sql/accept.sql"))
            .replace("{settle}", include_str!("sql/update_leases.sql"))
            .replace("{admit}", include_str!("sql/enqueue.sql"))
            .replace("{lease}", include_str!("sql/lease.sql"));
        let arguments: Vec<_> = (1..=22).map(|place| format!("${place}")).collect();
        Self {
            function: schema.sql(&function),
            turn: schema.sql(&format!("SELECT * FROM pg_temp.cronofy_hooks_turn({})", arguments.join(", "))),
            settle: schema.sql(include_str!("sql/update_leases.sql")),
            prune: schema.sql(include_str!("sql/prune.sql")),
            statistics: schema.sql(include_str!("sql/statistics.sql")),
            queue_lock: format!("SELECT pg_advisory_xact_lock({queue_lock}); SELECT {now}"),
            notify: format!("NOTIFY \"{}\"", schema.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_checked() {
        for name in ["cronofy_hooks", "_a1", "a"] {
            assert!(Schema::new(name).is_ok(), "{name}");
        }
        for name in ["", "1a", "pg_inbox", "Inbox", "a b", "a\"", "a'", "ä", &"a".repeat(64)] {
            assert_eq!(
                Schema::new(name).err().map(|error| error.kind()),
                Some(InboxErrorKind::Misconfigured),
                "{name}"
            );
        }
    }

    #[test]
    fn a_statement_names_its_schema() {
        let schema = Schema::new("mine").expect("a name");
        let sql =
            schema.sql("SELECT nextval('cronofy_hooks.x') FROM cronofy_hooks.work, pg_notify('cronofy_hooks', '')");
        assert_eq!(sql.as_str(), r#"SELECT nextval('"mine".x') FROM "mine".work, pg_notify('mine', '')"#);
    }

    #[test]
    fn locks_are_of_a_schema_and_a_purpose() {
        let (a, b) = (Schema::new("a").expect("a name"), Schema::new("b").expect("a name"));
        assert_ne!(a.lock("turnstile"), b.lock("turnstile"));
        assert_ne!(a.lock("turnstile"), a.lock("migrations"));
    }
}
