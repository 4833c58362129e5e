//! Channels and subscriptions: who is told what, and whether they still listen.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use super::field::{Field, check_url};
use super::layout::{View, head};
use super::pages::Console;
use super::posted::Posted;
use super::subscriptions;
use super::words::{Tone, badge, relative, span, time};
use crate::world::World;
use crate::world::channel::{Channel, ClosedBy, Filters};
use crate::world::ping::{MOST_CHANNELS, NoChannel};

/// What a channel tells.
const NAMES: [&str; 6] = [
    "change",
    "verification",
    "profile_disconnected",
    "conferencing_profile_disconnected",
    "profile_initial_sync_completed",
    "gdpr_requested",
];

/// `GET /channels`
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    show(&console, &headers, &Posted::default(), None)
}

/// `POST /channels`
pub(super) async fn create(State(console): State<Console>, headers: HeaderMap, posted: Posted) -> Response {
    let url = posted.field("callback_url").trim();
    if let Some(wrong) = check_url(url) {
        return show(&console, &headers, &posted, Some(wrong));
    }
    let calendars: BTreeSet<_> =
        posted.0.iter().filter(|(name, _)| name == "calendar").map(|(_, id)| id.clone()).collect();
    let filters = Filters {
        calendar_ids: Some(calendars).filter(|it| !it.is_empty()),
        only_managed: (posted.field("only_managed") == "on").then_some(true),
    };
    match console.shared.change(|world| world.create_channel(posted.field("account"), url, filters)) {
        Ok(channel) => {
            console.done("/channels", format!("Channel {} is there; its URL is being verified.", channel.channel_id))
        }
        Err(NoChannel::TooMany) => {
            console.refused("/channels", format!("An account has {MOST_CHANNELS} channels at most: close one first."))
        }
    }
}

/// `POST /channels/close`
pub(super) async fn close(State(console): State<Console>, posted: Posted) -> Response {
    let id = posted.field("channel");
    let closed = console.shared.change(|world| {
        let account = world.channels.get(id).map(|it| it.account_id.clone())?;
        world.close_channel(&account, id).then_some(())
    });
    match closed {
        Some(()) => console.done("/channels", format!("Closed channel {id}.")),
        None => console.refused("/channels", "This channel is closed already."),
    }
}

/// `POST /channels/notify`
pub(super) async fn notify(State(console): State<Console>, posted: Posted) -> Response {
    let name = NAMES.into_iter().find(|it| *it == posted.field("name")).unwrap_or("change");
    let sent = console.shared.change(|world| {
        let since = (name == "change").then_some(world.now);
        world.notify_channel(posted.field("channel"), name, since)
    });
    match sent {
        Some(number) => console.done(&format!("/deliveries/{number}"), "Sent."),
        None => console.refused("/channels", "A closed channel is told nothing. Create it again first."),
    }
}

fn show(console: &Console, headers: &HeaderMap, typed: &Posted, wrong: Option<&str>) -> Response {
    let content = console.shared.read(|world| {
        html! {
            (head("Channels and subscriptions", &html! {
                "What your application asked to be told. A channel tells about everything in an account's calendars; a \
                 subscription belongs to one event or meeting agent. A channel that answers nothing for 24 hours is closed."
            }))
            section aria-labelledby="channels" {
                h2 id="channels" { "Channels" }
                @if world.channels.is_empty() {
                    p.empty { "There is no channel yet. Create one below, or let your application do it: " code { "POST /v1/channels" } "." }
                } @else { (table(console, world)) }
            }
            section aria-labelledby="subscriptions" {
                h2 id="subscriptions" { "Subscriptions" }
                (subscriptions::table(world))
            }
            section.panel aria-labelledby="create" {
                h2 id="create" { "Create a channel" }
                (form(console, world, typed, wrong))
            }
        }
    });
    console.page(headers, View::Channels, "Channels", &content)
}

fn table(console: &Console, world: &World) -> Markup {
    let mut channels: Vec<_> = world.channels.values().collect();
    channels.sort_by_key(|it| (it.closed.is_some(), std::cmp::Reverse(it.created)));
    html! {
        table.cards {
            caption.hidden { "Channels" }
            thead { tr {
                th scope="col" { "Channel" } th scope="col" { "Tells" } th scope="col" { "Health" }
                th scope="col" { "Last success" } th scope="col" { "Closes in" } th scope="col" { "Send" }
            } }
            tbody { @for channel in channels { (row(console, world, channel)) } }
        }
    }
}

fn row(console: &Console, world: &World, channel: &Channel) -> Markup {
    html! {
        tr id=(channel.channel_id) {
            th.wide scope="row" {
                span.id { (channel.channel_id) }
                div.url { (channel.callback_url) }
            }
            td data-label="Tells" { div { (filters(world, channel)) } }
            td data-label="Health" { div { (health(world.now, channel)) } }
            td data-label="Last success" {
                @match channel.last_success { Some(at) => (relative(world.now, at)), None => span.quiet { "never" } }
            }
            td data-label="Closes in" {
                @match channel.closes_at() {
                    Some(at) => strong { (span(at.duration_since(world.now).max(SignedDuration::ZERO))) },
                    None => span.quiet { "–" },
                }
            }
            td { @if channel.closed.is_none() { (actions(console, channel)) } }
        }
    }
}

fn health(now: Timestamp, channel: &Channel) -> Markup {
    let (tone, word) = match (channel.closed, channel.failing_since, channel.last_success) {
        (Some(_), ..) => (Tone::Plain, "closed"),
        (None, Some(_), _) => (Tone::Bad, "failing"),
        (None, None, Some(_)) => (Tone::Good, "healthy"),
        (None, None, None) => (Tone::Waiting, "not verified yet"),
    };
    html! {
        (badge(tone, word))
        @match (channel.closed, channel.failing_since) {
            (Some(closed), _) => div.quiet {
                @match closed.by {
                    ClosedBy::Application => "by the application, ",
                    ClosedBy::Failures => "nothing succeeded for 24 hours, ",
                }
                (time(closed.at))
            },
            (None, Some(since)) => {
                div.quiet { "for " (span(now.duration_since(since))) }
                div.quiet { "since " (time(since)) }
            },
            (None, None) => {}
        }
    }
}

fn filters(world: &World, channel: &Channel) -> Markup {
    let name = |id: &String| world.calendars.get(id).map_or_else(|| id.clone(), |it| it.calendar_name.clone());
    let account = world.accounts.get(&channel.account_id).map_or(channel.account_id.as_str(), |it| it.name.as_str());
    html! {
        (account)
        div.quiet {
            @match &channel.filters.calendar_ids {
                Some(ids) => { "calendars: " (ids.iter().map(name).collect::<Vec<_>>().join(", ")) },
                None => "all calendars",
            }
            @if channel.filters.only_managed == Some(true) { ", only events of the application" }
        }
    }
}

fn actions(console: &Console, channel: &Channel) -> Markup {
    let label = format!("Notification for {}", channel.channel_id);
    html! {
        form.stack method="post" action="/channels/notify" {
            (console.token())
            input type="hidden" name="channel" value=(channel.channel_id);
            select name="name" aria-label=(label) { @for name in NAMES { option value=(name) { (name) } } }
            button type="submit" { "Send" }
            button type="submit" formaction="/channels/close" { "Close" }
        }
    }
}

fn form(console: &Console, world: &World, typed: &Posted, wrong: Option<&str>) -> Markup {
    html! {
        form.fields method="post" action="/channels" data-still=[wrong.map(|_| "")] {
            (console.token())
            (Field {
                name: "callback_url", label: "Callback URL", typed: typed.field("callback_url"), mode: "url", wrong,
                empty: "http://127.0.0.1:3000/cronofy", hint: "It is verified at once: your application answers 2xx.",
            }.show())
            label { "Account"
                select name="account" {
                    @for it in world.accounts.values() {
                        option value=(it.account_id) selected[it.account_id == typed.field("account")] { (it.name) " (" (it.email) ")" }
                    }
                }
            }
            fieldset {
                legend { "Only these calendars" }
                @for it in world.calendars.values().filter(|it| !it.deleted) {
                    @let chosen = typed.0.iter().any(|(name, id)| name == "calendar" && *id == it.calendar_id);
                    label.check { input type="checkbox" name="calendar" value=(it.calendar_id) checked[chosen]; " " (it.calendar_name) }
                }
            }
            label.check {
                input type="checkbox" name="only_managed" checked[typed.field("only_managed") == "on"];
                " Only events that the application created"
            }
            button.main type="submit" { "Create the channel" }
        }
    }
}
