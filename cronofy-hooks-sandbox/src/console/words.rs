//! Times, durations and states, as a person reads them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use crate::world::delivery::{Attempt, Delivery, DeliveryState, Outcome};

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
    let mut words = Vec::new();
    for (unit, name) in &units[largest..units.len().min(largest + 2)] {
        if rest / unit > 0 || words.is_empty() {
            words.push(format!("{} {name}", rest / unit));
        }
        rest %= unit;
    }
    words.join(" ")
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

/// `chn_…000003`: an id where there is little room. Those of one sandbox differ at the end.
pub(super) fn short(id: &str) -> Markup {
    let end = id.char_indices().nth_back(5).map_or(0, |(place, _)| place);
    match id.split_once('_') {
        Some((kind, rest)) if rest.chars().count() > 8 => {
            html! { span.id title=(id) { (kind) "_…" (&id[end..]) } }
        }
        _ => html! { span.id { (id) } },
    }
}

/// How a state looks; always beside its word.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tone {
    Good,
    Waiting,
    Bad,
    Plain,
}

/// A word for a state, in its colour.
pub(super) fn badge(tone: Tone, word: &str) -> Markup {
    let class = match tone {
        Tone::Good => "badge good",
        Tone::Waiting => "badge waiting",
        Tone::Bad => "badge bad",
        Tone::Plain => "badge",
    };
    html! { span class=(class) { (word) } }
}

pub(super) fn state(delivery: &Delivery, now: Timestamp) -> Markup {
    match delivery.state {
        DeliveryState::Waiting(_) if delivery.attempts.is_empty() => badge(Tone::Plain, "due"),
        DeliveryState::Waiting(at) => badge(Tone::Waiting, &format!("retry {}", relative(now, at))),
        DeliveryState::Sending => badge(Tone::Plain, "sending"),
        DeliveryState::Delivered(_) => badge(Tone::Good, "delivered"),
        DeliveryState::GivenUp(_) => badge(Tone::Bad, "given up"),
    }
}

/// What became of a request, in a few words.
pub(super) fn outcome(attempt: &Attempt) -> String {
    match &attempt.outcome {
        None => "under way".to_owned(),
        Some(Outcome::Answered(status)) => match http::StatusCode::from_u16(*status) {
            Ok(known) => known.to_string().trim_end_matches("<unknown status code>").trim().to_owned(),
            Err(_) => status.to_string(),
        },
        Some(Outcome::TimedOut) => "no answer in time".to_owned(),
        // Without the number that the system has for it.
        Some(Outcome::Failed(reason)) => reason.split(" (os error").next().unwrap_or_default().to_owned(),
        Some(Outcome::Lost) => "lost on the way".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units_at_most() {
        let words = |seconds| span(SignedDuration::from_secs(seconds));
        assert_eq!(
            [0, 59, 60, 61, 3_600, 7_500, 90_061].map(words),
            ["0 s", "59 s", "1 min", "1 min 1 s", "1 h", "2 h 5 min", "1 d 1 h"]
        );
    }

    #[test]
    fn times_are_told_from_now() {
        let at = |second| Timestamp::new(second, 0).expect("a valid time");
        assert_eq!([40, 100, 400].map(|second| relative(at(100), at(second))), ["1 min ago", "now", "in 5 min"]);
    }
}
