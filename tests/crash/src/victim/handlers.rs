//! The handlers of the victims.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{BoxError, Delivery, Occurrence, Outcome, State, cronofy_handler};

use super::state::VictimState;
use crate::delivery::PlannedTask;

/// Works without a transaction: its effect may happen again.
#[cronofy_handler(interaction = "conferencing_failing")]
pub(super) async fn note(
    delivery: Delivery,
    occurrence: Occurrence,
    state: State<VictimState>,
) -> Result<Outcome, BoxError> {
    state.0.play(&delivery, &occurrence, PlannedTask::Note).await
}

/// Waiting changes of one channel are handled as one.
#[cronofy_handler(notification = "change")]
pub(super) async fn change(
    change: Change,
    delivery: Delivery,
    occurrence: Occurrence,
    state: State<VictimState>,
) -> Result<Outcome, BoxError> {
    let since = change.changes_since.timestamp().as_second();
    state.0.play(&delivery, &occurrence, PlannedTask::Change { since }).await
}

/// Writes a row in its transaction, before anything goes wrong.
macro_rules! effect_in {
    ($database:ident) => {
        use cronofy_hooks::{BoxError, Delivery, Occurrence, Outcome, State, Tx, cronofy_handler};
        use sqlx::$database;

        use super::super::state::VictimState;
        use crate::delivery::PlannedTask;
        use crate::marked::marker_of;

        /// Has an effect exactly once.
        #[cronofy_handler(interaction = "conferencing_assigned")]
        pub(in crate::victim) async fn effect(
            mut tx: Tx<$database>,
            delivery: Delivery,
            occurrence: Occurrence,
            state: State<VictimState>,
        ) -> Result<Outcome, BoxError> {
            let marker = marker_of(delivery.body()).ok_or("a stored body without a marker")?;
            sqlx::query("INSERT INTO effect (marker, place, process) VALUES ($1, $2, $3)")
                .bind(marker.cast_signed())
                .bind(i64::try_from(occurrence.index())?)
                .bind(state.0.process())
                .execute(&mut tx)
                .await?;
            state.0.play(&delivery, &occurrence, PlannedTask::Effect).await
        }
    };
}

pub(super) mod sqlite {
    //! In a file.
    effect_in!(Sqlite);
}

pub(super) mod postgres {
    //! In a database.
    effect_in!(Postgres);
}
