//! What the victims do with what they are told.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{BoxError, Delivery, Occurrence, Outcome, State, cronofy_handler};

use super::scene::Scene;
use crate::parcel::Task;

/// Without a transaction: what it does may happen again.
#[cronofy_handler(interaction = "conferencing_failing")]
pub(super) async fn note(delivery: Delivery, occurrence: Occurrence, scene: State<Scene>) -> Result<Outcome, BoxError> {
    scene.0.play(&delivery, &occurrence, Task::Note).await
}

/// Those of one channel that wait are handled as one.
#[cronofy_handler(notification = "change")]
pub(super) async fn change(
    change: Change,
    delivery: Delivery,
    occurrence: Occurrence,
    scene: State<Scene>,
) -> Result<Outcome, BoxError> {
    let since = change.changes_since.timestamp().as_second();
    scene.0.play(&delivery, &occurrence, Task::Change { since }).await
}

/// Writes a row in its transaction, before anything goes wrong.
macro_rules! effect_in {
    ($database:ident) => {
        use cronofy_hooks::{BoxError, Delivery, Occurrence, Outcome, State, Tx, cronofy_handler};
        use sqlx::$database;

        use super::super::scene::Scene;
        use crate::parcel::{Task, marker_of};

        /// Exactly once.
        #[cronofy_handler(interaction = "conferencing_assigned")]
        pub(in crate::victim) async fn effect(
            mut tx: Tx<$database>,
            delivery: Delivery,
            occurrence: Occurrence,
            scene: State<Scene>,
        ) -> Result<Outcome, BoxError> {
            let marker = marker_of(delivery.body()).ok_or("a stored body without a marker")?;
            sqlx::query("INSERT INTO effect (marker, place, process) VALUES ($1, $2, $3)")
                .bind(marker.cast_signed())
                .bind(i64::try_from(occurrence.index())?)
                .bind(scene.0.process())
                .execute(&mut tx)
                .await?;
            scene.0.play(&delivery, &occurrence, Task::Effect).await
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
