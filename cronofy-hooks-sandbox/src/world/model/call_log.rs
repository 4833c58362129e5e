//! [`CallLog`]: the API calls, as many as there is room for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::logged_call::{CallEffect, CallView as LoggedCall};

/// The newest calls.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CallLog {
    /// The number of the last call that arrived.
    last: u64,
    #[serde(serialize_with = "newest")]
    calls: BTreeMap<u64, LoggedCall>,
    /// The size of the messages of all calls that were added since the start.
    #[serde(skip)]
    bytes: usize,
    /// What the calls that are carried out now have written so far.
    #[serde(skip)]
    open: BTreeMap<u64, Vec<CallEffect>>,
}

/// How many bytes of messages are kept: a call of the application may be as long as its answer.
const MOST_BYTES: usize = 16 << 20;
/// How many bytes of messages the state file has, because each change writes the whole file.
const MOST_SAVED_BYTES: usize = 256 << 10;
/// How many calls the state file has.
const MOST_SAVED: usize = 500;

/// The newest calls, for the state file.
fn newest<S: Serializer>(calls: &BTreeMap<u64, LoggedCall>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = 0;
    let mut fits = |call: &LoggedCall| {
        bytes += call.size();
        bytes <= MOST_SAVED_BYTES
    };
    let saved = calls.values().rev().take(MOST_SAVED).map_while(|call| fits(call).then_some(call.number));
    let oldest = saved.last().unwrap_or(u64::MAX);
    serializer.collect_map(calls.range(oldest..))
}

impl CallLog {
    /// The number of a call that arrives.
    pub(crate) fn begin(&mut self) -> u64 {
        self.last += 1;
        self.open.insert(self.last, Vec::new());
        self.last
    }

    /// Notes what a call wrote, until it ends.
    pub(crate) fn note(&mut self, number: u64, effect: CallEffect) {
        if let Some(effects) = self.open.get_mut(&number)
            && !effects.contains(&effect)
        {
            effects.push(effect);
        }
    }

    /// Adds a call that was answered. Of more than `most` calls the oldest are dropped, and of more bytes than there is
    /// room for, the messages of the oldest.
    pub(crate) fn end(&mut self, call: LoggedCall, most: usize) {
        let effects = self.open.remove(&call.number).unwrap_or_default();
        self.bytes += call.size();
        self.calls.insert(call.number, LoggedCall { effects, ..call });
        while self.calls.len() > most
            && let Some((_, oldest)) = self.calls.pop_first()
        {
            self.bytes = self.bytes.saturating_sub(oldest.size());
        }
        let mut oldest = self.calls.values_mut();
        while self.bytes > MOST_BYTES
            && let Some(call) = oldest.next()
        {
            self.bytes = self.bytes.saturating_sub(call.size());
            (call.request, call.answer) = (None, None);
        }
    }

    pub(crate) fn get(&self, number: u64) -> Option<&LoggedCall> {
        self.calls.get(&number)
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &LoggedCall> + ExactSizeIterator {
        self.calls.values()
    }

    /// Those with a larger number, oldest first.
    pub(crate) fn after(&self, number: u64) -> impl Iterator<Item = &LoggedCall> {
        self.calls.range(number.saturating_add(1)..).map(|(_, call)| call)
    }

    /// How many were dropped.
    pub(crate) fn dropped(&self) -> u64 {
        self.last - (self.calls.len() + self.open.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::world::model::{ApiCaller, EffectSubject, EffectVerb, HttpMessage};

    /// Adds a call whose answer has this many bytes.
    fn add(log: &mut CallLog, bytes: usize, most: usize) {
        let number = log.begin();
        let answer = HttpMessage { body: "x".repeat(bytes), ..HttpMessage::default() };
        let call = LoggedCall {
            number,
            at: Timestamp::UNIX_EPOCH,
            received: Timestamp::UNIX_EPOCH,
            method: "GET".to_owned(),
            target: "/v1/events?tzid=Etc/UTC".to_owned(),
            caller: ApiCaller::Application,
            status: 200,
            fault: None,
            took: Duration::ZERO,
            request: Some(HttpMessage::default()),
            answer: Some(answer),
            effects: Vec::new(),
        };
        log.end(call, most);
    }

    fn numbers(log: &CallLog) -> Vec<u64> {
        log.iter().map(|call| call.number).collect()
    }

    fn with_answer(log: &CallLog) -> Vec<u64> {
        log.iter().filter(|call| call.answer.is_some()).map(|call| call.number).collect()
    }

    #[test]
    fn the_oldest_calls_make_room_and_then_the_oldest_messages() {
        let mut log = CallLog::default();
        for _ in 0..5 {
            add(&mut log, 10, 3);
        }
        assert_eq!((numbers(&log), log.dropped()), (vec![3, 4, 5], 2));
        // Each takes a quarter of the room.
        for _ in 0..6 {
            add(&mut log, MOST_BYTES / 4, 7);
        }
        assert_eq!((numbers(&log), log.dropped()), ((5..=11).collect(), 4));
        assert_eq!(with_answer(&log), [8, 9, 10, 11]);
        // What was dropped no longer takes room.
        add(&mut log, MOST_BYTES / 4, 2);
        for _ in 0..4 {
            add(&mut log, MOST_BYTES / 4, 100);
        }
        assert_eq!((numbers(&log), with_answer(&log)), ((11..=16).collect(), vec![13, 14, 15, 16]));
    }

    #[test]
    fn a_call_has_what_it_wrote_while_it_was_carried_out() {
        let mut log = CallLog::default();
        let effect = CallEffect { verb: EffectVerb::Created, subject: EffectSubject::Request("req_1".to_owned()) };
        log.note(1, effect.clone());
        log.note(2, effect.clone());
        add(&mut log, 0, 9);
        assert_eq!(log.get(1).map(|call| call.effects.len()), Some(0), "it had not begun");
        let number = log.begin();
        assert_eq!(log.dropped(), 0, "it is not dropped while it is carried out");
        log.note(number, effect.clone());
        log.note(number, effect.clone());
        let call = LoggedCall { number, ..log.get(1).cloned().expect("it is kept") };
        log.end(call, 9);
        assert_eq!(log.get(number).map(|call| &call.effects[..]), Some(&[effect][..]), "once");
    }

    #[test]
    fn the_state_file_has_the_newest_calls() {
        let reopened = |log: &CallLog| -> CallLog {
            serde_json::from_str(&serde_json::to_string(log).expect("it is JSON")).expect("a log")
        };
        let mut log = CallLog::default();
        for _ in 0..MOST_SAVED + 20 {
            add(&mut log, 10, 10_000);
        }
        let mut saved = reopened(&log);
        assert_eq!((saved.iter().len(), saved.dropped()), (MOST_SAVED, 20));
        assert_eq!(saved.begin(), MOST_SAVED as u64 + 21, "no number is used twice");
        for _ in 0..6 {
            add(&mut log, MOST_SAVED_BYTES / 4, 10_000);
        }
        assert_eq!(numbers(&reopened(&log)), (523..=526).collect::<Vec<_>>());
        add(&mut log, MOST_SAVED_BYTES + 1, 10_000);
        assert_eq!(numbers(&reopened(&log)), Vec::<u64>::new(), "the newest is longer than there is room for");
    }
}
