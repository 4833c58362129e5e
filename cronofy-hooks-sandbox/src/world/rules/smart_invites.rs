//! Smart invites: from an invitation to the replies to it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::body::without_nulls;
use super::icalendar;
use super::time::{begins, local_event_time, zoned};
use crate::world::model::{
    EffectVerb, InviteAnswer, InviteEvent, InviteProposal, NewNotification, NotificationSubject, SmartInvite, World,
};

/// What a request says about an invite.
pub(crate) struct InviteWrite {
    pub(crate) smart_invite_id: String,
    pub(crate) emails: Vec<String>,
    pub(crate) for_several: bool,
    pub(crate) event: InviteEvent,
    pub(crate) callback_url: Option<String>,
    pub(crate) organizer: Option<String>,
}

impl World {
    /// Creates an invite, or changes the one with the same id and recipient. Answers stay, unless the time is
    /// another one.
    pub(crate) fn upsert_invite(&mut self, write: InviteWrite) -> &SmartInvite {
        let InviteWrite { smart_invite_id, emails, for_several, event, callback_url, organizer } = write;
        let known = match for_several {
            true => self.find_invite(&smart_invite_id, None),
            false => {
                self.find_invite(&smart_invite_id, emails.first().map(String::as_str)).filter(|it| !it.for_several)
            }
        };
        let known = known.cloned();
        let moved = known.as_ref().is_none_or(|it| (&it.event.start, &it.event.end) != (&event.start, &event.end));
        let answers = known.as_ref().map(|it| it.recipients.clone()).unwrap_or_default();
        let answer = |email: String| {
            let known = answers.iter().find(|it| it.email == email && !moved);
            known.cloned().unwrap_or_else(|| InviteAnswer::pending(email))
        };
        let key = known.as_ref().map_or_else(|| self.ids.prefixed("inv", self.now), |it| it.key.clone());
        let verb = if known.is_some() { EffectVerb::Changed } else { EffectVerb::Created };
        self.note(verb, NotificationSubject::Invite(key.clone()));
        let invite = SmartInvite {
            key: key.clone(),
            smart_invite_id,
            callback_url: callback_url.or_else(|| known.as_ref()?.callback_url.clone()),
            organizer: organizer.or_else(|| known.as_ref()?.organizer.clone()),
            event,
            recipients: emails.into_iter().map(answer).collect(),
            for_several,
            replies: known.as_ref().filter(|_| !moved).map(|it| it.replies.clone()).unwrap_or_default(),
            cancelled: false,
            sequence: known.map_or(0, |it| it.sequence.saturating_add(1)),
        };
        self.invites.insert(key.clone(), invite);
        &self.invites[&key]
    }

    /// The invite for several with this id, or the one for this recipient.
    pub(crate) fn find_invite(&self, smart_invite_id: &str, email: Option<&str>) -> Option<&SmartInvite> {
        let is_for = |it: &SmartInvite| match email {
            None => it.for_several,
            Some(email) => it.recipients.iter().any(|recipient| recipient.email == email),
        };
        // The newest: a recipient of an invite for several may have one of the same id alone.
        self.invites.values().rev().find(|it| it.smart_invite_id == smart_invite_id && is_for(it))
    }

    /// Calls an invite off.
    pub(crate) fn cancel_invite(&mut self, key: &str) -> Option<&SmartInvite> {
        let invite = self.invites.get_mut(key)?;
        invite.cancelled = true;
        invite.sequence = invite.sequence.saturating_add(1);
        self.note(EffectVerb::Deleted, NotificationSubject::Invite(key.to_owned()));
        self.invites.get(key)
    }

    /// Takes a recipient off an invite for several.
    pub(crate) fn remove_invited(&mut self, key: &str, email: &str) -> Option<(&SmartInvite, InviteAnswer)> {
        let invite = self.invites.get_mut(key)?;
        let place = invite.recipients.iter().position(|it| it.email == email)?;
        let removed = invite.recipients.remove(place);
        invite.sequence = invite.sequence.saturating_add(1);
        self.note(EffectVerb::Changed, NotificationSubject::Invite(key.to_owned()));
        Some((self.invites.get(key)?, removed))
    }

    /// A person replies, and the application is notified. The person is a recipient, or another one to whom the
    /// invite was forwarded. Returns whether the invite still stands.
    pub(crate) fn reply_to_invite(&mut self, key: &str, reply: &InviteAnswer) -> bool {
        let Some(invite) = self.invites.get_mut(key).filter(|it| !it.cancelled) else { return false };
        let is_same = |it: &&mut InviteAnswer| it.email.eq_ignore_ascii_case(&reply.email);
        match invite.recipients.iter_mut().chain(&mut invite.replies).find(is_same) {
            Some(answer) => *answer = InviteAnswer { email: answer.email.clone(), ..reply.clone() },
            None => invite.replies.push(reply.clone()),
        }
        let Some(url) = invite.callback_url.clone() else { return true };
        let mut details = json!({
            "smart_invite_id": invite.smart_invite_id,
            "callback_url": url,
            "reply": reply.to_json(),
        });
        add_recipients(invite, &mut details);
        let body = json!({ "notification": { "type": "smart_invite" }, "smart_invite": details });
        let subject = NotificationSubject::Invite(key.to_owned());
        let name = "smart_invite".to_owned();
        self.send(NewNotification { subject, name, subtype: None, url, body, trigger: false });
        true
    }
}

/// `recipient`, or `recipients` of an invite for several.
fn add_recipients(invite: &SmartInvite, body: &mut Value) {
    let mut answers = invite.recipients.iter().map(InviteAnswer::to_json);
    match invite.for_several {
        true => body["recipients"] = answers.collect(),
        false => body["recipient"] = answers.next().unwrap_or_default(),
    }
}

impl SmartInvite {
    /// The same event at another time, as a counter-proposal in its zone.
    pub(crate) fn propose(&self, start: Timestamp) -> Option<InviteProposal> {
        let event = &self.event;
        let tzid = event.tzid.as_deref().or_else(|| event.start.tzid()).unwrap_or("Etc/UTC");
        let length = begins(&event.end, &TimeZone::UTC).duration_since(begins(&event.start, &TimeZone::UTC));
        let end = start.checked_add(length).ok()?;
        Some(InviteProposal { start: local_event_time(start, tzid)?, end: local_event_time(end, tzid)? })
    }

    /// As the API shows it. A read shows the replies of others, and a write the file to send.
    pub(crate) fn to_json(&self, method: &str, shown: InviteShown<'_>) -> Value {
        let mut body = without_nulls(json!({
            "method": method,
            "smart_invite_id": self.smart_invite_id,
            "callback_url": self.callback_url,
            "event": self.event.to_json(),
        }));
        add_recipients(self, &mut body);
        match shown {
            InviteShown::Replies if self.for_several => {}
            InviteShown::Replies => body["replies"] = self.replies.iter().map(InviteAnswer::to_json).collect(),
            InviteShown::File => {
                body["attachments"] = json!({ "icalendar": icalendar::invite(self, &self.recipients) })
            }
            InviteShown::Removed(removed) => {
                let file = icalendar::cancellation(self, std::slice::from_ref(removed));
                body["attachments"] = json!({ "icalendar": file, "removed": { "email": removed.email } });
            }
        }
        body
    }
}

/// What a body shows besides the invite.
#[derive(Clone, Copy)]
pub(crate) enum InviteShown<'a> {
    Replies,
    File,
    Removed(&'a InviteAnswer),
}

impl InviteEvent {
    /// With its time zone the times have the newer form, which the documentation shows now.
    fn to_json(&self) -> Value {
        let mut body = Value::Object(self.details.clone());
        body["summary"] = self.summary.as_str().into();
        let time = |time| match &self.tzid {
            Some(tzid) => json!(zoned(time, tzid)),
            None => json!(time),
        };
        body["start"] = time(&self.start);
        body["end"] = time(&self.end);
        without_nulls(body)
    }
}

impl InviteAnswer {
    fn to_json(&self) -> Value {
        let proposal =
            self.proposal.as_ref().map(|InviteProposal { start, end }| json!({ "start": start, "end": end }));
        without_nulls(json!({
            "email": self.email,
            "status": self.status,
            "comment": self.comment,
            "proposal": proposal,
        }))
    }
}
