//! Errors of PostgreSQL as an [`InboxError`] that says what to do.

use crate::inbox::error::{InboxError, InboxErrorKind};

use InboxErrorKind::{Closed, Corrupt, Full, Misconfigured, Unavailable};

/// An error of the database, or of the connection to it, as an error of the inbox.
pub(super) fn failed(error: sqlx::Error) -> InboxError {
    let (kind, message) = explain(&error);
    InboxError::new(kind, message).with_source(error)
}

/// The time is up. It is not known what the database did.
pub(super) fn timed_out() -> InboxError {
    InboxError::new(
        Unavailable,
        "PostgreSQL did not answer in time; check that the server runs, and what its connections wait for in \
         `pg_stat_activity`",
    )
}

/// Another process keeps the queue lock.
pub(super) fn locked() -> InboxError {
    InboxError::new(
        Unavailable,
        "another process has kept the lock of the inbox for too long; look for it in `pg_locks`",
    )
}

/// Whether a lock was not available in time.
pub(super) fn is_locked(error: &sqlx::Error) -> bool {
    code(error).as_deref() == Some("55P03")
}

/// Whether the user lacks a permission, or the database lacks a language.
pub(super) fn is_denied(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("42501" | "42704"))
}

fn explain(error: &sqlx::Error) -> (InboxErrorKind, &'static str) {
    match error {
        sqlx::Error::Database(_) => explain_code(&code(error).unwrap_or_default()),
        sqlx::Error::Configuration(_) => (
            Misconfigured,
            "the address of the database cannot be read; write it like `postgres://user:password@host/database`",
        ),
        sqlx::Error::Tls(_) => (
            Misconfigured,
            "no encrypted connection to PostgreSQL; switch on a TLS feature of sqlx in Cargo.toml, and check the \
             certificates, or set `sslmode=disable`",
        ),
        sqlx::Error::PoolTimedOut => (
            Unavailable,
            "no connection to PostgreSQL in time; check that the server runs, and that the pool has as many \
             connections as are used at once",
        ),
        sqlx::Error::PoolClosed => (Closed, "the pool of the inbox was closed; close it after the inbox"),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
            (Corrupt, "PostgreSQL returned columns of other types than expected; check the tables of the inbox")
        }
        _ => (
            Unavailable,
            "the connection to PostgreSQL was lost or not made; check that the server runs and can be reached",
        ),
    }
}

/// The codes of <https://www.postgresql.org/docs/current/errcodes-appendix.html>: the first two
/// letters are the class.
fn explain_code(code: &str) -> (InboxErrorKind, &'static str) {
    match (code, code.get(..2).unwrap_or_default()) {
        ("53100", _) => (Full, "the disk of the PostgreSQL server is full; make room, and the inbox goes on by itself"),
        ("53300", _) => (
            Unavailable,
            "the PostgreSQL server has no connection left; raise its `max_connections`, or make the pools smaller",
        ),
        ("25006", _) => (
            Unavailable,
            "PostgreSQL is read-only; connect to the primary server, or set `default_transaction_read_only` to off",
        ),
        ("25P02", _) => (
            Unavailable,
            "a statement of the transaction failed before; return its error from the handler instead of going on",
        ),
        ("55P03", _) => (
            Unavailable,
            "another process has kept a lock for too long; look for it in `pg_locks`, or wait until it has ended",
        ),
        ("57014", _) => {
            (Unavailable, "PostgreSQL ended a statement that took too long; check its load, and `pg_stat_activity`")
        }
        ("3D000", _) => (Misconfigured, "there is no such database; create it, or name another"),
        ("42501", _) => (
            Misconfigured,
            "the user of the inbox may not do this; let it create a schema in the database, or make it the owner of \
             the schema of the inbox",
        ),
        (_, "28") => {
            (Misconfigured, "PostgreSQL does not let this user in; check the user, the password and `pg_hba.conf`")
        }
        (_, "42" | "3F") => {
            (Misconfigured, "the tables are not those of this release; open the inbox with its migrations switched on")
        }
        (_, "XX") => (
            Corrupt,
            "PostgreSQL cannot read what it has stored; see the log of the server, and restore it from a backup",
        ),
        (_, "57" | "08") => (
            Unavailable,
            "the PostgreSQL server is stopping or starting; the inbox goes on by itself when it is there again",
        ),
        _ => (Unavailable, "PostgreSQL could not read or write; see the log of the server"),
    }
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code()).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_its_kind() {
        let kinds = [
            ("53100", Full),
            ("53200", Unavailable),
            ("25006", Unavailable),
            ("57P03", Unavailable),
            ("55P03", Unavailable),
            ("42P01", Misconfigured),
            ("28P01", Misconfigured),
            ("XX001", Corrupt),
            ("", Unavailable),
        ];
        for (code, kind) in kinds {
            assert_eq!(explain_code(code).0, kind, "{code}");
        }
    }
}
