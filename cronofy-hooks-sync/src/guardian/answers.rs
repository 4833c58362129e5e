//! [`AnswerNotes`]: how deliveries were answered, until it is written into the store.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::channel::{ChannelState, GuardedChannel};

/// How often an answer is written that changes nothing.
///
/// A change is written at once: the first failure after a success, and the first success after a failure. The rest
/// only tells an operator when a channel last worked, and how often it failed, so a busy channel costs one write in
/// this time and not one for each delivery. What a crash loses of it is this much of 24 hours.
pub(super) const WRITE_EVERY: SignedDuration = SignedDuration::from_mins(15);

/// How the deliveries of each channel were answered since the last write.
#[derive(Debug, Default)]
pub(super) struct AnswerNotes(Mutex<HashMap<String, ChannelNotes>>);

#[derive(Debug, Default)]
struct ChannelNotes {
    unwritten: Answers,
    written_at: Option<Timestamp>,
    /// As it was last written.
    is_failing: bool,
}

/// Answers to the deliveries of a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    last_success: Option<Timestamp>,
    /// After the last success.
    first_failure: Option<Timestamp>,
    failures: i64,
}

impl AnswerNotes {
    /// Notes an answer. Returns whether it has to be written at once.
    pub(super) fn add(&self, channel_id: String, now: Timestamp, is_success: bool) -> bool {
        let mut channels = self.lock();
        let notes = channels.entry(channel_id).or_default();
        if is_success {
            notes.unwritten = Answers { last_success: Some(now), ..Answers::default() };
        } else {
            notes.unwritten.first_failure.get_or_insert(now);
            notes.unwritten.failures = notes.unwritten.failures.saturating_add(1);
        }
        notes.is_due(now)
    }

    /// Takes what is to be written now.
    pub(super) fn take_due(&self, now: Timestamp) -> Vec<(String, Answers)> {
        let mut channels = self.lock();
        // What is forgotten here is written at once when it is noted the next time, as it would be otherwise.
        channels.retain(|_, notes| notes.is_failing || !notes.unwritten.is_empty() || !notes.is_old(now));
        let due = channels.iter_mut().filter(|(_, notes)| !notes.unwritten.is_empty() && notes.is_due(now));
        due.map(|(channel_id, notes)| (channel_id.clone(), notes.take(now))).collect()
    }

    /// Takes back what could not be written.
    pub(super) fn put_back(&self, channel_id: String, answers: Answers) {
        let mut channels = self.lock();
        let notes = channels.entry(channel_id).or_default();
        notes.unwritten = answers.then(notes.unwritten);
        notes.written_at = None;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, ChannelNotes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChannelNotes {
    fn is_due(&self, now: Timestamp) -> bool {
        let Answers { last_success, first_failure, .. } = self.unwritten;
        let is_change = if self.is_failing { last_success.is_some() } else { first_failure.is_some() };
        is_change || self.is_old(now)
    }

    /// Also when the clock was set back.
    fn is_old(&self, now: Timestamp) -> bool {
        self.written_at.is_none_or(|at| now.duration_since(at).abs() >= WRITE_EVERY)
    }

    fn take(&mut self, now: Timestamp) -> Answers {
        self.written_at = Some(now);
        self.is_failing = self.unwritten.first_failure.is_some();
        std::mem::take(&mut self.unwritten)
    }
}

impl Answers {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These answers, and later ones.
    fn then(self, later: Self) -> Self {
        match later.last_success {
            Some(_) => later,
            None => Self {
                last_success: self.last_success,
                first_failure: self.first_failure.or(later.first_failure),
                failures: self.failures.saturating_add(later.failures),
            },
        }
    }

    /// Adds them to what is stored, which has those of other processes.
    pub(super) fn apply_to(&self, channel: &mut GuardedChannel) {
        if let Some(success) = self.last_success
            && channel.last_success.is_none_or(|last| last < success)
        {
            channel.last_success = Some(success);
            if channel.failing_since.is_some_and(|since| since <= success) {
                (channel.failing_since, channel.failures) = (None, 0);
                // Only the service says whether a closed channel is open again: this answer may be older.
                if channel.state == ChannelState::AtRisk {
                    channel.state = ChannelState::Open;
                }
            }
        }
        if let Some(failure) = self.first_failure {
            // A success that another process noted is later than the first of these failures.
            let failure = failure.max(channel.last_success.unwrap_or(failure));
            channel.failing_since = Some(channel.failing_since.map_or(failure, |since| since.min(failure)));
            channel.failures = channel.failures.saturating_add(self.failures);
        }
    }
}

#[cfg(test)]
mod tests {
    use cronofy_hooks::request::CreateChannel;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute)
    }

    /// Notes an answer, and returns whether it has to be written at once and what is then taken.
    fn note(notes: &AnswerNotes, minute: i64, is_success: bool) -> (bool, Vec<Answers>) {
        let at_once = notes.add("chn_1".to_owned(), at(minute), is_success);
        (at_once, notes.take_due(at(minute)).into_iter().map(|(_, answers)| answers).collect())
    }

    fn answers(last_success: Option<i64>, first_failure: Option<i64>, failures: i64) -> Answers {
        Answers { last_success: last_success.map(at), first_failure: first_failure.map(at), failures }
    }

    #[test]
    fn a_change_is_written_at_once_and_the_rest_now_and_then() {
        let notes = AnswerNotes::default();
        assert_eq!(note(&notes, 0, true), (true, vec![answers(Some(0), None, 0)]));
        for minute in 1..15 {
            assert_eq!(note(&notes, minute, true), (false, vec![]), "{minute}");
        }
        assert_eq!(note(&notes, 15, true), (true, vec![answers(Some(15), None, 0)]));
        assert_eq!(note(&notes, 16, true), (false, vec![]));
        assert_eq!(note(&notes, 17, false), (true, vec![answers(Some(16), Some(17), 1)]));
        assert_eq!(note(&notes, 18, false), (false, vec![]));
        assert_eq!(note(&notes, 32, false), (true, vec![answers(None, Some(18), 2)]));
        assert_eq!(note(&notes, 33, false), (false, vec![]));
        assert_eq!(note(&notes, 34, true), (true, vec![answers(Some(34), None, 0)]));
        // A clock that was set back does not stop the writes.
        assert_eq!(note(&notes, 5, true), (true, vec![answers(Some(5), None, 0)]));
    }

    #[test]
    fn only_busy_and_failing_channels_are_remembered() {
        let notes = AnswerNotes::default();
        notes.add("chn_failing".to_owned(), at(0), false);
        notes.add("chn_good".to_owned(), at(0), true);
        assert_eq!(notes.take_due(at(0)).len(), 2);
        assert_eq!(notes.take_due(at(14)), []);
        assert_eq!(notes.lock().len(), 2);
        assert_eq!(notes.take_due(at(15)), []);
        assert_eq!(notes.lock().keys().collect::<Vec<_>>(), ["chn_failing"]);
    }

    #[test]
    fn what_could_not_be_written_is_kept() {
        let notes = AnswerNotes::default();
        let (_, taken) = note(&notes, 0, false);
        notes.add("chn_1".to_owned(), at(1), false);
        notes.put_back("chn_1".to_owned(), taken[0]);
        assert_eq!(notes.take_due(at(2)), [("chn_1".to_owned(), answers(None, Some(0), 2))]);
        let (_, taken) = note(&notes, 3, true);
        notes.add("chn_1".to_owned(), at(4), false);
        notes.put_back("chn_1".to_owned(), taken[0]);
        assert_eq!(notes.take_due(at(4)), [("chn_1".to_owned(), answers(Some(3), Some(4), 1))]);
        let (_, taken) = note(&notes, 5, false);
        assert_eq!(taken, []);
        notes.add("chn_1".to_owned(), at(6), true);
        notes.put_back("chn_1".to_owned(), answers(None, Some(5), 1));
        assert_eq!(notes.take_due(at(6)), [("chn_1".to_owned(), answers(Some(6), None, 0))]);
    }

    #[test]
    fn answers_of_several_processes_add_up() {
        let request = CreateChannel::new("https://example.com/");
        let mut channel = GuardedChannel::new("acc_1", request, at(0)).expect("the request has a URL");
        let mut apply = |answers: Answers, state: Option<ChannelState>| {
            channel.state = state.unwrap_or(channel.state);
            answers.apply_to(&mut channel);
            let minute = |time: Option<Timestamp>| time.map(|time| time.as_second() / 60);
            (minute(channel.last_success), minute(channel.failing_since), channel.failures, channel.state)
        };
        use ChannelState::{AtRisk, Closed, Open};
        assert_eq!(apply(answers(None, Some(10), 1), None), (None, Some(10), 1, Open));
        // Another process failed as well, and noted it later.
        assert_eq!(apply(answers(None, Some(5), 3), Some(AtRisk)), (None, Some(5), 4, AtRisk));
        assert_eq!(apply(answers(Some(20), None, 0), None), (Some(20), None, 0, Open));
        // A success that is written late: the later one counts.
        assert_eq!(apply(answers(Some(19), None, 0), None), (Some(20), None, 0, Open));
        // Some of these failures came before the success of another process.
        assert_eq!(apply(answers(None, Some(15), 2), None), (Some(20), Some(20), 2, Open));
        assert_eq!(apply(answers(Some(30), Some(31), 1), Some(AtRisk)), (Some(30), Some(31), 1, Open));
        assert_eq!(apply(answers(Some(40), None, 0), Some(Closed)), (Some(40), None, 0, Closed));
    }
}
