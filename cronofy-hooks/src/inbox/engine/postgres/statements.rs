//! [`Statements`]: the statements of one schema.

use sqlx::SqlStr;

use super::schema::Schema;
use super::sql::DATABASE_TIME;
use super::write_call::WriteCall;

/// The statements of one schema.
#[derive(Debug)]
pub(super) struct Statements {
    /// Makes the function that [`Statements::write`] calls, for one session.
    pub(super) function: SqlStr,
    pub(super) write: SqlStr,
    pub(super) update_leases: SqlStr,
    pub(super) prune: SqlStr,
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
            promote: schema.sql(include_str!("sql/promote.sql")),
            statistics: schema.sql(include_str!("sql/statistics.sql")),
            queue_lock: format!("SELECT pg_advisory_xact_lock({queue_lock}); SELECT {DATABASE_TIME}"),
            notify: format!("NOTIFY \"{}\"", schema.name()),
        }
    }
}
