//! Answering invitations for the owner of a calendar.

use super::reading::ReadOptions;
use super::writing::{EventAuthor, EventRef, EventWriteError};
use crate::world::model::{EffectVerb, NotificationSubject, World};

impl World {
    /// Answers the invitation to an event, as the application does. Channels are not notified.
    pub(crate) fn answer_invitation(
        &mut self,
        account_id: &str,
        calendar_id: &str,
        event_uid: &str,
        status: &str,
    ) -> Result<(), EventWriteError> {
        self.check_calendar(account_id, calendar_id, EventAuthor::Application)?;
        let event_uid = self.find_event(calendar_id, &EventRef::Uid(event_uid.to_owned()));
        let event = event_uid.as_ref().and_then(|it| self.events.get(it)).filter(|it| !it.deleted);
        let event = event.ok_or(EventWriteError::NoSuchEvent)?;
        if event.full(self, &ReadOptions::default())["options"]["change_participation_status"] != true {
            return Err(EventWriteError::NoInvitation);
        }
        let email = self.accounts.get(account_id).map(|it| it.email.clone());
        let now = self.now;
        let event_uid = event_uid.ok_or(EventWriteError::NoSuchEvent)?;
        self.note(EffectVerb::Changed, NotificationSubject::Event(event_uid.clone()));
        let event = self.events.get_mut(&event_uid).ok_or(EventWriteError::NoSuchEvent)?;
        event.updated = now;
        event.details.insert("participation_status".to_owned(), status.into());
        let attendees = event.details.get_mut("attendees").and_then(|it| it.as_array_mut());
        for attendee in attendees.into_iter().flatten() {
            if attendee["email"].as_str() == email.as_deref() {
                attendee["status"] = status.into();
            }
        }
        Ok(())
    }
}
