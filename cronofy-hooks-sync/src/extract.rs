//! [`Changes`] as the argument of a handler.

use cronofy_hooks::State;
use cronofy_hooks::extract::{FromDelivery, Needs, Parts, Rejection};
use cronofy_hooks::payload::Change;

use crate::calendar_sync::CalendarSync;
use crate::changes::Changes;

impl FromDelivery<Change> for Changes {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let change: Change = parts.payload().await?;
        let State(sync): State<CalendarSync> = parts.extract().await?;
        match sync.changes_of(change).await {
            Ok(Some(changes)) => Ok(changes),
            Ok(None) => Err(Rejection::unhandled("the application does not know the channel")),
            Err(error) => Err(Rejection::retry(error)),
        }
    }

    fn needs(needs: &mut Needs) {
        needs.payload();
        needs.state::<CalendarSync>();
    }
}
