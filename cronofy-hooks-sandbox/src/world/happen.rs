//! What happens when a plan is due.

use jiff::Timestamp;

use super::World;
use super::agenda::Plan;
use super::delivery::Sending;

impl World {
    /// When something is planned next.
    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.agenda.next_at()
    }

    /// Carries out everything that is due now, and says what is to be sent.
    pub(crate) fn catch_up(&mut self) -> Vec<Sending> {
        let mut sendings = Vec::new();
        while let Some((at, plan)) = self.agenda.take_due(self.now) {
            match plan {
                Plan::Attempt { delivery } => sendings.extend(self.attempt(delivery, at)),
                Plan::CloseChannel { channel_id } => self.close_failing(&channel_id),
                Plan::Ping { channel_id } => self.ping(&channel_id),
                Plan::Trigger { event_uid, subscription, transition } => {
                    self.pull_trigger(&event_uid, subscription, transition, at);
                }
                Plan::Conferencing { event_uid } => self.make_conference(&event_uid, at),
                Plan::Agent { sub } => self.step_agent(&sub, at),
            }
        }
        sendings
    }
}
