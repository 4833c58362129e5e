//! Formats times, ids and states for people.

use std::borrow::Cow;

use cronofy_hooks_contract::describe;
use cronofy_hooks_contract::text::relative_time;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::world::model::{Attempt, Delivery, DeliveryState, Fault};

/// `2026-01-17 09:24:16`: a time of the sandbox, in UTC.
pub(super) fn time(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (at.strftime("%Y-%m-%d %H:%M:%S")) } }
}

/// `09:24:16`: a time of a day that is named above it.
pub(super) fn clock_time(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (at.strftime("%H:%M:%S")) } }
}

/// `Saturday, 17 January 2026`: the day of a time, in UTC.
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%A, %-d %B %Y").to_string()
}

/// `chn_…000003`: a shortened id. The ids of one sandbox differ at the end.
pub(super) fn short(id: &str) -> Markup {
    match shortened(id) {
        Cow::Owned(short) => html! { span.id title=(id) { (short) } },
        Cow::Borrowed(id) => html! { span.id { (id) } },
    }
}

/// The same as a text.
pub(super) fn shortened(id: &str) -> Cow<'_, str> {
    let end = id.char_indices().nth_back(5).map_or(0, |(index, _)| index);
    match id.split_once('_') {
        Some((kind, rest)) if rest.chars().count() > 8 => Cow::Owned(format!("{kind}_…{}", &id[end..])),
        _ => Cow::Borrowed(id),
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
        DeliveryState::Waiting(at) => badge(BadgeTone::Waiting, &format!("retry {}", relative_time(at, now))),
        DeliveryState::Sending => badge(BadgeTone::Plain, "sending"),
        DeliveryState::Delivered(_) => badge(BadgeTone::Good, "delivered"),
        DeliveryState::GivenUp(_) => badge(BadgeTone::Bad, "given up"),
    }
}

/// How an attempt ended, in a few words.
pub(super) fn outcome(attempt: &Attempt) -> String {
    attempt.outcome.as_ref().map_or_else(|| "in flight".to_owned(), ToString::to_string)
}

/// What a notification means.
pub(super) fn explanation(name: &str) -> &'static str {
    describe(name)
        .unwrap_or("The documentation does not list this notification. An application handles it in its fallback.")
}

/// `wrong key`: a fault as it is written in a sentence.
pub(super) fn fault_name(fault: Fault) -> String {
    fault.name().replace('_', " ")
}
