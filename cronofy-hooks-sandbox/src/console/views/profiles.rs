//! The profiles of an account, and buttons that change them.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use super::accounts;
use super::status::table;
use crate::console::{Ask, BadgeTone, Console, FormFields, badge};
use crate::world::model::{Account, ConferencingBehaviour};

/// `POST /accounts/{account_id}/profiles`
pub(crate) async fn change(State(console): State<Console>, Path(id): Path<String>, posted: FormFields) -> Response {
    let profile_id = posted.field("profile");
    let (known, message) = console.shared.change(|world| match posted.field("what") {
        "disconnect" => (world.disconnect_profile(profile_id), "Disconnected the profile, and notified the channels."),
        "reconnect" => (world.reconnect_profile(profile_id), "Reconnected the profile."),
        "synced" => (world.finish_initial_sync(profile_id), "Completed the first sync, and notified the channels."),
        "disconnect_conferencing" => {
            (world.disconnect_conferencing_profile(profile_id), "Disconnected the profile, and notified the channels.")
        }
        "reconnect_conferencing" => (
            world.reconnect_conferencing_profile(profile_id),
            "Reconnected the profile. The service retries failed conferences.",
        ),
        "works" => (
            world.set_conferencing_behaviour(profile_id, ConferencingBehaviour::Works),
            "The provider creates conferences.",
        ),
        "without_url" => (
            world.set_conferencing_behaviour(profile_id, ConferencingBehaviour::WithoutUrl),
            "The provider answers without a URL: missing_meeting_url.",
        ),
        _ => (false, ""),
    });
    let path = accounts::path_of(&id);
    if known {
        console.done(&path, message)
    } else {
        console.refused(&path, "There is no such profile any more. Reload the page.")
    }
}

pub(super) fn section(console: &Console, account: &Account) -> Markup {
    html! {
        section aria-labelledby="profiles" {
            h2 id="profiles" { "Profiles" }
            p.quiet { "Each button causes what a user or a provider can cause." }
            @if account.profiles.is_empty() && account.conferencing_profiles.is_empty() { p.empty { "The account has no profiles." } }
            @else {
                (table("Profiles", &["Profile", "For", "State", "Actions"], &html! {
                    @for it in &account.profiles {
                        tr id=(it.profile_id) {
                            th scope="row" { (it.provider_name) div.id { (it.profile_id) } }
                            td data-label="For" { "calendars" div.quiet { (it.profile_name) } }
                            td data-label="State" { (connected(it.connected)) }
                            td data-label="Actions" { div.buttons { (calendar_actions(console, account, &it.profile_id, it.connected, &it.provider_name)) } }
                        }
                    }
                    @for it in &account.conferencing_profiles {
                        tr id=(it.profile_id) {
                            th scope="row" { (it.provider_name) div.id { (it.profile_id) } }
                            td data-label="For" { "conferences" div.quiet { (it.profile_name) } }
                            td data-label="State" {
                                div {
                                    (connected(it.connected))
                                    @if it.behaviour == ConferencingBehaviour::WithoutUrl { " " (badge(BadgeTone::Bad, "answers without a URL")) }
                                }
                            }
                            td data-label="Actions" { div.buttons { (conferencing_actions(console, account, &it.profile_id, it.connected, it.behaviour, &it.provider_name)) } }
                        }
                    }
                }))
            }
        }
    }
}

pub(super) fn connected(connected: bool) -> Markup {
    if connected { badge(BadgeTone::Good, "connected") } else { badge(BadgeTone::Bad, "disconnected") }
}

fn calendar_actions(console: &Console, account: &Account, id: &str, connected: bool, provider: &str) -> Markup {
    html! {
        @if connected {
            (disconnect(console, account, id, "disconnect", provider))
            (act(console, account, id, "synced", "Finish the first sync", &format!("of {provider}")))
        } @else { (act(console, account, id, "reconnect", "Connect again", provider)) }
    }
}

fn conferencing_actions(
    console: &Console,
    account: &Account,
    id: &str,
    connected: bool,
    behaviour: ConferencingBehaviour,
    provider: &str,
) -> Markup {
    html! {
        @if connected { (disconnect(console, account, id, "disconnect_conferencing", provider)) }
        @else { (act(console, account, id, "reconnect_conferencing", "Connect again", provider)) }
        @match behaviour {
            ConferencingBehaviour::Works => (act(console, account, id, "without_url", "Answer without a URL", &format!("as {provider}"))),
            ConferencingBehaviour::WithoutUrl => (act(console, account, id, "works", "Create conferences again", &format!("as {provider}"))),
        }
    }
}

fn disconnect(console: &Console, account: &Account, id: &str, what: &str, provider: &str) -> Markup {
    console.asking(&Ask {
        action: &path(account),
        label: "Disconnect",
        of: provider,
        consequence: "This notifies the channels, and the service sees no change until the user connects again.",
        fields: &[("profile", id), ("what", what)],
    })
}

fn act(console: &Console, account: &Account, id: &str, what: &str, label: &str, of: &str) -> Markup {
    console.staying(&path(account), label, of, &[("profile", id), ("what", what)])
}

fn path(account: &Account) -> String {
    format!("{}/profiles", accounts::path_of(&account.account_id))
}
