//! The accounts, and buttons that change their profiles.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use crate::console::{BadgeTone, Console, FormField, FormFields, badge};
use crate::validate::is_email;
use crate::world::model::{Account, ConferencingBehaviour, World};

/// `POST /calendar/profile`
pub(crate) async fn change(State(console): State<Console>, posted: FormFields) -> Response {
    let id = posted.field("profile");
    let (known, message) = console.shared.change(|world| match posted.field("what") {
        "disconnect" => (world.disconnect_profile(id), "Disconnected the profile, and notified the channels."),
        "reconnect" => (world.reconnect_profile(id), "Reconnected the profile."),
        "synced" => (world.finish_initial_sync(id), "Completed the first sync, and notified the channels."),
        "disconnect_conferencing" => {
            (world.disconnect_conferencing_profile(id), "Disconnected the profile, and notified the channels.")
        }
        "reconnect_conferencing" => (
            world.reconnect_conferencing_profile(id),
            "Reconnected the profile. The service retries failed conferences.",
        ),
        "works" => {
            (world.set_conferencing_behaviour(id, ConferencingBehaviour::Works), "The provider creates conferences.")
        }
        "without_url" => (
            world.set_conferencing_behaviour(id, ConferencingBehaviour::WithoutUrl),
            "The provider answers without a URL: missing_meeting_url.",
        ),
        "forget" => (world.request_gdpr(id), "Notified the channels that the user asks to be forgotten."),
        _ => (false, ""),
    });
    if known {
        console.done("/calendar", message)
    } else {
        console.refused("/calendar", "There is no such profile any more. Reload the page.")
    }
}

/// `POST /calendar/accounts`
pub(crate) async fn add(State(console): State<Console>, posted: FormFields) -> Response {
    let (email, name) = (posted.field("email").trim(), posted.field("name").trim());
    if !is_email(email) {
        return console.refused("/calendar", "The account was not added: enter an e-mail address.");
    }
    let added = console.shared.change(|world| {
        let account_id = world.add_account(email, if name.is_empty() { email } else { name })?;
        Some(world.issue_tokens(&account_id))
    });
    match added {
        Some(tokens) => {
            let (account_id, access_token) = (tokens.grant.account_id, tokens.access_token);
            console.done("/calendar", format!("Added {account_id}. Its access token is {access_token}."))
        }
        None => console.refused("/calendar", "The account was not added: another one has this e-mail address."),
    }
}

pub(super) fn section(console: &Console, world: &World) -> Markup {
    html! {
        section aria-labelledby="accounts" {
            h2 id="accounts" { "Accounts" }
            p.quiet { "Changes that a user of the service can cause. Each button causes one now." }
            @if world.accounts.is_empty() { p.empty { "There is no account, so no notification can be sent." } }
            @for account in world.accounts.values() { (one(console, account)) }
            form.fields method="post" action="/calendar/accounts" {
                (console.token())
                div.pair {
                    (FormField { name: "email", label: "E-mail address", mode: "email", ..FormField::default() }
                        .show_as(&FormFields::default(), "account-email", "text"))
                    (FormField { name: "name", label: "Name", ..FormField::default() }
                        .show_as(&FormFields::default(), "account-name", "text"))
                }
                button type="submit" { "Add an account" }
            }
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
                            @if it.behaviour == ConferencingBehaviour::WithoutUrl { (badge(BadgeTone::Bad, "answers without a URL")) }
                        }
                        span.buttons {
                            @if it.connected { (act(console, &it.profile_id, "disconnect_conferencing", "Disconnect")) }
                            @else { (act(console, &it.profile_id, "reconnect_conferencing", "Connect again")) }
                            @match it.behaviour {
                                ConferencingBehaviour::Works => (act(console, &it.profile_id, "without_url", "Answer without a URL")),
                                ConferencingBehaviour::WithoutUrl => (act(console, &it.profile_id, "works", "Work again")),
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
    if connected { badge(BadgeTone::Good, "connected") } else { badge(BadgeTone::Bad, "disconnected") }
}

fn act(console: &Console, id: &str, what: &str, label: &str) -> Markup {
    console.button("/calendar/profile", label, &[("profile", id), ("what", what)])
}
