//! Formats times, durations and states for people.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use crate::world::model::{Attempt, AttemptOutcome, Delivery, DeliveryState};

/// `2026-01-17 09:24:16`: a time of the sandbox, in UTC.
pub(super) fn time(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (at.strftime("%Y-%m-%d %H:%M:%S")) } }
}

/// `2 h 5 min`: the two largest units.
pub(super) fn span(span: SignedDuration) -> String {
    let seconds = span.as_secs().unsigned_abs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let largest = units.iter().position(|(unit, _)| seconds >= *unit).unwrap_or(3);
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (unit, name) in &units[largest..units.len().min(largest + 2)] {
        if rest / unit > 0 || parts.is_empty() {
            parts.push(format!("{} {name}", rest / unit));
        }
        rest %= unit;
    }
    parts.join(" ")
}

/// `5 min ago`, `in 2 h`, `now`.
pub(super) fn relative(now: Timestamp, at: Timestamp) -> String {
    let distance = at.duration_since(now);
    match distance.as_secs() {
        0 => "now".to_owned(),
        1.. => format!("in {}", span(distance)),
        ..0 => format!("{} ago", span(distance)),
    }
}

/// `12 ms`.
pub(super) fn latency(took: Duration) -> String {
    match took.as_secs_f64() * 1000.0 {
        millis if millis < 10.0 => format!("{millis:.1} ms"),
        millis if millis < 1000.0 => format!("{millis:.0} ms"),
        millis => format!("{:.1} s", millis / 1000.0),
    }
}

/// `1 delivery`, `2 deliveries`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `chn_…000003`: a shortened id. The ids of one sandbox differ at the end.
pub(super) fn short(id: &str) -> Markup {
    let end = id.char_indices().nth_back(5).map_or(0, |(index, _)| index);
    match id.split_once('_') {
        Some((kind, rest)) if rest.chars().count() > 8 => {
            html! { span.id title=(id) { (kind) "_…" (&id[end..]) } }
        }
        _ => html! { span.id { (id) } },
    }
}

/// The colour of a badge. Its text says the same.
#[derive(Clone, Copy, Debug)]
pub(super) enum BadgeTone {
    Good,
    Waiting,
    Bad,
    Plain,
}

/// A short text with a colour.
pub(super) fn badge(tone: BadgeTone, text: &str) -> Markup {
    let class = match tone {
        BadgeTone::Good => "badge good",
        BadgeTone::Waiting => "badge waiting",
        BadgeTone::Bad => "badge bad",
        BadgeTone::Plain => "badge",
    };
    html! { span class=(class) { (text) } }
}

pub(super) fn state(delivery: &Delivery, now: Timestamp) -> Markup {
    match delivery.state {
        DeliveryState::Waiting(_) if delivery.attempts.is_empty() => badge(BadgeTone::Plain, "due"),
        DeliveryState::Waiting(at) => badge(BadgeTone::Waiting, &format!("retry {}", relative(now, at))),
        DeliveryState::Sending => badge(BadgeTone::Plain, "sending"),
        DeliveryState::Delivered(_) => badge(BadgeTone::Good, "delivered"),
        DeliveryState::GivenUp(_) => badge(BadgeTone::Bad, "given up"),
    }
}

/// How an attempt ended, in a few words.
pub(super) fn outcome(attempt: &Attempt) -> String {
    match &attempt.outcome {
        None => "in flight".to_owned(),
        Some(AttemptOutcome::Answered(status)) => match http::StatusCode::from_u16(*status) {
            Ok(known) => known.to_string().trim_end_matches("<unknown status code>").trim().to_owned(),
            Err(_) => status.to_string(),
        },
        Some(AttemptOutcome::TimedOut) => "no answer in time".to_owned(),
        // Without the error number of the operating system.
        Some(AttemptOutcome::Failed(reason)) => reason.split(" (os error").next().unwrap_or_default().to_owned(),
        Some(AttemptOutcome::Lost) => "lost on the way".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units_at_most() {
        let text = |seconds| span(SignedDuration::from_secs(seconds));
        assert_eq!(
            [0, 59, 60, 61, 3_600, 7_500, 90_061].map(text),
            ["0 s", "59 s", "1 min", "1 min 1 s", "1 h", "2 h 5 min", "1 d 1 h"]
        );
    }

    #[test]
    fn times_are_shown_relative_to_now() {
        let at = |second| Timestamp::new(second, 0).expect("a valid time");
        assert_eq!([40, 100, 400].map(|second| relative(at(100), at(second))), ["1 min ago", "now", "in 5 min"]);
    }
}
