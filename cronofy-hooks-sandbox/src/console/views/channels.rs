//! Channels and subscriptions, and the health of their receivers.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use cronofy_hooks_contract::text::{relative_time, span};
use http::HeaderMap;
use jiff::Timestamp;
use maud::{Markup, html};

use super::status::{calendar_options, table};
use super::{accounts, countdown, deliveries, status, subscriptions};
use crate::console::{
    Ask, BadgeTone, Console, ConsoleView, FormField, FormFields, badge, check_box, check_url, head, short, time,
};
use crate::world::model::{Channel, ChannelFilters, ClosedBy, NotificationSubject, World};

/// The notifications of channels.
const NAMES: [&str; 6] = [
    "change",
    "verification",
    "profile_disconnected",
    "conferencing_profile_disconnected",
    "profile_initial_sync_completed",
    "gdpr_requested",
];

const COLUMNS: [&str; 6] = ["Channel", "Reports", "Health", "Last success", "Closes in", "Send"];

/// `GET /channels`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    show(&console, &headers, &FormFields::default())
}

/// `POST /channels`
pub(crate) async fn create(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let url = posted.field("callback_url").trim().to_owned();
    posted.reject("callback_url", check_url(&url));
    let foreign = console
        .shared
        .read(|world| posted.all("calendar").any(|id| world.owner_of(id).as_deref() != Some(posted.field("account"))));
    posted.reject("account", foreign.then_some("A channel reports calendars of its own account: choose others."));
    if !posted.is_valid() {
        return show(&console, &headers, &posted);
    }
    let calendars: BTreeSet<_> = posted.all("calendar").map(str::to_owned).collect();
    let filters = ChannelFilters {
        calendar_ids: Some(calendars).filter(|it| !it.is_empty()),
        only_managed: posted.checked("only_managed").then_some(true),
    };
    let conversations = posted.checked("conversations").then_some(true);
    match console.shared.change(|world| world.create_channel(posted.field("account"), &url, filters, conversations)) {
        Ok(channel) => {
            console.done("/channels", format!("Created channel {}; the sandbox verifies its URL.", channel.channel_id))
        }
        Err(error) => {
            posted.reject("account", Some(format!("No channel was created: {error}.")));
            show(&console, &headers, &posted)
        }
    }
}

/// `POST /channels/close`
pub(crate) async fn close(State(console): State<Console>, posted: FormFields) -> Response {
    let id = posted.field("channel");
    let closed = console.shared.change(|world| {
        let account = world.channels.get(id).map(|it| it.account_id.clone())?;
        world.close_channel(&account, id).then_some(())
    });
    match closed {
        Some(()) => console.done("/channels", format!("Closed channel {id}.")),
        None => console.refused("/channels", "This channel is already closed."),
    }
}

/// `POST /channels/notify`
pub(crate) async fn notify(State(console): State<Console>, posted: FormFields) -> Response {
    let name = NAMES.into_iter().find(|it| *it == posted.field("name")).unwrap_or("change");
    let sent = console.shared.change(|world| world.notify_by_hand(posted.field("channel"), name));
    match sent {
        // The page shows how it ends.
        Some(number) => Redirect::to(&format!("/deliveries/{number}")).into_response(),
        None => console.refused("/channels", "A closed channel gets no notifications. Create it again first."),
    }
}

fn show(console: &Console, headers: &HeaderMap, values: &FormFields) -> Response {
    let content = console.shared.read(|world| {
        html! {
            (head("Channels and subscriptions", &html! {
                "The notifications that your application requested. A channel reports all changes in an account's calendars; a \
                 subscription belongs to one event or meeting agent. The service closes a channel when its deliveries fail for 24 hours."
            }))
            section aria-labelledby="channels" {
                h2 id="channels" { "Channels" }
                @if world.channels.is_empty() {
                    p.empty { "There is no channel yet. Create one below, or let your application do it: " code { "POST /v1/channels" } "." }
                } @else { (channels(console, world)) }
            }
            section aria-labelledby="subscriptions" {
                h2 id="subscriptions" { "Subscriptions" }
                (subscriptions::section(world))
            }
            section.panel aria-labelledby="create" {
                h2 id="create" { "Create a channel" }
                (form(console, world, values))
            }
        }
    });
    console.page(headers, ConsoleView::Channels, "Channels", &content)
}

fn channels(console: &Console, world: &World) -> Markup {
    let mut channels: Vec<_> = world.channels.values().collect();
    channels.sort_by_key(|it| (!it.is_open(), std::cmp::Reverse(it.created)));
    html! {
        (table("Channels", &COLUMNS, &html! { @for channel in channels { (row(console, world, channel)) } }))
    }
}

fn row(console: &Console, world: &World, channel: &Channel) -> Markup {
    html! {
        tr id=(channel.channel_id) {
            th.wide scope="row" {
                span.id { (channel.channel_id) }
                div.url { (channel.callback_url) }
                div.quiet {
                    a href=(deliveries::LIST.found(&channel.channel_id)) aria-label=(format!("Deliveries of {}", channel.channel_id)) { "Deliveries" }
                }
                (status::created_by(world, NotificationSubject::Channel(channel.channel_id.clone())))
            }
            td data-label="Reports" { div { (filters(world, channel)) } }
            td data-label="Health" { div { (health(world.now, channel)) } }
            td data-label="Last success" {
                @match channel.last_success { Some(at) => (relative_time(at, world.now)), None => span.quiet { "never" } }
            }
            td data-label="Closes in" { (countdown::show(channel, world.now)) }
            td { @if channel.is_open() { (actions(console, channel)) } @else { (again(console, world, channel)) } }
        }
    }
}

fn health(now: Timestamp, channel: &Channel) -> Markup {
    let (tone, text) = match (channel.closed, channel.failing_since, channel.last_success) {
        (Some(_), ..) => (BadgeTone::Plain, "closed"),
        (None, Some(_), _) => (BadgeTone::Bad, "failing"),
        (None, None, Some(_)) => (BadgeTone::Good, "healthy"),
        (None, None, None) => (BadgeTone::Waiting, "not verified yet"),
    };
    html! {
        (badge(tone, text))
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
        a href=(accounts::path_of(&channel.account_id)) { (account) }
        div.quiet {
            @match &channel.filters.calendar_ids {
                Some(ids) => { "calendars: " (ids.iter().map(name).collect::<Vec<_>>().join(", ")) },
                None => "all calendars",
            }
            @if channel.filters.only_managed == Some(true) { ", only events of the application" }
            @if channel.scheduling_conversations == Some(true) { ", also scheduling conversations" }
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
            button type="submit" { "Send" span.hidden { " to " (channel.channel_id) } }
        }
        (console.asking(&Ask {
            action: "/channels/close", label: "Close", of: &channel.channel_id,
            consequence: "It reports nothing any more. Your application has to create another one.",
            fields: &[("channel", &channel.channel_id)],
        }))
    }
}

/// What comes after the end of a channel: the same one again, unless it is there already.
fn again(console: &Console, world: &World, channel: &Channel) -> Markup {
    let is_same = |it: &&Channel| {
        it.is_open()
            && it.account_id == channel.account_id
            && it.callback_url == channel.callback_url
            && it.filters == channel.filters
            && it.scheduling_conversations == channel.scheduling_conversations
    };
    let calendars = channel.filters.calendar_ids.iter().flatten();
    html! {
        @match world.channels.values().find(is_same) {
            Some(same) => p.quiet { "Created again: " a href=(format!("#{}", same.channel_id)) { (short(&same.channel_id)) } },
            None => form method="post" action="/channels" {
                (console.token())
                input type="hidden" name="callback_url" value=(channel.callback_url);
                input type="hidden" name="account" value=(channel.account_id);
                @for id in calendars { input type="hidden" name="calendar" value=(id); }
                @if channel.filters.only_managed == Some(true) { input type="hidden" name="only_managed" value="on"; }
                @if channel.scheduling_conversations == Some(true) { input type="hidden" name="conversations" value="on"; }
                button type="submit" { "Create it again" span.hidden { ", as " (channel.channel_id) " was" } }
                p.hint { "Your application creates a new channel with " code { "POST /v1/channels" }
                    @if channel.closed.is_some_and(|it| it.by == ClosedBy::Failures) { ", and reads what changed since the last success" } "." }
            },
        }
    }
}

fn form(console: &Console, world: &World, values: &FormFields) -> Markup {
    let accounts = world.accounts.values();
    let accounts = accounts.map(|it| (it.account_id.as_str(), format!("{} ({})", it.name, it.email)));
    html! {
        form.fields method="post" action="/channels" data-still=[values.still()] {
            (console.token())
            (FormField {
                name: "callback_url", label: "Callback URL", mode: "url",
                empty: "http://127.0.0.1:3000/cronofy", hint: "The sandbox verifies it at once: your application answers 2xx.",
            }.show(values))
            (FormField { name: "account", label: "Account", ..FormField::default() }.show_choice(values, accounts))
            fieldset {
                legend { "Only these calendars" }
                @for (id, name) in calendar_options(world, false) {
                    @let chosen = values.all("calendar").any(|chosen| chosen == id);
                    label.check { input type="checkbox" name="calendar" value=(id) checked[chosen]; " " (name) }
                }
            }
            (check_box("Only events that the application created", "only_managed", values.checked("only_managed")))
            (check_box("Also scheduling conversations", "conversations", values.checked("conversations")))
            button.main type="submit" { "Create the channel" }
        }
    }
}
