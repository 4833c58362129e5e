//! The calendars that the event of a page is written to.

use serde_json::Value;

use crate::world::model::{TargetCalendar, World};
use crate::world::rules::{EventAuthor, EventWrite, QueryError};

impl World {
    /// The application may write to all of these calendars.
    pub(crate) fn check_targets(&self, targets: &[TargetCalendar]) -> Result<(), QueryError> {
        let is_writable = |it: &TargetCalendar| {
            let calendar = self.calendars.get(&it.calendar_id).filter(|known| known.account_id == it.sub);
            calendar.is_some_and(|known| !known.readonly && !known.deleted)
        };
        match targets.iter().position(|it| !is_writable(it)) {
            Some(place) => Err(QueryError {
                field: format!("target_calendars.{place}.calendar_id"),
                expectation: "must be a calendar of the account that the application may write to".to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Writes an event, as Upsert Event takes it, into all of these calendars.
    pub(super) fn write_into(&mut self, targets: &[TargetCalendar], event: Value) {
        let Ok(write) = serde_json::from_value::<EventWrite>(event) else { return };
        for target in targets {
            // The calendar may have been deleted since the page was made.
            let _ = self.write_event(&target.sub, &target.calendar_id, write.clone(), EventAuthor::Application);
        }
    }
}
