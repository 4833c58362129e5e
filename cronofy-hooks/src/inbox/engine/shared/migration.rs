//! Whether the tables of a store are those of this release.

use std::cmp::Ordering;

use crate::inbox::error::InboxError;

/// Returns whether migrations have to be run, when `run` of the `known` ones of this release were.
///
/// # Errors
/// When the tables cannot be used: there are none, or they are of an older release, and `may_migrate` is `false`;
/// or they are of a newer release. The messages are for these three cases.
pub(crate) fn needs_migrations(
    run: usize,
    known: usize,
    may_migrate: bool,
    [missing, old, newer]: [String; 3],
) -> Result<bool, InboxError> {
    let unusable = |message| Err(InboxError::misconfigured(message));
    match run.cmp(&known) {
        Ordering::Equal => Ok(false),
        Ordering::Greater => unusable(newer),
        Ordering::Less if may_migrate => Ok(true),
        Ordering::Less => unusable(if run == 0 { missing } else { old }),
    }
}
