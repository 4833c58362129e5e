//! Conferences of events: requested, created or failing, and tried again.

use jiff::SignedDuration;

use super::body;
use super::chance::{hash_of, roll};
use super::writing::ConferencingWrite;
use crate::clock::later;
use crate::world::model::{
    Conferencing, ConferencingBehaviour, Event, NotificationSubject, PlannedAction, Subscription, World,
};

/// Minutes between attempts; the last one repeats. The service does not publish its own.
const WAITS: [i64; 5] = [1, 5, 15, 30, 60];

impl World {
    /// Applies what a request writes about the conference of an event. Past events get no conference.
    pub(super) fn request_conference(&mut self, event_uid: &str, write: ConferencingWrite) {
        let Some(event) = self.events.get(event_uid).filter(|it| self.ends_at(it) > self.now) else { return };
        let ConferencingWrite { profile_id, provider_description, join_url } = write;
        let explicit = profile_id == "explicit";
        let same = |it: &Conferencing| it.profile_id == profile_id && (!explicit || it.join_url == join_url);
        if event.conferencing.as_ref().is_some_and(same) {
            return;
        }
        let waits = if explicit { SignedDuration::ZERO } else { self.first_wait(event_uid) };
        let next_at = later(self.now, waits);
        let (join_url, next) = (join_url.filter(|_| explicit), Some(next_at));
        let requested =
            Conferencing { profile_id, provider_description, join_url, next_at: next, ..Conferencing::default() };
        let Some(event) = self.events.get_mut(event_uid) else { return };
        if requested.profile_id == "none" {
            event.conferencing = None;
            return;
        }
        event.conferencing = Some(requested);
        self.agenda.add(next_at, PlannedAction::Conferencing { event_uid: event_uid.to_owned() }, self.cause);
    }

    /// A provider takes 2 to 5 seconds.
    fn first_wait(&self, event_uid: &str) -> SignedDuration {
        let parts = [hash_of(event_uid), self.now.as_second().unsigned_abs()];
        let extra = roll(self.faults.seed, parts) * 3.0;
        SignedDuration::from_secs(2) + SignedDuration::try_from_secs_f64(extra).unwrap_or_default()
    }

    /// Asks the provider, unless the event was changed since this attempt was planned.
    pub(super) fn try_conference(&mut self, event_uid: &str, at: jiff::Timestamp) {
        let planned = |event: &&Event| event.conferencing.as_ref().is_some_and(|it| it.next_at == Some(at));
        let Some(event) = self.events.get(event_uid).filter(planned).filter(|it| !it.deleted) else { return };
        let past = self.ends_at(event) <= self.now;
        let provider = self.provider(event);
        let hex = self.ids.hex(self.now);
        let now = self.now;
        let Some(event) = self.events.get_mut(event_uid) else { return };
        let Some(conferencing) = &mut event.conferencing else { return };
        conferencing.next_at = None;
        if past {
            return;
        }
        match provider {
            Ok(provider) => {
                let name = provider.as_deref().unwrap_or("meet").replace('_', "-");
                conferencing.join_url.get_or_insert_with(|| format!("https://{name}.example.com/{hex}"));
                conferencing.provider_name = provider;
                conferencing.failing = None;
                event.updated = now;
                self.notify_event_subscribers(event_uid, "conferencing_assigned", None);
                self.move_agent_of(event_uid);
            }
            Err(subtype) => {
                let index = usize::try_from(conferencing.failures).unwrap_or(usize::MAX).min(WAITS.len() - 1);
                let again = later(now, SignedDuration::from_mins(WAITS[index]));
                conferencing.failures += 1;
                conferencing.next_at = Some(again);
                self.agenda.add(again, PlannedAction::Conferencing { event_uid: event_uid.to_owned() }, self.cause);
                // The service notifies once for each reason, not once for each attempt.
                if conferencing.failing.as_deref() != Some(subtype) {
                    conferencing.failing = Some(subtype.to_owned());
                    self.notify_event_subscribers(event_uid, "conferencing_failing", Some(subtype));
                }
            }
        }
    }

    /// The name of the provider that creates the conference, if it has one, or the reason why none does, as a subtype.
    fn provider(&self, event: &Event) -> Result<Option<String>, &'static str> {
        let missing = "profile_missing";
        let requested = event.conferencing.as_ref().map_or("none", |it| it.profile_id.as_str());
        let calendar = self.calendars.get(&event.calendar_id).ok_or(missing)?;
        let account = self.accounts.get(&calendar.account_id).ok_or(missing)?;
        let mut connected = account.conferencing_profiles.iter().filter(|it| it.connected);
        let profile = match requested {
            "explicit" => return Ok(None),
            "integrated" => None,
            "default" => connected.next(),
            profile_id => Some(connected.find(|it| it.profile_id == profile_id).ok_or(missing)?),
        };
        let (provider_name, behaviour) = match profile {
            Some(profile) => (Some(profile.provider_name.clone()), profile.behaviour),
            None => {
                let integrated = account.profiles.iter().find(|it| it.profile_id == calendar.profile_id);
                let works = |connected: bool| connected && calendar.integrated_conferencing;
                let integrated = integrated.filter(|it| works(it.connected)).ok_or(missing)?;
                let behaviour = self.integrated_behaviours.get(&integrated.profile_id).copied().unwrap_or_default();
                // The documentation names no provider for Google's own conferences.
                let microsoft = ["office365", "outlook_com", "live_connect", "exchange"];
                let teams = microsoft.contains(&integrated.provider_name.as_str());
                (teams.then(|| "ms_teams".to_owned()), behaviour)
            }
        };
        match behaviour {
            ConferencingBehaviour::Works => Ok(provider_name),
            ConferencingBehaviour::WithoutUrl => Err("missing_meeting_url"),
        }
    }

    fn notify_event_subscribers(&mut self, event_uid: &str, name: &str, subtype: Option<&str>) {
        let Some(event) = self.events.get(event_uid) else { return };
        let event_body = body::conferencing_event(event);
        let body = serde_json::json!({ "notification": body::interaction(name, subtype), "event": event_body });
        let urls = Subscription::urls_for(&event.subscriptions, name);
        self.send_to_all(urls, &NotificationSubject::Event(event_uid.to_owned()), name, subtype, &body);
    }
}
