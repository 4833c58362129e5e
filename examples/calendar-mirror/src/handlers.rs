//! The handlers of `change`.

use cronofy_hooks::{BoxError, Tx, cronofy_handler};
use cronofy_hooks_sync::Changes;
use sqlx::{Postgres, Sqlite};

use crate::mirror;

/// Writes what changed. The copy, the cursor and the mark of the inbox are one transaction.
///
/// # Errors
/// When the service or SQLite fails, or another synchronisation came in between. Then it runs again.
#[cronofy_handler(notification = "change", backoff = "5s..5m")]
pub async fn change(mut changes: Changes, mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
    // Everything is read before the first write, because a transaction keeps others from writing.
    let events = changes.read_to_end().await?;
    changes.commit_in(tx.connection().await?).await?;
    mirror::write::<Sqlite>(tx.connection().await?, &events).await
}

/// The same in PostgreSQL. The cursor comes first: its row keeps another synchronisation of the account waiting, where
/// two that write the same events could wait for one another.
///
/// # Errors
/// As [`change()`].
#[cronofy_handler(notification = "change", backoff = "5s..5m")]
pub async fn change_in_postgres(mut changes: Changes, mut tx: Tx<Postgres>) -> Result<(), BoxError> {
    let events = changes.read_to_end().await?;
    changes.commit_in(tx.connection().await?).await?;
    mirror::write::<Postgres>(tx.connection().await?, &events).await
}
