//! The clock, and the planned actions.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use cronofy_hooks_contract::text::{relative_time, span};
use http::HeaderMap;
use jiff::SignedDuration;
use maud::{Markup, html};

use super::last_move;
use super::status::{table, whose_access};
use crate::clock::ClockMode;
use crate::console::{Console, ConsoleView, FormFields, head, mode, personal, short, time};
use crate::scheduler::advance;
use crate::world::model::{PlannedAction, World};

/// How long the answer waits for the clock to arrive. After that, the live updates show its progress.
const PATIENCE: Duration = Duration::from_secs(2);
const STEPS: [(i64, &str); 4] = [(1, "1 second"), (60, "1 minute"), (3_600, "1 hour"), (86_400, "1 day")];
const SPEEDS: [(&str, &str); 5] = [
    ("0", "Paused"),
    ("1", "Real time"),
    ("60", "A minute each second"),
    ("3600", "An hour each second"),
    ("86400", "A day each second"),
];
const SHOWN: usize = 12;

/// `GET /clock`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    let current = console.shared.clock_mode();
    let content = console.shared.read(|world| content(&console, world, current));
    console.page(&headers, ConsoleView::Clock, "Clock", &content)
}

/// `POST /clock/move`
pub(crate) async fn move_on(State(console): State<Console>, posted: FormFields) -> Response {
    let now = console.shared.now();
    let until = match posted.filled("to") {
        Some("next") => console.shared.read(World::next_at),
        Some(seconds) => seconds.parse().ok().map(SignedDuration::from_secs).and_then(|by| now.checked_add(by).ok()),
        None => None,
    };
    let Some(until) = until.filter(|until| *until >= now) else {
        return console.refused("/clock", "Nothing is planned. Choose how far to move the clock.");
    };
    let shared = Arc::clone(&console.shared);
    // In a task of its own, so that it continues when the browser disconnects.
    let moving = tokio::spawn(async move { advance(&shared, until).await });
    match tokio::time::timeout(PATIENCE, moving).await {
        Ok(Ok(())) => console.done("/clock", format!("Moved the clock by {}.", span(until.duration_since(now)))),
        Ok(Err(_)) => console
            .refused("/clock", "The clock stopped because of a bug in the sandbox. Read its log, and start it again."),
        Err(_) => {
            console.done("/clock", "The clock is moving. It waits for the answer to each notification on the way.")
        }
    }
}

/// `POST /clock/mode`
pub(crate) async fn set_mode(State(console): State<Console>, posted: FormFields) -> Response {
    let speed = posted.filled("speed").and_then(|it| it.parse::<f64>().ok());
    let Some(speed) = speed.filter(|it| (0.0..=1e6).contains(it)) else {
        return console.refused("/clock", "A speed is a number from 0 (paused) to 1000000 (seconds in each second).");
    };
    let chosen = if speed > 0.0 { ClockMode::Running(speed) } else { ClockMode::Paused };
    console.shared.set_clock_mode(chosen);
    console.done("/clock", format!("The clock is set: {}.", mode(chosen)))
}

fn content(console: &Console, world: &World, current: ClockMode) -> Markup {
    let next = world.agenda.iter().next().map(|(at, action)| (at, describe(world, action)));
    html! {
        (head("Clock", &html! {
            "The sandbox has a clock of its own. Retries, triggers and the closing of channels follow it, so a day passes \
             as soon as you move the clock by a day."
        }))
        section.panel aria-labelledby="time" {
            h2 id="time" { "Time" }
            p.big { (time(world.now)) " UTC" }
            p { "The clock is " strong { (mode(current)) } "." }
            (last_move::show(world))
        }
        section.panel aria-labelledby="step" {
            h2 id="step" { "Move the clock" }
            div.buttons {
                @for (seconds, label) in STEPS { (console.button("/clock/move", label, &[("to", &seconds.to_string())])) }
            }
            @match &next {
                Some((at, action)) => {
                    p { "Next, " (relative_time(*at, world.now)) ": " (action) }
                    (console.button("/clock/move", "To the next action", &[("to", "next")]))
                },
                None => p.quiet { "Nothing is planned. Create a channel or an event, or trigger a notification." },
            }
        }
        section.panel aria-labelledby="speed" {
            h2 id="speed" { "Speed" }
            div.buttons {
                @for (speed, label) in SPEEDS {
                    @let chosen = is(current, speed);
                    form.inline method="post" action="/clock/mode" {
                        (console.token())
                        input type="hidden" name="speed" value=(speed);
                        button type="submit" aria-pressed=(chosen) { (label) }
                    }
                }
            }
        }
        (planned(world))
    }
}

fn is(mode: ClockMode, speed: &str) -> bool {
    let running = match mode {
        ClockMode::Paused => 0.0,
        ClockMode::Running(speed) => speed,
    };
    speed.parse::<f64>().is_ok_and(|speed| (speed - running).abs() < f64::EPSILON)
}

fn planned(world: &World) -> Markup {
    // An action that is planned twice runs once.
    let mut actions: Vec<_> = world.agenda.iter().collect();
    actions.dedup();
    let more = actions.len().saturating_sub(SHOWN);
    actions.truncate(SHOWN);
    html! {
        @if !actions.is_empty() {
            section aria-labelledby="planned" {
                h2 id="planned" { "What comes next" }
                (table("What comes next", &["Time", "In", "Action"], &html! { @for (at, action) in actions {
                    tr {
                        td data-label="Time" { (time(at)) }
                        td.number data-label="In" { (relative_time(at, world.now)) }
                        td data-label="Action" { (describe(world, action)) }
                    }
                } }))
                @if more > 0 { p.quiet { "and " (more) " more" } }
            }
        }
    }
}

fn describe(world: &World, action: &PlannedAction) -> Markup {
    let summary =
        |uid: &String| world.events.get(uid).map_or_else(|| uid.clone(), |event| personal().event(event).into_owned());
    match action {
        PlannedAction::Attempt { delivery } => match world.deliveries.get(delivery) {
            Some(it) => html! {
                "attempt " (it.attempts.len() + 1) " at " a href=(format!("/deliveries/{delivery}")) { (it.name) }
            },
            None => html! { "an attempt at a delivery that has ended" },
        },
        PlannedAction::CloseChannel { channel_id } => html! {
            "channel " (short(channel_id)) " closes, if nothing has succeeded by then"
        },
        PlannedAction::NotifyChange { channel_id } => {
            html! { "channel " (short(channel_id)) " is notified of a change" }
        }
        PlannedAction::Trigger { event_uid, .. } => html! { "a trigger of " q { (summary(event_uid)) } },
        PlannedAction::Conferencing { event_uid } => {
            html! { "the provider is asked for a conference for " q { (summary(event_uid)) } }
        }
        PlannedAction::DecideAccess { id } => {
            html! { "the service decides about access to " a href=(format!("/requests#{id}")) { (whose_access(world, id)) } }
        }
        PlannedAction::Agent { sub } => {
            html! { "meeting agent " (short(sub)) " moves to its next stage" @if let Some(of) = of_agent(world, sub) { ", of " q { (of) } } }
        }
    }
}

fn of_agent<'w>(world: &'w World, sub: &str) -> Option<Cow<'w, str>> {
    let event = world.agents.get(sub)?.event_uid.as_ref().and_then(|uid| world.events.get(uid))?;
    Some(personal().event(event))
}
