//! From a notification to its answer: attempts, retries, and the end of a channel.

use std::collections::BTreeSet;
use std::time::Duration;

use cronofy_hooks_contract::limits::{NOTIFICATION_DEADLINE, TRIGGER_DEADLINE};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::fault_injection::sign;
use crate::clock::later;
use crate::world::model::{
    Attempt, AttemptOutcome, AttemptResult, ChannelClosure, ClosedBy, Delivery, DeliveryCause, DeliveryState,
    HttpMessage, NewNotification, NotificationSubject, OutgoingRequest, PATIENCE, PlannedAction, Step, World,
};

/// Seconds between attempts; the last one repeats. The service does not publish its own. These let a
/// person see the first retries, and keep a day of them short.
const WAITS: [i64; 7] = [10, 30, 60, 300, 600, 1800, 3600];
/// A receiver that fails may answer each attempt with a long page.
const MOST_ANSWER_BYTES: usize = 16 << 20;

impl World {
    /// Queues a notification, to be sent now. Returns the number of its delivery.
    pub(crate) fn send(&mut self, notice: NewNotification) -> u64 {
        let number = self.ids.number();
        let NewNotification { subject, name, subtype, url, body, trigger } = notice;
        let delivery = Delivery {
            number,
            notification_id: trigger.then(|| self.ids.hex(self.now)),
            subject,
            name,
            subtype,
            url,
            body: serialize(&body),
            created: self.now,
            deadline: if trigger { TRIGGER_DEADLINE } else { NOTIFICATION_DEADLINE },
            state: DeliveryState::Waiting(self.now),
            attempts: Vec::new(),
            cause: Some(self.cause),
            changed_events: BTreeSet::new(),
            postponed: None,
            made_up: false,
        };
        self.queue(delivery);
        number
    }

    /// Names a cause that is more exact than the one of all that happens at once.
    pub(super) fn set_cause(&mut self, number: u64, cause: DeliveryCause) {
        if let Some(delivery) = self.deliveries.get_mut(&number) {
            delivery.cause = Some(cause);
        }
    }

    /// Queues the same notification for each URL.
    pub(super) fn send_to_all(
        &mut self,
        urls: Vec<String>,
        subject: &NotificationSubject,
        name: &str,
        subtype: Option<&str>,
        body: &Value,
    ) {
        for url in urls {
            let (subject, name, subtype) = (subject.clone(), name.to_owned(), subtype.map(str::to_owned));
            self.send(NewNotification { subject, name, subtype, url, body: body.clone(), trigger: false });
        }
    }

    fn queue(&mut self, delivery: Delivery) {
        self.agenda.add(self.now, PlannedAction::Attempt { delivery: delivery.number }, self.cause);
        self.deliveries.insert(delivery.number, delivery);
    }

    /// Sends the same bytes again, as a new delivery with the same id.
    pub(crate) fn replay(&mut self, number: u64) -> Option<u64> {
        let original = self.deliveries.get(&number)?.clone();
        self.record(self.ids.last(), Step::Replay(number));
        let number = self.ids.number();
        let cause = Some(DeliveryCause::Replay(original.number));
        let state = DeliveryState::Waiting(self.now);
        let created = self.now;
        self.queue(Delivery { number, created, state, attempts: Vec::new(), cause, postponed: None, ..original });
        Some(number)
    }

    /// Returns the request of an attempt that is due, unless the delivery no longer waits for this attempt.
    pub(super) fn start_attempt(&mut self, number: u64, at: Timestamp) -> Option<OutgoingRequest> {
        let delivery = self.deliveries.get(&number).filter(|it| it.state == DeliveryState::Waiting(at))?;
        let closed = |world: &Self, channel: &str| world.channels.get(channel).is_none_or(|it| !it.is_open());
        if matches!(&delivery.subject, NotificationSubject::Channel(channel_id) if closed(self, channel_id)) {
            self.finish_delivery(number, DeliveryState::GivenUp(self.now));
            return None;
        }
        let attempt = u32::try_from(delivery.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
        let fault = self.choose_fault(number, attempt)?;
        let delivery = self.deliveries.get_mut(&number)?;
        let attempt = Attempt {
            number: attempt,
            at: self.now,
            fault,
            signature: sign(self.signer.as_ref()?, &delivery.body, fault),
            outcome: None,
            answer: None,
            took: Duration::ZERO,
        };
        let request = delivery.request(&attempt);
        delivery.state = DeliveryState::Sending;
        delivery.attempts.push(attempt);
        Some(request)
    }

    /// Records how an attempt ended, and plans the next one if it failed.
    pub(crate) fn record_result(&mut self, number: u64, attempt: u32, result: AttemptResult) {
        let AttemptResult { outcome, answer, took } = result;
        let now = self.now;
        let Some(delivery) = self.deliveries.get_mut(&number) else { return };
        let succeeded = outcome.succeeded();
        if let Some(known) = delivery.attempts.iter_mut().find(|known| known.number == attempt) {
            known.outcome = Some(outcome);
            known.took = took;
            self.answer_bytes += answer.as_ref().map_or(0, HttpMessage::size);
            known.answer = answer;
        }
        let retry_at = later(now, wait_after(attempt));
        let give_up_at = later(delivery.created, PATIENCE);
        let subject = delivery.subject.clone();
        if succeeded {
            self.finish_delivery(number, DeliveryState::Delivered(now));
        } else if retry_at < give_up_at {
            delivery.state = DeliveryState::Waiting(retry_at);
            self.agenda.add(retry_at, PlannedAction::Attempt { delivery: number }, self.cause);
        } else {
            self.finish_delivery(number, DeliveryState::GivenUp(now));
        }
        self.release_held(number);
        self.forget_old_answers();
        if let NotificationSubject::Channel(channel_id) = subject {
            self.record_channel_result(&channel_id, (number, attempt), succeeded);
        }
    }

    /// Marks the attempts that were in flight when the sandbox ended as lost, and repeats them. Forgets the ended
    /// deliveries that the state file left out.
    pub(crate) fn resume(&mut self) {
        let now = self.now;
        let ended = self.finished.len();
        self.finished.retain(|number| self.deliveries.contains_key(number));
        self.dropped += (ended - self.finished.len()) as u64;
        for delivery in self.deliveries.values_mut().filter(|it| it.state == DeliveryState::Sending) {
            for attempt in delivery.attempts.iter_mut().filter(|it| it.outcome.is_none()) {
                attempt.outcome = Some(AttemptOutcome::Lost);
            }
            delivery.state = DeliveryState::Waiting(now);
            self.agenda.add(now, PlannedAction::Attempt { delivery: delivery.number }, self.cause);
        }
    }

    fn record_channel_result(&mut self, channel_id: &str, attempt: (u64, u32), succeeded: bool) {
        let now = self.now;
        let Some(channel) = self.channels.get_mut(channel_id) else { return };
        if succeeded {
            channel.last_success = Some(now);
            channel.failing_since = None;
            channel.first_failure = None;
        } else if channel.failing_since.is_none() {
            channel.failing_since = Some(now);
            channel.first_failure = Some(attempt);
            self.agenda.add(
                later(now, PATIENCE),
                PlannedAction::CloseChannel { channel_id: channel_id.to_owned() },
                self.cause,
            );
        }
    }

    /// Closes a channel if nothing has succeeded for 24 hours.
    pub(super) fn close_failing(&mut self, channel_id: &str) {
        let now = self.now;
        let Some(channel) = self.channels.get_mut(channel_id) else { return };
        let failing = channel.failing_since.is_some_and(|since| now.duration_since(since) >= PATIENCE);
        if failing && channel.is_open() {
            channel.closed = Some(ChannelClosure { at: now, by: ClosedBy::Failures });
        }
    }

    fn finish_delivery(&mut self, number: u64, state: DeliveryState) {
        if let Some(delivery) = self.deliveries.get_mut(&number) {
            delivery.state = state;
            self.finished.push_back(number);
        }
        while self.finished.len() > self.history
            && let Some(oldest) = self.finished.pop_front()
        {
            self.dropped += 1;
            let attempts = self.deliveries.remove(&oldest).map(|it| it.attempts).unwrap_or_default();
            let answers = attempts.iter().filter_map(|it| it.answer.as_ref());
            self.answer_bytes = self.answer_bytes.saturating_sub(answers.map(HttpMessage::size).sum());
        }
    }

    /// Drops the answers to the oldest deliveries until the others fit in [`MOST_ANSWER_BYTES`].
    fn forget_old_answers(&mut self) {
        let mut attempts = self.deliveries.values_mut().flat_map(|it| &mut it.attempts);
        while self.answer_bytes > MOST_ANSWER_BYTES
            && let Some(attempt) = attempts.next()
        {
            let size = attempt.answer.take().map_or(0, |it| it.size());
            self.answer_bytes = self.answer_bytes.saturating_sub(size);
        }
    }
}

fn wait_after(attempt: u32) -> SignedDuration {
    let index = usize::try_from(attempt).unwrap_or(usize::MAX).saturating_sub(1).min(WAITS.len() - 1);
    SignedDuration::from_secs(WAITS[index])
}

/// Writes `notification` first, as the service does, and the other fields by name.
fn serialize(body: &Value) -> String {
    let Some(fields) = body.as_object() else { return body.to_string() };
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_by_key(|(key, _)| (*key != "notification", *key));
    let fields = fields.into_iter().map(|(key, value)| format!("{}:{value}", Value::from(key.as_str())));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::world::model::ClientApplication;

    #[test]
    fn long_answers_are_forgotten_before_they_fill_the_memory() {
        let application = ClientApplication { client_id: String::new(), client_secrets: vec!["CRN_secret".to_owned()] };
        let mut world = World::new(application, Timestamp::UNIX_EPOCH, 1).expect("a usable secret");
        let sent = World::HISTORY as u64 + 10;
        for number in 0..sent {
            world
                .send_manually(DeliveryCause::ControlApi, "http://127.0.0.1:9/", json!({ "number": number }), false)
                .expect("an object");
            for request in world.run_due() {
                let answer = HttpMessage { body: "x".repeat(HttpMessage::MOST_KEPT), ..HttpMessage::default() };
                let outcome = AttemptOutcome::Answered(200);
                let result = AttemptResult { outcome, answer: Some(answer), took: Duration::ZERO };
                world.record_result(request.delivery, request.attempt, result);
            }
        }
        let kept: Vec<_> = world.deliveries.values().map(|it| it.attempts[0].answer.is_some()).collect();
        assert_eq!((kept.len(), kept.iter().filter(|it| **it).count()), (World::HISTORY, 256));
        assert!(kept[kept.len() - 256..].iter().all(|it| *it), "the newest");
        assert_eq!(world.answer_bytes, MOST_ANSWER_BYTES);
    }
}
