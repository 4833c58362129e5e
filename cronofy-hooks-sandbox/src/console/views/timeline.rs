//! An event in time: its triggers with their windows, and every notification with its attempts, on one axis.

use cronofy_hooks_contract::text::relative_time;
use jiff::Timestamp;
use maud::{Markup, html};

use super::status::{self, attempt_class, link};
use super::subscriptions::transition;
use crate::console::drawing::{TimeScale, axis, bar, dot, percent, track, vertical};
use crate::console::{BadgeTone, badge, clock_time, day, outcome, state, time};
use crate::world::model::{Attempt, Delivery, Event, NotificationSubject, Trigger, TriggerState, World};

/// How many notifications are drawn that no trigger caused, the newest.
const MOST_OTHERS: usize = 12;

/// What a row of the drawing is about.
enum Lane<'w> {
    Event(Timestamp, Timestamp),
    Trigger(&'w Trigger, Option<&'w Delivery>),
    Other(&'w Delivery),
}

impl Lane<'_> {
    /// Where it begins and ends, and each of its attempts.
    fn moments(&self) -> Vec<(Timestamp, Timestamp)> {
        let attempts = |it: &Delivery| it.attempts.iter().map(|it| (it.at, it.at)).collect::<Vec<_>>();
        match self {
            Self::Event(start, end) => vec![(*start, *end)],
            Self::Trigger(trigger, delivery) => {
                let mut moments = delivery.map_or_else(Vec::new, attempts);
                moments.push(trigger.window());
                moments
            }
            Self::Other(delivery) => attempts(delivery),
        }
    }
}

pub(super) fn show(world: &World, event: &Event) -> Markup {
    let mut lanes = lanes(world, event);
    lanes.sort_by_cached_key(|lane| lane.moments().into_iter().min());
    let scale = TimeScale::new(lanes.iter().flat_map(Lane::moments).chain(Some((world.now, world.now))));
    let lines = lines(&scale, world.now);
    html! {
        ol.lanes {
            @for lane in &lanes {
                li.lane {
                    div.what { (text(world, event, lane)) }
                    div.drawn { (track(&lines, &drawing(&scale, lane))) }
                }
            }
            // The texts have the times.
            li.lane.scale aria-hidden="true" {
                div.what { span.key { "now, " (clock_time(world.now)) } }
                svg.axis width="100%" height="36" { (axis(&scale.ticks(), 30)) }
            }
        }
        @if event.triggers.is_empty() {
            p.quiet { "This event has no triggers. An application requests them with "
                code { "transitions" } " in its subscriptions." }
        }
    }
}

/// The event, each trigger, and the notifications that no trigger caused.
fn lanes<'w>(world: &'w World, event: &'w Event) -> Vec<Lane<'w>> {
    let mut lanes = vec![Lane::Event(world.starts_at(event), world.ends_at(event))];
    let mut known = Vec::new();
    for trigger in &event.triggers {
        let delivery = match trigger.state {
            TriggerState::Sent(number) => world.deliveries.get(&number),
            TriggerState::Planned | TriggerState::Missed => None,
        };
        known.extend(delivery.map(|it| it.number));
        lanes.push(Lane::Trigger(trigger, delivery));
    }
    let subject = NotificationSubject::Event(event.event_uid.clone());
    let agent = event.agent.clone().map(NotificationSubject::Agent);
    let others = world.deliveries.values().rev();
    let others = others.filter(|it| it.subject == subject || Some(&it.subject) == agent.as_ref());
    let others = others.filter(|it| !it.attempts.is_empty() && !known.contains(&it.number));
    lanes.extend(others.take(MOST_OTHERS).map(Lane::Other));
    lanes
}

/// The times of the axis, what is cut out, and now.
fn lines(scale: &TimeScale, now: Timestamp) -> Markup {
    html! {
        @for tick in scale.ticks() { (vertical("grid", tick.x)) }
        @for (from, to) in scale.cuts() { rect.cut x=(percent(from)) width=(percent(to - from)) y="0" height="100%" {} }
        (vertical("present", scale.x(now)))
    }
}

fn drawing(scale: &TimeScale, lane: &Lane<'_>) -> Markup {
    match lane {
        Lane::Event(start, end) => bar("event", scale.x(*start), scale.x(*end), 18),
        Lane::Trigger(trigger, delivery) => {
            let (from, until) = trigger.window();
            let class = match trigger.state {
                TriggerState::Planned => "window",
                TriggerState::Sent(_) => "window sent",
                TriggerState::Missed => "window missed",
            };
            html! {
                (bar(class, scale.x(from), scale.x(until), 24))
                @for attempt in delivery.iter().flat_map(|it| &it.attempts) { (attempt_dot(scale, attempt)) }
            }
        }
        Lane::Other(delivery) => html! { @for attempt in &delivery.attempts { (attempt_dot(scale, attempt)) } },
    }
}

fn attempt_dot(scale: &TimeScale, attempt: &Attempt) -> Markup {
    dot(attempt_class(attempt), scale.x(attempt.at))
}

fn text(world: &World, event: &Event, lane: &Lane<'_>) -> Markup {
    match lane {
        Lane::Event(start, end) => html! {
            strong { "The event" }
            span.quiet { (time(*start)) " to " @if day(*start) == day(*end) { (clock_time(*end)) } @else { (time(*end)) } }
        },
        Lane::Trigger(trigger, delivery) => {
            let (from, until) = trigger.window();
            html! {
                strong { (transition(&trigger.transition)) }
                span.quiet { "window " (time(from)) " to " (clock_time(until)) }
                span { (trigger_state(world, event, trigger, *delivery)) }
                span.url { (trigger.uri) }
            }
        }
        Lane::Other(delivery) => html! {
            strong { (link(delivery)) (status::subtype(delivery)) }
            span { (state(delivery, world.now)) " " (result(delivery)) }
        },
    }
}

fn trigger_state(world: &World, event: &Event, trigger: &Trigger, delivery: Option<&Delivery>) -> Markup {
    match trigger.state {
        TriggerState::Planned if event.deleted => badge(BadgeTone::Plain, "cancelled with the event"),
        TriggerState::Planned => {
            html! { (badge(BadgeTone::Waiting, "planned")) " " (relative_time(trigger.at, world.now)) }
        }
        TriggerState::Sent(number) => match delivery {
            Some(it) => html! {
                (state(it, world.now)) " " a href=(format!("/deliveries/{number}")) { "delivery " (number) } " " (result(it))
            },
            None => html! { (badge(BadgeTone::Plain, "sent")) " as delivery " (number) ", which is no longer kept" },
        },
        TriggerState::Missed => {
            html! { (badge(BadgeTone::Plain, "missed")) " " span.quiet { "the window was over when the event was written" } }
        }
    }
}

/// The last attempt: when, and how it ended.
fn result(delivery: &Delivery) -> Markup {
    html! {
        @if let Some(last) = delivery.attempts.last() {
            span.quiet {
                @if delivery.attempts.len() > 1 { "attempt " (last.number) ", " }
                (outcome(last)) ", " (time(last.at))
            }
        }
    }
}
