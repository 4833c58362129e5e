//! [`Schema`]: the schema of the tables; and [`Statements`]: the statements for it.

use std::sync::Arc;

use cronofy_hooks_types::__private::{FNV1A, fnv1a};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::sql::DATABASE_TIME;
use super::write_call::WriteCall;
use crate::inbox::error::InboxError;

/// The schema that the SQL files of this folder name; with it they are valid SQL.
pub(super) const DEFAULT: &str = "cronofy_hooks";

/// A schema of the database, whose name needs no quoting.
#[derive(Clone, Debug)]
pub(super) struct Schema(Arc<str>);

impl Schema {
    pub(super) fn new(name: &str) -> Result<Self, InboxError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let is_name = name.len() <= 63 && name.chars().all(fits) && name.starts_with(|c: char| !c.is_ascii_digit());
        // PostgreSQL reserves names that begin with `pg_`.
        if is_name && !name.starts_with("pg_") {
            return Ok(Self(name.into()));
        }
        Err(InboxError::misconfigured(format!(
            "{name:?} cannot be the schema of an inbox; take a name of at most 63 letters a to z, digits and `_`, \
             which begins neither with a digit nor with `pg_`"
        )))
    }

    pub(super) fn name(&self) -> &str {
        &self.0
    }

    /// SQL for this schema, from SQL for the default schema.
    pub(super) fn sql(&self, of_default: &str) -> SqlStr {
        let of_this = of_default
            .replace(&format!("{DEFAULT}."), &format!("\"{}\".", self.0))
            .replace(&format!("'{DEFAULT}'"), &format!("'{}'", self.0));
        // Only the name is put in, and `new` has checked it.
        let of_this: Arc<str> = of_this.into();
        AssertSqlSafe(of_this).into_sql_str()
    }

    /// The number of an advisory lock. Advisory locks belong to the whole database, so the number depends
    /// on the schema; and it is the same in every release, because several may run at once.
    pub(super) fn lock(&self, purpose: &str) -> i64 {
        let parts = ["cronofy-hooks", purpose, &self.0];
        parts.into_iter().fold(FNV1A, |hash, part| fnv1a(fnv1a(hash, part.as_bytes()), &[0])).cast_signed()
    }
}

/// The statements of one schema.
#[derive(Debug)]
pub(super) struct Statements {
    /// Makes the function that [`Statements::write`] calls, for one session.
    pub(super) function: SqlStr,
    pub(super) write: SqlStr,
    pub(super) update_leases: SqlStr,
    pub(super) prune: SqlStr,
    pub(super) delete: SqlStr,
    pub(super) promote: SqlStr,
    /// `{now}` is the time.
    pub(super) statistics: SqlStr,
    /// Waits until no other process, on any machine, leases, updates or changes jobs; then returns the time.
    /// The lock is held until the transaction ends.
    pub(super) queue_lock: String,
    /// Makes other processes look for jobs, when the transaction is committed.
    pub(super) notify: String,
}

impl Statements {
    pub(super) fn new(schema: &Schema) -> Self {
        let queue_lock = schema.lock("turnstile");
        let function = include_str!("sql/write.sql")
            .replace("{turnstile}", &queue_lock.to_string())
            .replace("{accept}", include_str!("sql/accept.sql"))
            .replace("{settle}", include_str!("sql/update_leases.sql"))
            .replace("{admit}", include_str!("sql/enqueue.sql"))
            .replace("{lease}", include_str!("sql/lease.sql"));
        let arguments: Vec<_> = (1..).zip(WriteCall::names()).map(|(place, _)| format!("${place}")).collect();
        let call = format!("pg_temp.cronofy_hooks_turn({})", arguments.join(", "));
        let leased = "id, fence, attempts, lost, crashes, since_us, head, body, received_us";
        Self {
            function: schema.sql(&function),
            write: schema.sql(&format!("SELECT * FROM {call} AS written ({leased})")),
            update_leases: schema.sql(include_str!("sql/update_leases.sql")),
            prune: schema.sql(include_str!("sql/prune.sql")),
            delete: schema.sql(include_str!("sql/delete.sql")),
            promote: schema.sql(include_str!("sql/promote.sql")),
            statistics: schema.sql(include_str!("sql/statistics.sql")),
            queue_lock: format!("SELECT pg_advisory_xact_lock({queue_lock}); SELECT {DATABASE_TIME}"),
            notify: format!("NOTIFY \"{}\"", schema.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::InboxErrorKind;

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
    fn each_schema_and_purpose_has_its_own_lock() {
        let (a, b) = (Schema::new("a").expect("a name"), Schema::new("b").expect("a name"));
        assert_ne!(a.lock("turnstile"), b.lock("turnstile"));
        assert_ne!(a.lock("turnstile"), a.lock("migrations"));
    }

    /// Another number would let two releases write at once.
    #[test]
    fn a_lock_has_the_number_that_earlier_releases_take() {
        let schema = Schema::new(DEFAULT).expect("a name");
        assert_eq!(
            (schema.lock("turnstile"), schema.lock("migrations")),
            (-1_954_406_880_810_880_201, -1_851_349_017_368_534_648)
        );
    }
}
