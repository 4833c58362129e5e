//! Fills a sample in with a channel, an event or an account that exists.

use maud::{Markup, html};
use serde_json::Value;

use cronofy_hooks_contract::Sample;
use cronofy_hooks_contract::text::indented;

use crate::console::{personal, sample};
use crate::world::model::{Account, Channel, Event, World};
use crate::world::rules::ReadOptions;

/// How many events can be chosen, the newest.
const MOST_EVENTS: usize = 50;

/// What exists, by its id.
#[derive(Clone, Copy)]
enum TriggerSubject<'w> {
    Channel(&'w Channel),
    Event(&'w Event),
    Account(&'w Account),
}

impl<'w> TriggerSubject<'w> {
    fn of(world: &'w World, id: &str) -> Option<Self> {
        let channel = world.channels.get(id).map(Self::Channel);
        let event = || world.events.get(id).map(Self::Event);
        let account = || world.accounts.get(id).map(Self::Account);
        channel.or_else(event).or_else(account)
    }

    fn account(self, world: &'w World) -> Option<&'w Account> {
        match self {
            Self::Channel(channel) => world.accounts.get(&channel.account_id),
            Self::Event(event) => world.accounts.get(&world.calendars.get(&event.calendar_id)?.account_id),
            Self::Account(account) => Some(account),
        }
    }

    /// The channel itself, or the newest open one of its account.
    fn channel(self, world: &'w World) -> Option<&'w Channel> {
        if let Self::Channel(channel) = self {
            return Some(channel);
        }
        let account_id = &self.account(world)?.account_id;
        world.channels.values().filter(|it| it.is_open() && it.account_id == *account_id).max_by_key(|it| it.created)
    }
}

/// The sample to begin with.
pub(super) fn sample_for(world: &World, id: &str) -> &'static Sample {
    match TriggerSubject::of(world, id) {
        Some(TriggerSubject::Event(_)) => sample::named("event-triggers/event_start"),
        _ => sample::named(""),
    }
}

/// The body with the ids of what exists, and the URL that it belongs to.
pub(super) fn fill(world: &World, mut body: Value, id: &str) -> (String, Option<String>) {
    let Some(subject) = TriggerSubject::of(world, id) else { return (indented(&body.to_string()), None) };
    let channel = subject.channel(world);
    let mut url = None;
    if let (Some(place), Some(channel)) = (body.get_mut("channel"), channel) {
        *place = channel.to_json();
        url = Some(channel.callback_url.clone());
    }
    if let (Some(place), TriggerSubject::Event(event)) = (body.get_mut("event"), subject) {
        *place = event.full(world, &ReadOptions::default());
        url = event.subscriptions.first().map(|it| it.uri.clone());
    }
    if let Some(since) = body.pointer_mut("/notification/changes_since") {
        *since = world.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into();
    }
    if let Some(account) = subject.account(world) {
        name_account(&mut body, account);
    }
    (indented(&body.to_string()), url)
}

/// Replaces the ids of accounts and profiles.
fn name_account(value: &mut Value, account: &Account) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                let id = match &**key {
                    "account_id" | "sub" if is_id(field, "acc_") => Some(&account.account_id),
                    "profile_id" if is_id(field, "pro_") => account.profiles.first().map(|it| &it.profile_id),
                    _ => None,
                };
                match id {
                    Some(id) => *field = id.as_str().into(),
                    None => name_account(field, account),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| name_account(item, account)),
        _ => {}
    }
}

fn is_id(value: &Value, prefix: &str) -> bool {
    value.as_str().is_some_and(|id| id.starts_with(prefix))
}

/// What a sample can be filled in from.
pub(super) fn choice(world: &World, chosen: &str) -> Markup {
    let mut channels: Vec<_> = world.channels.values().filter(|it| it.is_open()).collect();
    channels.sort_by_key(|it| std::cmp::Reverse(it.created));
    let events = world.events.values().rev().filter(|it| !it.deleted).take(MOST_EVENTS);
    html! {
        label { "Filled in from"
            select name="of" data-submit {
                option value="" { "the sample alone" }
                optgroup label="Channels" {
                    @for it in channels { (option(&it.channel_id, chosen, &format!("{} ({})", it.callback_url, it.channel_id))) }
                }
                optgroup label="Events" {
                    @for it in events { (option(&it.event_uid, chosen, &format!("{}, {}", personal().event(it), world.starts_at(it).strftime("%Y-%m-%d %H:%M")))) }
                }
                optgroup label="Accounts" {
                    @for it in world.accounts.values() { (option(&it.account_id, chosen, &format!("{} ({})", it.name, it.email))) }
                }
            }
        }
    }
}

fn option(id: &str, chosen: &str, text: &str) -> Markup {
    html! { option value=(id) selected[id == chosen] { (text) } }
}
