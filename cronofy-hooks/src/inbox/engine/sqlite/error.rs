//! Errors of SQLite as an [`InboxError`] that says what to do.

use std::error::Error as _;

use crate::inbox::error::{InboxError, InboxErrorKind};

/// The codes of <https://www.sqlite.org/rescode.html>; the lowest byte is the primary one.
mod code {
    pub(super) const ERROR: i32 = 1;
    pub(super) const BUSY: i32 = 5;
    pub(super) const LOCKED: i32 = 6;
    pub(super) const READONLY: i32 = 8;
    pub(super) const INTERRUPT: i32 = 9;
    pub(super) const CORRUPT: i32 = 11;
    pub(super) const FULL: i32 = 13;
    pub(super) const CANTOPEN: i32 = 14;
    pub(super) const TOOBIG: i32 = 18;
    pub(super) const NOTADB: i32 = 26;
    /// Extended codes: the file system reports damaged data.
    pub(super) const IOERR_DATA: i32 = 10 | 32 << 8;
    pub(super) const IOERR_CORRUPTFS: i32 = 10 | 33 << 8;
}

const DAMAGED: &str = "the file is damaged, or is no SQLite database; move it away, with the folder beside it that \
    ends in `.guard`, and restore it from a backup, or rescue what can be read with `sqlite3 <file> .recover`";

/// The check for damage found some.
pub(super) fn damaged() -> InboxError {
    InboxError::new(InboxErrorKind::Corrupt, DAMAGED)
}

/// An error of the database as an error of the inbox.
pub(super) fn failed(error: sqlx::Error) -> InboxError {
    let (kind, message) = explain(&error);
    InboxError::new(kind, message).with_source(error)
}

fn explain(error: &sqlx::Error) -> (InboxErrorKind, &'static str) {
    use InboxErrorKind::{Corrupt, Full, Misconfigured, Unavailable, Unsupported};

    let extended = extended_code(error);
    match (extended, extended & 0xff) {
        (code::IOERR_DATA | code::IOERR_CORRUPTFS, _) | (_, code::CORRUPT | code::NOTADB) => (Corrupt, DAMAGED),
        (_, code::FULL) => (Full, "the disk is full; make room, and the inbox goes on by itself"),
        (_, code::BUSY | code::LOCKED) => (
            Unavailable,
            "another process or connection writes to the file for longer than the inbox waits; \
             make its transactions shorter, or raise `busy_timeout`",
        ),
        (_, code::READONLY) => {
            (Unavailable, "the file is read-only; let this user write to it and to the folder that it is in")
        }
        (_, code::CANTOPEN) => (
            Unavailable,
            "the file cannot be opened; check that it exists, and that this user may write to it and to its folder",
        ),
        (_, code::ERROR) => (
            Misconfigured,
            "the tables are not those of this release; open the file with its migrations switched on, \
             or give the inbox a file of its own",
        ),
        (_, code::TOOBIG) => (Unsupported, "a delivery is larger than SQLite can store"),
        _ if matches!(error, sqlx::Error::Configuration(_)) => (Misconfigured, "the setup of SQLite is not valid"),
        _ => (Unavailable, "SQLite could not read or write; check that the disk has room, and that it works"),
    }
}

/// Another connection holds the lock. This connection is as good as before.
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    extended_code(error) & 0xff == code::BUSY
}

/// The same, for the error that [`failed`] returned.
pub(super) fn was_busy(error: &InboxError) -> bool {
    error.source().and_then(|source| source.downcast_ref()).is_some_and(is_busy)
}

/// The connection was asked to stop.
pub(super) fn is_interrupted(error: &sqlx::Error) -> bool {
    extended_code(error) & 0xff == code::INTERRUPT
}

/// A statement did not fit the tables.
pub(super) fn is_mistaken(error: &sqlx::Error) -> bool {
    extended_code(error) == code::ERROR
}

/// 0 when the error is not one of SQLite.
fn extended_code(error: &sqlx::Error) -> i32 {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `main` prints the error that it returns with `{:?}`.
    #[test]
    fn an_error_of_sqlite_is_printed_with_what_to_do() {
        let error = failed(sqlx::Error::Io(std::io::Error::other("disk I/O error")));
        let message = "SQLite could not read or write; check that the disk has room, and that it works";
        assert_eq!(error.to_string(), message);
        let whole = format!("{error:#}");
        assert!(whole.starts_with(message) && whole.ends_with(": disk I/O error"), "{whole}");
        assert!(format!("{error:?}").contains("disk I/O error"), "{error:?}");
    }
}
