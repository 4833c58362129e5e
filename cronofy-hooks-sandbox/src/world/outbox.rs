//! From a notification to its answer: attempts, retries, and the end of a channel.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::World;
use super::agenda::Plan;
use super::channel::{Closed, ClosedBy};
use super::delivery::{About, Attempt, Delivery, DeliveryState, Notice, Outcome, Sending};

/// What a channel's receiver has, from <https://docs.cronofy.com/developers/push-notifications/>.
const DEADLINE: Duration = Duration::from_secs(5);
/// What an event trigger's receiver has, from <https://docs.cronofy.com/developers/api/event-triggers/>.
const TRIGGER_DEADLINE: Duration = Duration::from_secs(7);
/// How long a delivery is tried, and a channel lives without success.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_hours(24);
/// Waits between attempts, in seconds; the last for all that follow. The service does not publish its
/// own: these are dense enough to see at once, and sparse enough for a day.
const WAITS: [i64; 7] = [10, 30, 60, 300, 600, 1800, 3600];
/// How many finished deliveries are remembered.
const REMEMBERED: usize = 2000;

impl World {
    /// Puts a notification in line, to be sent now.
    pub(crate) fn send(&mut self, notice: Notice) -> u64 {
        let number = self.ids.number();
        let Notice { about, name, subtype, url, body, trigger } = notice;
        let delivery = Delivery {
            number,
            notification_id: trigger.then(|| self.ids.hex(self.now)),
            about,
            name,
            subtype,
            url,
            body: written(&body),
            created: self.now,
            deadline: if trigger { TRIGGER_DEADLINE } else { DEADLINE },
            state: DeliveryState::Waiting(self.now),
            attempts: Vec::new(),
            replay_of: None,
            postponed: None,
            is_extra: false,
        };
        self.deliveries.insert(number, delivery);
        self.agenda.add(self.now, Plan::Attempt { delivery: number });
        number
    }

    /// Sends the same bytes once more, as a delivery of its own with the same id.
    pub(crate) fn replay(&mut self, number: u64) -> Option<u64> {
        let original = self.deliveries.get(&number)?.clone();
        let number = self.ids.number();
        let replay_of = Some(original.number);
        let state = DeliveryState::Waiting(self.now);
        let again =
            Delivery { number, created: self.now, state, attempts: Vec::new(), replay_of, postponed: None, ..original };
        self.deliveries.insert(number, again);
        self.agenda.add(self.now, Plan::Attempt { delivery: number });
        Some(number)
    }

    /// The request of an attempt that is due, unless the delivery is at another point by now.
    pub(super) fn attempt(&mut self, number: u64, at: Timestamp) -> Option<Sending> {
        let delivery = self.deliveries.get(&number).filter(|it| it.state == DeliveryState::Waiting(at))?;
        let closed = |world: &Self, channel: &str| world.channels.get(channel).is_none_or(|it| it.closed.is_some());
        if matches!(&delivery.about, About::Channel(channel_id) if closed(self, channel_id)) {
            self.finish_delivery(number, DeliveryState::GivenUp(self.now));
            return None;
        }
        let attempt = u32::try_from(delivery.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
        let fault = self.mischief(number, attempt)?;
        let delivery = self.deliveries.get_mut(&number)?;
        let signature = self.signer.sign(delivery.body.as_bytes());
        let mut sending = Sending {
            delivery: number,
            attempt,
            url: delivery.url.clone(),
            notification_id: delivery.notification_id.clone(),
            body: delivery.body.clone(),
            signature: signature.to_str().unwrap_or_default().to_owned(),
            deadline: delivery.deadline,
            fault,
        };
        sending.spoil();
        delivery.state = DeliveryState::Sending;
        delivery.attempts.push(Attempt {
            number: attempt,
            at: self.now,
            fault,
            signature: sending.signature.clone(),
            outcome: None,
            took: Duration::ZERO,
        });
        Some(sending)
    }

    /// What became of an attempt.
    pub(crate) fn answered(&mut self, number: u64, attempt: u32, outcome: Outcome, took: Duration) {
        let now = self.now;
        let Some(delivery) = self.deliveries.get_mut(&number) else { return };
        let succeeded = outcome.succeeded();
        if let Some(made) = delivery.attempts.iter_mut().find(|made| made.number == attempt) {
            made.outcome = Some(outcome);
            made.took = took;
        }
        let retry_at = now.saturating_add(wait(attempt)).unwrap_or(Timestamp::MAX);
        let give_up_at = delivery.created.saturating_add(PATIENCE).unwrap_or(Timestamp::MAX);
        let about = delivery.about.clone();
        if succeeded {
            self.finish_delivery(number, DeliveryState::Delivered(now));
        } else if retry_at < give_up_at {
            delivery.state = DeliveryState::Waiting(retry_at);
            self.agenda.add(retry_at, Plan::Attempt { delivery: number });
        } else {
            self.finish_delivery(number, DeliveryState::GivenUp(now));
        }
        self.release(number);
        if let About::Channel(channel_id) = about {
            self.tell_channel(&channel_id, succeeded);
        }
    }

    /// What was under way when the sandbox ended: nobody knows what became of it.
    pub(crate) fn resume(&mut self) {
        let now = self.now;
        for delivery in self.deliveries.values_mut().filter(|it| it.state == DeliveryState::Sending) {
            for attempt in delivery.attempts.iter_mut().filter(|it| it.outcome.is_none()) {
                attempt.outcome = Some(Outcome::Lost);
            }
            delivery.state = DeliveryState::Waiting(now);
            self.agenda.add(now, Plan::Attempt { delivery: delivery.number });
        }
    }

    fn tell_channel(&mut self, channel_id: &str, succeeded: bool) {
        let now = self.now;
        let Some(channel) = self.channels.get_mut(channel_id) else { return };
        if succeeded {
            channel.last_success = Some(now);
            channel.failing_since = None;
        } else if channel.failing_since.is_none() {
            channel.failing_since = Some(now);
            let close_at = now.saturating_add(PATIENCE).unwrap_or(Timestamp::MAX);
            self.agenda.add(close_at, Plan::CloseChannel { channel_id: channel_id.to_owned() });
        }
    }

    /// Closes a channel if nothing has succeeded for 24 hours.
    pub(super) fn close_failing(&mut self, channel_id: &str) {
        let now = self.now;
        let Some(channel) = self.channels.get_mut(channel_id) else { return };
        let failing = channel.failing_since.is_some_and(|since| now.duration_since(since) >= PATIENCE);
        if failing && channel.closed.is_none() {
            channel.closed = Some(Closed { at: now, by: ClosedBy::Failures });
        }
    }

    fn finish_delivery(&mut self, number: u64, state: DeliveryState) {
        if let Some(delivery) = self.deliveries.get_mut(&number) {
            delivery.state = state;
            self.finished.push_back(number);
        }
        while self.finished.len() > REMEMBERED
            && let Some(oldest) = self.finished.pop_front()
        {
            self.deliveries.remove(&oldest);
        }
    }
}

fn wait(attempt: u32) -> SignedDuration {
    let place = usize::try_from(attempt).unwrap_or(usize::MAX).saturating_sub(1).min(WAITS.len() - 1);
    SignedDuration::from_secs(WAITS[place])
}

/// `notification` first, as the service writes its bodies.
fn written(body: &Value) -> String {
    #[derive(Serialize)]
    struct Body<'b> {
        #[serde(skip_serializing_if = "Option::is_none")]
        notification: Option<&'b Value>,
        #[serde(flatten)]
        rest: BTreeMap<&'b str, &'b Value>,
    }
    let Some(fields) = body.as_object() else { return body.to_string() };
    let rest = fields.iter().filter(|(key, _)| *key != "notification").map(|(key, value)| (key.as_str(), value));
    let written = serde_json::to_string(&Body { notification: body.get("notification"), rest: rest.collect() });
    // Only keys that are not texts could fail.
    written.unwrap_or_else(|_| body.to_string())
}
