//! Channels and subscriptions, and the health of their receivers.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use cronofy_hooks_contract::text::{relative_time, span};
use http::HeaderMap;
use maud::{Markup, html};

use super::status::{calendar_options, table};
use super::{accounts, connect, countdown, deliveries, status, subscriptions, trigger};
use crate::console::{
    Ask, BadgeTone, Console, ConsoleView, FormField, FormFields, badge, check_box, check_url, fault_name, head, short,
    time,
};
use crate::world::model::{Channel, ChannelFilters, ClosedBy, DeliveryCause, Fault, NotificationSubject, World};

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
    let url = console.shared.read(trigger::known_url);
    show(&console, &headers, &FormFields::new([("callback_url", url)]))
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
    let sent = console
        .shared
        .change(|world| world.notify_by_hand(DeliveryCause::ChannelButton, posted.field("channel"), name));
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
                 subscription belongs to one event or meeting agent. The service closes a channel when its deliveries fail for 24 hours: \
                 to see that, add the fault " em { "drop" } " on " a href="/faults" { "Faults" } ", and move the "
                a href="/clock" { "clock" } " by a day."
            }))
            section aria-labelledby="channels" {
                h2 id="channels" { "Channels" }
                @if world.channels.is_empty() {
                    p.empty { "There is no channel yet. Create one below, or let your application do it: " code { "POST /v1/channels" } "." }
                } @else { (channels(console, world, &connect::api_url(headers))) }
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

fn channels(console: &Console, world: &World, api_url: &str) -> Markup {
    let mut channels: Vec<_> = world.channels.values().collect();
    channels.sort_by_key(|it| (!it.is_open(), std::cmp::Reverse(it.created)));
    html! {
        (table("Channels", &COLUMNS, &html! { @for channel in channels { (row(console, world, channel, api_url)) } }))
    }
}

fn row(console: &Console, world: &World, channel: &Channel, api_url: &str) -> Markup {
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
            td data-label="Health" { div { (health(world, channel)) } }
            td data-label="Last success" {
                @match channel.last_success { Some(at) => span title=(at.strftime("%Y-%m-%d %H:%M:%S")) { (relative_time(at, world.now)) }, None => span.quiet { "never" } }
            }
            td data-label="Closes in" { (countdown::show(channel, world.now)) }
            td { @if channel.is_open() { (actions(console, channel)) } @else {
                (again(console, world, channel))
                @if is_closed_by_failures(channel) { (read_what_changed(world, channel, api_url)) }
            } }
        }
    }
}

fn health(world: &World, channel: &Channel) -> Markup {
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
                div.quiet { "for " (span(world.now.duration_since(since))) }
                div.quiet { "since " (time(since)) }
            },
            (None, None) => {}
        }
        @if let Some(fault) = first_fault(world, channel) {
            div.quiet { "because of the fault " a href="/faults" { (fault_name(fault)) } }
        }
    }
}

/// The fault that made the first delivery fail since the last success.
fn first_fault(world: &World, channel: &Channel) -> Option<Fault> {
    let (number, attempt) = channel.first_failure?;
    let attempt = world.deliveries.get(&number)?.attempts.iter().find(|it| it.number == attempt)?;
    attempt.fault.filter(|it| it.makes_fail())
}

fn is_closed_by_failures(channel: &Channel) -> bool {
    channel.closed.is_some_and(|it| it.by == ClosedBy::Failures)
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
            consequence: "This closes the channel: it reports nothing after that, and your application has to create another one.",
            fields: &[("channel", &channel.channel_id)],
        }))
    }
}

/// What comes after the end of a channel: the same one again, unless that was created, even if it has ended as well.
fn again(console: &Console, world: &World, channel: &Channel) -> Markup {
    let age = |it: &Channel| (it.created, it.channel_id.clone());
    let is_replacement = |it: &&Channel| {
        age(it) > age(channel)
            && it.account_id == channel.account_id
            && it.callback_url == channel.callback_url
            && it.filters == channel.filters
            && it.scheduling_conversations == channel.scheduling_conversations
    };
    let calendars = channel.filters.calendar_ids.iter().flatten();
    html! {
        @match world.channels.values().filter(is_replacement).min_by_key(|it| age(it)) {
            Some(same) => p.quiet { "Created again: " a href=(format!("#{}", same.channel_id)) { (short(&same.channel_id)) } @if !same.is_open() { ", which is closed too" } },
            None => form method="post" action="/channels" {
                (console.token())
                input type="hidden" name="callback_url" value=(channel.callback_url);
                input type="hidden" name="account" value=(channel.account_id);
                @for id in calendars { input type="hidden" name="calendar" value=(id); }
                @if channel.filters.only_managed == Some(true) { input type="hidden" name="only_managed" value="on"; }
                @if channel.scheduling_conversations == Some(true) { input type="hidden" name="conversations" value="on"; }
                button type="submit" { "Create it again" span.hidden { ", as " (channel.channel_id) " was" } }
                (fault_rule(world))
                p.hint { "Your application creates a new channel with " code { "POST /v1/channels" } "." }
            },
        }
    }
}

/// The fault rule that makes the deliveries of a new channel fail too, if there is one.
fn fault_rule(world: &World) -> Markup {
    let applies = |name: &Option<String>| name.as_deref().is_none_or(|it| NAMES.contains(&it));
    let mut rules = world.faults.rules.iter().zip(0..);
    let rule = rules.find(|(it, _)| it.is_active() && it.fault.makes_fail() && applies(&it.only));
    html! {
        @if let Some((rule, index)) = rule {
            p.hint {
                "The fault rule " a href=(format!("/faults#rule-{index}")) { (fault_name(rule.fault)) }
                " is on, so the deliveries of a new channel " @if rule.rate < 1.0 { "may fail" } @else { "fail" } " as well. Switch it off first."
            }
        }
    }
}

/// What an application reads after a channel was closed: the changes since its last success.
fn read_what_changed(world: &World, channel: &Channel, api_url: &str) -> Markup {
    let since = channel.last_success.unwrap_or(channel.created);
    let id = format!("read-{}", channel.channel_id);
    html! {
        p.hint { "It reads what changed since " @if channel.last_success.is_some() { "the last success" } @else { "the channel was created" } ", " (time(since)) "." }
        @match world.access_token_of(&channel.account_id, "read_events") {
            Some(token) => details {
                summary { "The request" span.hidden { " that reads what changed, for " (channel.channel_id) } }
                div.copied {
                    code id=(id) {
                        "curl -H 'Authorization: Bearer " (token) "' '" (api_url) "/v1/events?tzid=Etc/UTC&last_modified="
                        (since.strftime("%Y-%m-%dT%H:%M:%SZ")) "'"
                    }
                    " " button type="button" data-copies=(id) { "Copy" span.hidden { " the request of " (channel.channel_id) } }
                }
            },
            None => p.hint {
                "For the request, " a href=(format!("{}#tokens", accounts::path_of(&channel.account_id))) { "issue tokens" }
                ": the access token has expired by the clock of the sandbox, or was revoked."
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
                hint: "The sandbox verifies it at once: your application answers 2xx.", ..FormField::default()
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
