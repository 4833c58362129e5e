//! Conferences of events: asked for, made or failing, and tried again.

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::account::ConferencingMood;
use super::agenda::Plan;
use super::body;
use super::chance::{die, number_of};
use super::delivery::{About, Notice};
use super::event::{Conferencing, Event};
use super::write::ConferencingWrite;

/// Minutes between attempts; the last for all that follow. The service does not publish its own.
const WAITS: [i64; 5] = [1, 5, 15, 30, 60];

impl World {
    /// Does what a request says about the conference of an event. Past events get none.
    pub(super) fn ask_for_conference(&mut self, event_uid: &str, write: ConferencingWrite) {
        let Some(event) = self.events.get(event_uid).filter(|it| self.ends_at(it) > self.now) else { return };
        let ConferencingWrite { profile_id, provider_description, join_url } = write;
        let explicit = profile_id == "explicit";
        let same = |it: &Conferencing| it.profile_id == profile_id && (!explicit || it.join_url == join_url);
        if event.conferencing.as_ref().is_some_and(same) {
            return;
        }
        let waits = if explicit { SignedDuration::ZERO } else { self.first_wait(event_uid) };
        let next_at = self.now.saturating_add(waits).unwrap_or(self.now);
        let asked = Conferencing {
            profile_id,
            provider_name: None,
            provider_description,
            join_url: join_url.filter(|_| explicit),
            failures: 0,
            failing: None,
            next_at: Some(next_at),
        };
        let Some(event) = self.events.get_mut(event_uid) else { return };
        if asked.profile_id == "none" {
            event.conferencing = None;
            return;
        }
        event.conferencing = Some(asked);
        self.agenda.add(next_at, Plan::Conferencing { event_uid: event_uid.to_owned() });
    }

    /// A provider takes 2 to 5 seconds.
    fn first_wait(&self, event_uid: &str) -> SignedDuration {
        let parts = [number_of(event_uid), self.now.as_second().unsigned_abs()];
        let more = die(self.faults.seed, parts) * 3.0;
        SignedDuration::from_secs(2) + SignedDuration::try_from_secs_f64(more).unwrap_or_default()
    }

    /// Asks the provider, unless the event has gone on since that was planned.
    pub(super) fn make_conference(&mut self, event_uid: &str, at: Timestamp) {
        let planned = |event: &&Event| event.conferencing.as_ref().is_some_and(|it| it.next_at == Some(at));
        let Some(event) = self.events.get(event_uid).filter(planned).filter(|it| !it.deleted) else { return };
        let past = self.ends_at(event) <= self.now;
        let made = self.provider(event);
        let hex = self.ids.hex(self.now);
        let now = self.now;
        let Some(event) = self.events.get_mut(event_uid) else { return };
        let Some(conferencing) = &mut event.conferencing else { return };
        conferencing.next_at = None;
        if past {
            return;
        }
        match made {
            Ok(provider) => {
                conferencing.join_url.get_or_insert_with(|| provider.join_url(&hex));
                conferencing.provider_name = provider.provider_name;
                conferencing.failing = None;
                event.updated = now;
                self.tell_event(event_uid, "conferencing_assigned", None);
                self.move_agent_of(event_uid);
            }
            Err(subtype) => {
                let place = usize::try_from(conferencing.failures).unwrap_or(usize::MAX).min(WAITS.len() - 1);
                let again = now.saturating_add(SignedDuration::from_mins(WAITS[place])).unwrap_or(Timestamp::MAX);
                conferencing.failures += 1;
                conferencing.next_at = Some(again);
                self.agenda.add(again, Plan::Conferencing { event_uid: event_uid.to_owned() });
                // Told once for each reason, not once for each attempt.
                if conferencing.failing.as_deref() != Some(subtype) {
                    conferencing.failing = Some(subtype.to_owned());
                    self.tell_event(event_uid, "conferencing_failing", Some(subtype));
                }
            }
        }
    }

    /// Who makes the conference, or the subtype of why nobody does.
    fn provider(&self, event: &Event) -> Result<Provider, &'static str> {
        let missing = "profile_missing";
        let asked = event.conferencing.as_ref().map_or("none", |it| it.profile_id.as_str());
        let calendar = self.calendars.get(&event.calendar_id).ok_or(missing)?;
        let account = self.accounts.get(&calendar.account_id).ok_or(missing)?;
        let mut connected = account.conferencing_profiles.iter().filter(|it| it.connected);
        let profile = match asked {
            "explicit" => return Ok(Provider { provider_name: None }),
            "integrated" => None,
            "default" => connected.next(),
            profile_id => Some(connected.find(|it| it.profile_id == profile_id).ok_or(missing)?),
        };
        let (provider_name, mood) = match profile {
            Some(profile) => (Some(profile.provider_name.clone()), profile.mood),
            None => {
                let integrated = account.profiles.iter().find(|it| it.profile_id == calendar.profile_id);
                let works = |connected: bool| connected && calendar.integrated_conferencing;
                let integrated = integrated.filter(|it| works(it.connected)).ok_or(missing)?;
                let mood = self.integrated_moods.get(&integrated.profile_id).copied().unwrap_or_default();
                // The documentation names no provider for the conferences that Google makes.
                let microsoft = ["office365", "outlook_com", "live_connect", "exchange"];
                let teams = microsoft.contains(&integrated.provider_name.as_str());
                (teams.then(|| "ms_teams".to_owned()), mood)
            }
        };
        match mood {
            ConferencingMood::Works => Ok(Provider { provider_name }),
            ConferencingMood::WithoutUrl => Err("missing_meeting_url"),
        }
    }

    /// Tells those who subscribed to an interaction of an event.
    pub(super) fn tell_event(&mut self, event_uid: &str, name: &str, subtype: Option<&str>) {
        let Some(event) = self.events.get(event_uid) else { return };
        let told = body::conferencing_event(event);
        let urls: Vec<_> = event.subscribers(name).map(str::to_owned).collect();
        for url in urls {
            let body = serde_json::json!({ "notification": body::interaction(name, subtype), "event": told });
            self.send(Notice {
                about: About::Event(event_uid.to_owned()),
                name: name.to_owned(),
                subtype: subtype.map(str::to_owned),
                url,
                body,
                trigger: false,
            });
        }
    }
}

/// Somebody who makes conferences.
struct Provider {
    provider_name: Option<String>,
}

impl Provider {
    fn join_url(&self, id: &str) -> String {
        let name = self.provider_name.as_deref().unwrap_or("meet").replace('_', "-");
        format!("https://{name}.example.com/{id}")
    }
}
