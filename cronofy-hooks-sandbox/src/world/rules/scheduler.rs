//! Runs the planned actions that are due.

use jiff::Timestamp;

use crate::world::model::{DeliveryCause, OutgoingRequest, PlannedAction, World};

impl World {
    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.agenda.next_at()
    }

    /// Runs every action that is due now, and returns the requests to send.
    pub(crate) fn run_due(&mut self) -> Vec<OutgoingRequest> {
        let mut requests = Vec::new();
        while let Some((at, action, planned)) = self.agenda.take_due(self.now) {
            self.cause = self.cause_of(&action, planned);
            match action {
                PlannedAction::Attempt { delivery } => requests.extend(self.start_attempt(delivery, at)),
                PlannedAction::CloseChannel { channel_id } => self.close_failing(&channel_id),
                PlannedAction::NotifyChange { channel_id } => self.notify_change(&channel_id),
                PlannedAction::Trigger { event_uid, subscription, transition } => {
                    self.fire_trigger(&event_uid, subscription, transition, at);
                }
                PlannedAction::Conferencing { event_uid } => self.try_conference(&event_uid, at),
                PlannedAction::DecideAccess { id } => self.send_access_result(&id, at),
                PlannedAction::Agent { sub } => self.advance_agent(&sub, at),
            }
        }
        self.cause = DeliveryCause::default();
        requests
    }

    /// The cause of what an action sends and plans.
    fn cause_of(&self, action: &PlannedAction, planned: DeliveryCause) -> DeliveryCause {
        match action {
            // A fault sends another delivery like this one.
            PlannedAction::Attempt { delivery } => {
                self.deliveries.get(delivery).and_then(|it| it.cause).unwrap_or(planned)
            }
            // It is due at once, and collects the changes of the same moment.
            PlannedAction::NotifyChange { .. } => planned,
            PlannedAction::CloseChannel { .. }
            | PlannedAction::Trigger { .. }
            | PlannedAction::Conferencing { .. }
            | PlannedAction::DecideAccess { .. }
            | PlannedAction::Agent { .. } => planned.on_the_clock(),
        }
    }
}
