//! Event triggers: when they are sent, and how they follow their event.

use jiff::{SignedDuration, Timestamp};

use super::body;
use super::chance::{hash_of, roll};
use super::reading::ReadOptions;
use crate::clock::later;
use crate::world::model::{
    Event, NewNotification, NotificationSubject, PlannedAction, Subscription, TransitionSubscription, Trigger,
    TriggerState, World,
};

impl World {
    /// Plans the triggers of an event as it is now. A trigger that was sent for a time stays sent; one that
    /// was planned for another time is dropped.
    pub(super) fn plan_triggers(&mut self, event_uid: &str) {
        let Some(event) = self.events.get(event_uid) else { return };
        let mut known = event.triggers.clone();
        let mut triggers = Vec::new();
        let mut actions = Vec::new();
        for (subscription, Subscription { uri, transitions, .. }) in event.subscriptions.iter().enumerate() {
            for (transition, requested) in transitions.iter().enumerate() {
                let Some(target) = self.target(event, requested) else { continue };
                let same = |it: &Trigger| it.uri == *uri && it.transition == *requested && it.target == target;
                let trigger = match known.iter().position(same) {
                    Some(index) => known.swap_remove(index),
                    None => self.trigger(event_uid, uri, requested, target, [subscription, transition]),
                };
                // Plan it even if it is planned already, because the subscription may have moved in the list.
                if trigger.state == TriggerState::Planned {
                    let event_uid = event_uid.to_owned();
                    actions.push((trigger.at, PlannedAction::Trigger { event_uid, subscription, transition }));
                }
                triggers.push(trigger);
            }
        }
        for (at, action) in actions {
            self.agenda.add(at, action, self.cause);
        }
        if let Some(event) = self.events.get_mut(event_uid) {
            event.triggers = triggers;
        }
    }

    /// A new trigger, at a moment in the rest of its window.
    fn trigger(
        &self,
        event_uid: &str,
        uri: &str,
        transition: &TransitionSubscription,
        target: Timestamp,
        indexes: [usize; 2],
    ) -> Trigger {
        let (from, until) = Trigger::window_of(transition, target);
        let earliest = from.max(self.now);
        let left = until.duration_since(earliest);
        // Whole milliseconds, and never the end, which is outside the window.
        let left = i64::try_from(left.as_millis()).unwrap_or_default();
        let parts = [hash_of(event_uid), indexes[0] as u64, indexes[1] as u64, target.as_second().unsigned_abs()];
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most a minute")]
        let waits = (roll(self.faults.seed, parts) * left as f64) as i64;
        let at = later(earliest, SignedDuration::from_millis(waits));
        let state = if left > 0 { TriggerState::Planned } else { TriggerState::Missed };
        Trigger { uri: uri.to_owned(), transition: transition.clone(), target, at, state }
    }

    /// Sends a trigger, unless its event was moved or deleted since it was planned.
    pub(super) fn fire_trigger(&mut self, event_uid: &str, subscription: usize, transition: usize, at: Timestamp) {
        let Some(event) = self.events.get(event_uid).filter(|it| !it.deleted) else { return };
        let Some(subscription) = event.subscriptions.get(subscription) else { return };
        let Some(transition) = subscription.transitions.get(transition) else { return };
        let requested = |it: &Trigger| it.uri == subscription.uri && it.transition == *transition;
        let due = |it: &Trigger| requested(it) && it.at == at && it.state == TriggerState::Planned;
        let Some(index) = event.triggers.iter().position(due) else { return };
        let notification = NewNotification {
            subject: NotificationSubject::Event(event_uid.to_owned()),
            name: transition.name().to_owned(),
            subtype: None,
            url: subscription.uri.clone(),
            body: body::transition(transition.name(), &event.full(self, &ReadOptions::default())),
            trigger: true,
        };
        let number = self.send(notification);
        if let Some(event) = self.events.get_mut(event_uid) {
            event.triggers[index].state = TriggerState::Sent(number);
        }
    }

    /// The start or end of an event with the offset; None for an unknown transition.
    fn target(&self, event: &Event, transition: &TransitionSubscription) -> Option<Timestamp> {
        let time = match transition.name() {
            "event_start" => self.starts_at(event),
            "event_end" => self.ends_at(event),
            _ => return None,
        };
        let offset = transition.offset.duration();
        let offset = if transition.before.is_some() { -offset } else { offset };
        Some(later(time, offset))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::world::model::ClientApplication;
    use crate::world::rules::{ACCOUNT_ID, EventAuthor, WORK};

    const WINDOW: SignedDuration = SignedDuration::from_mins(1);

    /// The triggers of an event at noon that is written at this time of the day.
    fn triggers(seed: u64, now: &str) -> Vec<Trigger> {
        let application = ClientApplication { client_id: String::new(), client_secrets: vec!["CRN_secret".to_owned()] };
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
        let event_uid = world
            .upsert_event(ACCOUNT_ID, WORK, serde_json::from_value(event).unwrap(), EventAuthor::Application)
            .unwrap();
        world.events[&event_uid].triggers.clone()
    }

    #[test]
    fn every_seed_finds_a_moment_in_each_window() {
        let mut moments = BTreeSet::new();
        for seed in 0..500 {
            let triggers = triggers(seed, "08:00:00");
            for (trigger, from) in triggers.iter().zip(["11:59:00", "10:54:00", "12:00:00", "15:00:00"]) {
                let from: Timestamp = format!("2026-06-01T{from}Z").parse().unwrap();
                assert_eq!(trigger.window(), (from, from + WINDOW));
                assert!((from..from + WINDOW).contains(&trigger.at), "seed {seed}: {trigger:?}");
                assert_eq!(trigger.state, TriggerState::Planned);
            }
            assert_eq!(triggers, self::triggers(seed, "08:00:00"), "seed {seed} repeats it");
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
