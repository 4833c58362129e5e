//! The clock: what time it is, and what comes next.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use jiff::SignedDuration;
use maud::{Markup, html};

use super::layout::{View, head, mode};
use super::pages::Console;
use super::posted::Posted;
use super::words::{relative, short, span, time};
use crate::clock::ClockMode;
use crate::drive::advance;
use crate::world::World;
use crate::world::agenda::Plan;

/// How long a page waits for the clock to arrive: the live updates show the rest.
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
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    let current = console.shared.clock_mode();
    let content = console.shared.read(|world| content(&console, world, current));
    console.page(&headers, View::Clock, "Clock", &content)
}

/// `POST /clock/move`
pub(super) async fn move_on(State(console): State<Console>, posted: Posted) -> Response {
    let now = console.shared.now();
    let until = match posted.filled("to") {
        Some("next") => console.shared.read(World::next_at),
        Some(seconds) => seconds.parse().ok().map(SignedDuration::from_secs).and_then(|by| now.checked_add(by).ok()),
        None => None,
    };
    let Some(until) = until.filter(|until| *until >= now) else {
        return console.refused("/clock", "Nothing is planned to move to. Say by how much the clock should move.");
    };
    let shared = Arc::clone(&console.shared);
    // A task of its own: a day does not end because a browser went away.
    let moving = tokio::spawn(async move { advance(&shared, until).await });
    match tokio::time::timeout(PATIENCE, moving).await {
        Ok(Ok(())) => console.done("/clock", format!("Moved the clock by {}.", span(until.duration_since(now)))),
        Ok(Err(_)) => console.refused(
            "/clock",
            "The clock stopped on the way: the sandbox has a mistake. Its log says more; start it again.",
        ),
        Err(_) => {
            console.done("/clock", "The clock is moving. It waits for the answer to each notification on the way.")
        }
    }
}

/// `POST /clock/mode`
pub(super) async fn set_mode(State(console): State<Console>, posted: Posted) -> Response {
    let speed = posted.filled("speed").and_then(|it| it.parse::<f64>().ok());
    let Some(speed) = speed.filter(|it| (0.0..=1e6).contains(it)) else {
        return console.refused("/clock", "A speed is a number from 0 (paused) to 1000000 (seconds in each second).");
    };
    let chosen = if speed > 0.0 { ClockMode::Running(speed) } else { ClockMode::Paused };
    console.shared.set_clock_mode(chosen);
    console.done("/clock", format!("The clock is set: {}.", mode(chosen)))
}

fn content(console: &Console, world: &World, current: ClockMode) -> Markup {
    let next = world.agenda.iter().next().map(|(at, plan)| (at, happening(world, plan)));
    html! {
        (head("Clock", &html! {
            "The sandbox has a time of its own. Retries, triggers and the closing of channels follow it, so a day passes \
             as soon as you move the clock by one."
        }))
        section.panel aria-labelledby="time" {
            h2 id="time" { "It is" }
            p.big { (time(world.now)) " UTC" }
            p { "The clock is " strong { (mode(current)) } "." }
        }
        section.panel aria-labelledby="step" {
            h2 id="step" { "Move it on" }
            div.buttons {
                @for (seconds, words) in STEPS { (console.button("/clock/move", words, &[("to", &seconds.to_string())])) }
            }
            @match &next {
                Some((at, words)) => {
                    p { "Next, " (relative(world.now, *at)) ": " (words) }
                    (console.button("/clock/move", "To the next happening", &[("to", "next")]))
                },
                None => p.quiet { "Nothing is planned. Something will be as soon as a channel, an event or a notification is there." },
            }
        }
        section.panel aria-labelledby="speed" {
            h2 id="speed" { "How it runs" }
            div.buttons {
                @for (speed, words) in SPEEDS {
                    @let chosen = is(current, speed);
                    form.inline method="post" action="/clock/mode" {
                        (console.token())
                        input type="hidden" name="speed" value=(speed);
                        button type="submit" aria-pressed=(chosen) { (words) }
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
    // A plan that was made twice happens once.
    let mut plans: Vec<_> = world.agenda.iter().collect();
    plans.dedup();
    let more = plans.len().saturating_sub(SHOWN);
    plans.truncate(SHOWN);
    html! {
        @if !plans.is_empty() {
            section aria-labelledby="planned" {
                h2 id="planned" { "What comes next" }
                table.cards {
                    caption.hidden { "What comes next" }
                    thead { tr { th scope="col" { "Time" } th scope="col" { "In" } th scope="col" { "What" } } }
                    tbody { @for (at, plan) in plans {
                        tr {
                            td data-label="Time" { (time(at)) }
                            td data-label="In" { (relative(world.now, at)) }
                            td data-label="What" { (happening(world, plan)) }
                        }
                    } }
                }
                @if more > 0 { p.quiet { "and " (more) " more" } }
            }
        }
    }
}

/// What a plan is, in words.
fn happening(world: &World, plan: &Plan) -> Markup {
    let summary = |uid: &String| world.events.get(uid).map_or_else(|| uid.clone(), |event| event.summary.clone());
    match plan {
        Plan::Attempt { delivery } => match world.deliveries.get(delivery) {
            Some(it) => html! {
                "attempt " (it.attempts.len() + 1) " at " a href=(format!("/deliveries/{delivery}")) { (it.name) }
            },
            None => html! { "an attempt at a delivery that is over" },
        },
        Plan::CloseChannel { channel_id } => html! {
            "channel " (short(channel_id)) " closes, if nothing has succeeded by then"
        },
        Plan::Ping { channel_id } => html! { "channel " (short(channel_id)) " is told of a change" },
        Plan::Trigger { event_uid, .. } => html! { "a trigger of " q { (summary(event_uid)) } },
        Plan::Conferencing { event_uid } => html! { "a conference is asked for, for " q { (summary(event_uid)) } },
        Plan::Agent { sub } => {
            html! { "meeting agent " (short(sub)) " goes on" @if let Some(of) = of_agent(world, sub) { ", of " q { (of) } } }
        }
    }
}

/// The name of the event that an agent is for.
fn of_agent<'w>(world: &'w World, sub: &str) -> Option<&'w str> {
    let event = world.agents.get(sub)?.event_uid.as_ref().and_then(|uid| world.events.get(uid))?;
    Some(event.summary.as_str())
}
