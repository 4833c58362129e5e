//! Event triggers: when they are told, and that they follow their event.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::World;
use super::agenda::Plan;
use super::body;
use super::chance::{die, number_of};
use super::delivery::{About, Notice};
use super::event::{Event, Offset, TransitionSubscription};
use super::read::ReadOptions;
use cronofy_hooks::payload::{DateOrInstant, EventTime};

/// How long the window of a notification is, from
/// <https://docs.cronofy.com/developers/api/event-triggers/>.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// A notification of one transition of one subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trigger {
    pub(crate) uri: String,
    pub(crate) transition: TransitionSubscription,
    /// The start or end of the event, with the offset.
    pub(crate) target: Timestamp,
    /// When it is sent: in the minute before or after the target.
    pub(crate) at: Timestamp,
    pub(crate) state: TriggerState,
}

/// What became of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TriggerState {
    Planned,
    /// As this delivery.
    Sent(u64),
    /// Its window was over when the event was written.
    Missed,
}

impl Trigger {
    /// From when until when it may be sent.
    pub(crate) fn window(&self) -> (Timestamp, Timestamp) {
        window(&self.transition, self.target)
    }
}

impl TransitionSubscription {
    /// `event_start` or `event_end`.
    pub(crate) fn name(&self) -> &str {
        self.before.as_deref().or(self.after.as_deref()).unwrap_or_default()
    }
}

impl Offset {
    pub(crate) fn duration(self) -> SignedDuration {
        let minutes = i64::from(self.hours.unwrap_or_default()) * 60 + i64::from(self.minutes.unwrap_or_default());
        SignedDuration::from_mins(minutes)
    }
}

impl World {
    /// Plans what is subscribed to an event, as the event is now. What was sent for a time stays sent;
    /// what was planned for another time falls away.
    pub(super) fn plan_triggers(&mut self, event_uid: &str) {
        let Some(event) = self.events.get(event_uid) else { return };
        let mut known = event.triggers.clone();
        let mut triggers = Vec::new();
        let mut plans = Vec::new();
        for (subscription, asked) in event.subscriptions.iter().enumerate() {
            for (transition, wanted) in asked.transitions.iter().enumerate() {
                let Some(target) = self.target(event, wanted) else { continue };
                let same = |it: &Trigger| it.uri == asked.uri && it.transition == *wanted && it.target == target;
                let trigger = match known.iter().position(same) {
                    Some(place) => known.swap_remove(place),
                    None => self.trigger(event_uid, &asked.uri, wanted, target, [subscription, transition]),
                };
                // Planned again although it may be planned: the subscription may have another place now.
                if trigger.state == TriggerState::Planned {
                    let event_uid = event_uid.to_owned();
                    plans.push((trigger.at, Plan::Trigger { event_uid, subscription, transition }));
                }
                triggers.push(trigger);
            }
        }
        for (at, plan) in plans {
            self.agenda.add(at, plan);
        }
        if let Some(event) = self.events.get_mut(event_uid) {
            event.triggers = triggers;
        }
    }

    /// A new trigger, at a moment of its window that is not over.
    fn trigger(
        &self,
        event_uid: &str,
        uri: &str,
        transition: &TransitionSubscription,
        target: Timestamp,
        place: [usize; 2],
    ) -> Trigger {
        let (from, until) = window(transition, target);
        let earliest = from.max(self.now);
        let left = until.duration_since(earliest);
        // Whole milliseconds, and never the end: the window is over then.
        let left = i64::try_from(left.as_millis()).unwrap_or_default();
        let parts = [number_of(event_uid), place[0] as u64, place[1] as u64, target.as_second().unsigned_abs()];
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most a minute")]
        let waits = (die(self.faults.seed, parts) * left as f64) as i64;
        let at = earliest.saturating_add(SignedDuration::from_millis(waits)).unwrap_or(earliest);
        let state = if left > 0 { TriggerState::Planned } else { TriggerState::Missed };
        Trigger { uri: uri.to_owned(), transition: transition.clone(), target, at, state }
    }

    /// Sends a trigger, unless its event has moved or gone since it was planned.
    pub(super) fn pull_trigger(&mut self, event_uid: &str, subscription: usize, transition: usize, at: Timestamp) {
        let Some(event) = self.events.get(event_uid).filter(|it| !it.deleted) else { return };
        let Some(asked) = event.subscriptions.get(subscription) else { return };
        let Some(wanted) = asked.transitions.get(transition) else { return };
        let due = |it: &Trigger| {
            it.uri == asked.uri && it.transition == *wanted && it.at == at && it.state == TriggerState::Planned
        };
        let Some(place) = event.triggers.iter().position(due) else { return };
        let notice = Notice {
            about: About::Event(event_uid.to_owned()),
            name: wanted.name().to_owned(),
            subtype: None,
            url: asked.uri.clone(),
            body: body::transition(wanted.name(), &event.full(self, &ReadOptions::default())),
            trigger: true,
        };
        let number = self.send(notice);
        if let Some(event) = self.events.get_mut(event_uid) {
            event.triggers[place].state = TriggerState::Sent(number);
        }
    }

    /// The start or end of an event with the offset; None for a transition that nobody knows.
    fn target(&self, event: &Event, transition: &TransitionSubscription) -> Option<Timestamp> {
        let time = match transition.name() {
            "event_start" => &event.start,
            "event_end" => &event.end,
            _ => return None,
        };
        let offset = transition.offset.duration();
        let offset = if transition.before.is_some() { -offset } else { offset };
        self.moment(event, time).saturating_add(offset).ok()
    }

    /// When an event starts.
    pub(crate) fn starts_at(&self, event: &Event) -> Timestamp {
        self.moment(event, &event.start)
    }

    /// When an event ends.
    pub(crate) fn ends_at(&self, event: &Event) -> Timestamp {
        self.moment(event, &event.end)
    }

    /// Days begin at midnight where the event is, or where its account is.
    fn moment(&self, event: &Event, time: &EventTime) -> Timestamp {
        let date = match time.time() {
            DateOrInstant::Instant(instant) => return instant.timestamp(),
            DateOrInstant::Date(date) => date,
        };
        let zone = time.tzid().or(event.tzid.as_deref()).or_else(|| self.default_tzid(&event.calendar_id));
        let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        zone.to_ambiguous_timestamp(date.to_datetime(Time::midnight())).compatible().unwrap_or(Timestamp::MAX)
    }

    /// The time zone of the account that a calendar belongs to.
    pub(crate) fn default_tzid(&self, calendar_id: &str) -> Option<&str> {
        let account_id = &self.calendars.get(calendar_id)?.account_id;
        self.accounts.get(account_id).map(|account| account.default_tzid.as_str())
    }
}

/// The minute that ends with the target, or the one that begins with it.
fn window(transition: &TransitionSubscription, target: Timestamp) -> (Timestamp, Timestamp) {
    let other = |by: SignedDuration| target.saturating_add(by).unwrap_or(target);
    if transition.before.is_some() { (other(-WINDOW), target) } else { (target, other(WINDOW)) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::collections::BTreeSet;

    use serde_json::json;

    use super::super::application::Application;
    use super::super::seed::{ACCOUNT_ID, WORK};
    use super::super::write::By;
    use super::*;

    /// The triggers of an event at noon that is written at a time of that day.
    fn triggers(seed: u64, now: &str) -> Vec<Trigger> {
        let application = Application { client_id: String::new(), client_secrets: vec!["CRN_secret".to_owned()] };
        let mut world = World::new(application, format!("2026-06-01T{now}Z").parse().unwrap(), seed).unwrap();
        world.seed();
        let event = json!({
            "event_id": "noon", "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T13:00:00Z",
            "subscriptions": [{ "type": "webhook", "uri": "http://127.0.0.1:9/", "transitions": [
                { "before": "event_start", "offset": { "minutes": 0 } },
                { "before": "event_start", "offset": { "hours": 1, "minutes": 5 } },
                { "after": "event_start", "offset": { "minutes": 0 } },
                { "after": "event_end", "offset": { "hours": 2 } },
            ] }],
        });
        let event_uid =
            world.upsert_event(ACCOUNT_ID, WORK, serde_json::from_value(event).unwrap(), By::Application).unwrap();
        world.events[&event_uid].triggers.clone()
    }

    #[test]
    fn every_seed_finds_a_moment_inside_of_each_window() {
        let mut moments = BTreeSet::new();
        for seed in 0..500 {
            let triggers = triggers(seed, "08:00:00");
            for (trigger, from) in triggers.iter().zip(["11:59:00", "10:54:00", "12:00:00", "15:00:00"]) {
                let from: Timestamp = format!("2026-06-01T{from}Z").parse().unwrap();
                assert_eq!(trigger.window(), (from, from + WINDOW));
                assert!((from..from + WINDOW).contains(&trigger.at), "seed {seed}: {trigger:?}");
                assert_eq!(trigger.state, TriggerState::Planned);
            }
            assert_eq!(triggers, self::triggers(seed, "08:00:00"), "seed {seed} says the same again");
            moments.insert(triggers[0].at);
        }
        assert!(moments.len() > 400, "{} moments of 500 seeds", moments.len());
    }

    #[test]
    fn a_window_that_has_begun_is_used_and_one_that_is_over_is_not() {
        for seed in 0..100 {
            let triggers = triggers(seed, "11:59:59.500");
            assert!(triggers[0].at >= "2026-06-01T11:59:59.5Z".parse().unwrap() && triggers[0].at < triggers[0].target);
            assert_eq!(triggers[1].state, TriggerState::Missed);
        }
        assert_eq!(triggers(1, "12:00:00")[0].state, TriggerState::Missed, "the end is outside");
    }
}
