//! The triggers of an event, as a time line and as a table.

use cronofy_hooks_contract::text::relative_time;
use jiff::Timestamp;
use maud::{Markup, html};

use super::status;
use super::subscriptions::transition;
use crate::console::{BadgeTone, badge, time};
use crate::world::model::{Event, Trigger, TriggerState, World};

const WIDTH: f64 = 1000.0;
/// Narrower windows would be invisible.
const NARROWEST: f64 = 6.0;

pub(super) fn show(world: &World, event: &Event) -> Markup {
    html! {
        (line(world, event))
        @if event.triggers.is_empty() {
            p.empty { "This event has no triggers. An application requests them with "
                code { "transitions" } " in its subscriptions." }
        } @else { (table(world, event)) }
    }
}

/// A scale from the first moment to the last.
struct TimeScale {
    from: Timestamp,
    seconds: f64,
}

impl TimeScale {
    fn new(moments: impl Iterator<Item = Timestamp>) -> Self {
        let (mut from, mut until) = (Timestamp::MAX, Timestamp::MIN);
        for moment in moments {
            from = from.min(moment);
            until = until.max(moment);
        }
        Self { from, seconds: until.duration_since(from).as_secs_f64().max(60.0) }
    }

    /// The x coordinate, with a margin on both sides.
    fn x(&self, at: Timestamp) -> f64 {
        let part = (at.duration_since(self.from).as_secs_f64() / self.seconds).clamp(0.0, 1.0);
        (part * 0.94 + 0.03) * WIDTH
    }
}

fn line(world: &World, event: &Event) -> Markup {
    let (start, end) = (world.starts_at(event), world.ends_at(event));
    let windows: Vec<_> = event.triggers.iter().map(|it| (it, it.window())).collect();
    let edges = windows.iter().flat_map(|(_, (from, until))| [*from, *until]);
    let near =
        |at: &Timestamp| at.duration_since(start).abs().as_hours() < 24 || at.duration_since(end).abs().as_hours() < 24;
    let scale = TimeScale::new(edges.chain([start, end]).chain(Some(world.now).filter(near)));
    let shown_now = near(&world.now);
    let bar = |from, until| {
        let (x, x_end) = (scale.x(from), scale.x(until));
        let width = (x_end - x).max(NARROWEST);
        (format!("{:.1}", (x + x_end - width) / 2.0), format!("{width:.1}"))
    };
    let (x, width) = bar(start, end);
    html! {
        figure.timeline {
            svg viewBox="0 0 1000 64" preserveAspectRatio="none" role="img" aria-label="The event, the windows of its triggers, and now; the table below has the same data" {
                line.axis x1="0" x2="1000" y1="40" y2="40" {}
                rect.event x=(x) width=(width) y="26" height="28" rx="3" { title { "The event" } }
                @for (trigger, (from, until)) in &windows {
                    @let (x, width) = bar(*from, *until);
                    rect class=(class(trigger)) x=(x) width=(width) y="14" height="52" { title { (transition(&trigger.transition)) } }
                }
                @if shown_now { line.present x1=(format!("{:.1}", scale.x(world.now))) x2=(format!("{:.1}", scale.x(world.now))) y1="0" y2="64" { title { "Now" } } }
            }
            figcaption.quiet {
                span.key-event { "event" } " " span.key-window { "window of a trigger" } " "
                @if shown_now { span.key-now { "now" } } @else { "now is " (relative_time(world.now, start).trim_start_matches("in ").trim_end_matches(" ago")) " away" }
            }
        }
    }
}

fn class(trigger: &Trigger) -> &'static str {
    match trigger.state {
        TriggerState::Planned => "window",
        TriggerState::Sent(_) => "window sent",
        TriggerState::Missed => "window missed",
    }
}

fn table(world: &World, event: &Event) -> Markup {
    html! {
        (status::table("Triggers", &["Trigger", "Window", "State", "URL"], &html! { @for trigger in &event.triggers {
            @let (from, until) = trigger.window();
            tr {
                th scope="row" { (transition(&trigger.transition)) }
                td data-label="Window" { div { (time(from)) " to " (until.strftime("%H:%M:%S")) } }
                td data-label="State" { div { (state(world, event, trigger)) } }
                td data-label="URL" { span.url { (trigger.uri) } }
            }
        } }))
    }
}

fn state(world: &World, event: &Event, trigger: &Trigger) -> Markup {
    match trigger.state {
        TriggerState::Planned if event.deleted => badge(BadgeTone::Plain, "cancelled with the event"),
        TriggerState::Planned => {
            html! { (badge(BadgeTone::Waiting, "planned")) " " (relative_time(trigger.at, world.now)) }
        }
        TriggerState::Sent(number) => {
            html! { (badge(BadgeTone::Good, "sent")) " as " a href=(format!("/deliveries/{number}")) { "delivery " (number) } }
        }
        TriggerState::Missed => {
            html! { (badge(BadgeTone::Plain, "missed")) div.quiet { "the window was over when the event was written" } }
        }
    }
}
