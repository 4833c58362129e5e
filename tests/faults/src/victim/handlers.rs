//! What the victim does with its jobs.

use cronofy_hooks::{BoxError, Delivery, Occurrence, Tx, cronofy_handler};
use sqlx::{Executor as _, Sqlite};

use super::say;
use crate::marked::marker_of;
use crate::recording::VictimNote;

/// Has SQLite bring its log into the file, and begin the log again, every few transactions: what
/// otherwise happens after eight megabytes.
const CHECKPOINT: &str = "PRAGMA wal_autocheckpoint = 12";
const EFFECT: &str = "CREATE TABLE IF NOT EXISTS effect (marker INTEGER, place INTEGER)";

/// Works without a transaction: its effect may happen again.
#[cronofy_handler(interaction = "conferencing_failing")]
pub(super) async fn note(delivery: Delivery, occurrence: Occurrence) -> Result<(), BoxError> {
    let marker = marker_of(delivery.body()).ok_or("a stored body without a marker")?;
    say(&VictimNote::Handled(marker, occurrence.index()));
    Ok(())
}

/// Has an effect exactly once.
#[cronofy_handler(interaction = "conferencing_assigned")]
pub(super) async fn effect(mut tx: Tx<Sqlite>, delivery: Delivery, occurrence: Occurrence) -> Result<(), BoxError> {
    let marker = marker_of(delivery.body()).ok_or("a stored body without a marker")?;
    (&mut *tx).execute(CHECKPOINT).await?;
    (&mut *tx).execute(EFFECT).await?;
    sqlx::query("INSERT INTO effect (marker, place) VALUES (?1, ?2)")
        .bind(i64::try_from(marker)?)
        .bind(i64::try_from(occurrence.index())?)
        .execute(&mut *tx)
        .await?;
    Ok(())
}
