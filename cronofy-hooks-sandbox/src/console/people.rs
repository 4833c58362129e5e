//! Accounts, and what can happen to them: connections that are lost, a wish to be forgotten.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::pages::Console;
use super::posted::Posted;
use super::words::{Tone, badge};
use crate::world::World;
use crate::world::account::{Account, ConferencingMood};

/// `POST /calendar/profile`
pub(super) async fn change(State(console): State<Console>, posted: Posted) -> Response {
    let id = posted.field("profile");
    let (known, told) = console.shared.change(|world| match posted.field("what") {
        "disconnect" => {
            (world.disconnect_profile(id), "The profile is disconnected, and the channels of its account are told.")
        }
        "reconnect" => (world.reconnect_profile(id), "The profile is connected again."),
        "synced" => {
            (world.finish_initial_sync(id), "The calendars have been read, and the channels of the account are told.")
        }
        "disconnect_conferencing" => (
            world.disconnect_conferencing_profile(id),
            "The conferencing profile is disconnected, and the channels of its account are told.",
        ),
        "reconnect_conferencing" => (
            world.reconnect_conferencing_profile(id),
            "The conferencing profile is connected again. Conferences that failed are asked for again in their time.",
        ),
        "works" => (world.set_mood(id, ConferencingMood::Works), "The provider makes conferences."),
        "without_url" => (
            world.set_mood(id, ConferencingMood::WithoutUrl),
            "The provider answers without a URL from now on: missing_meeting_url.",
        ),
        "forget" => {
            (world.request_gdpr(id), "The channels of the account are told that its user wants to be forgotten.")
        }
        _ => (false, ""),
    });
    if known {
        console.done("/calendar", told)
    } else {
        console.refused("/calendar", "There is no such profile any more. Look again at what is there.")
    }
}

pub(super) fn accounts(console: &Console, world: &World) -> Markup {
    html! {
        section aria-labelledby="accounts" {
            h2 id="accounts" { "Accounts" }
            p.quiet { "What can happen to a user of the service. Each button lets it happen now." }
            @if world.accounts.is_empty() { p.empty { "There is no account. A sandbox that is started without one has nobody to tell about." } }
            @for account in world.accounts.values() { (one(console, account)) }
        }
    }
}

fn one(console: &Console, account: &Account) -> Markup {
    html! {
        div.panel {
            h3 { (account.name) " " span.quiet { (account.email) ", " (account.default_tzid) } }
            p.id { (account.account_id) }
            ul.things {
                @for it in &account.profiles {
                    li {
                        span { (it.provider_name) " calendars " (connected(it.connected)) }
                        span.buttons {
                            @if it.connected {
                                (act(console, &it.profile_id, "disconnect", "Disconnect"))
                                (act(console, &it.profile_id, "synced", "Finish the first sync"))
                            } @else { (act(console, &it.profile_id, "reconnect", "Connect again")) }
                        }
                    }
                }
                @for it in &account.conferencing_profiles {
                    li {
                        span {
                            (it.provider_name) " conferences " (connected(it.connected)) " "
                            @if it.mood == ConferencingMood::WithoutUrl { (badge(Tone::Bad, "answers without a URL")) }
                        }
                        span.buttons {
                            @if it.connected { (act(console, &it.profile_id, "disconnect_conferencing", "Disconnect")) }
                            @else { (act(console, &it.profile_id, "reconnect_conferencing", "Connect again")) }
                            @match it.mood {
                                ConferencingMood::Works => (act(console, &it.profile_id, "without_url", "Answer without a URL")),
                                ConferencingMood::WithoutUrl => (act(console, &it.profile_id, "works", "Work again")),
                            }
                        }
                    }
                }
                li {
                    span { "The user" }
                    span.buttons { (act(console, &account.account_id, "forget", "Ask to be forgotten")) }
                }
            }
        }
    }
}

fn connected(connected: bool) -> Markup {
    if connected { badge(Tone::Good, "connected") } else { badge(Tone::Bad, "disconnected") }
}

fn act(console: &Console, id: &str, what: &str, label: &str) -> Markup {
    console.button("/calendar/profile", label, &[("profile", id), ("what", what)])
}
