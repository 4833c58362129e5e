//! The accounts, and a form to add one.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use maud::{Markup, html};

use super::profiles;
use super::status::{dash, table};
use crate::console::{Console, ConsoleView, FormField, FormFields, head};
use crate::validate::is_email;
use crate::world::model::{Account, World};

pub(super) const PATH: &str = "/accounts";
const COLUMNS: [&str; 6] = ["Account", "E-mail address", "Profiles", "Calendars", "Channels", "Authorizations"];

/// The page of an account.
pub(super) fn path_of(account_id: &str) -> String {
    format!("{PATH}/{account_id}")
}

/// `GET /accounts`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    show(&console, &headers, &FormFields::default())
}

/// `POST /accounts`
pub(crate) async fn add(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let (email, name) = (posted.field("email").trim(), posted.field("name").trim());
    let is_address = is_email(email);
    let added = console.shared.change(|world| {
        let account_id =
            is_address.then(|| world.add_account(email, if name.is_empty() { email } else { name })).flatten()?;
        world.issue_tokens(&account_id);
        Some(account_id)
    });
    if let Some(account_id) = added {
        return console.done(&path_of(&account_id), "Added the account. Its tokens are below.");
    }
    let wrong = if is_address {
        "Another account has this address: choose a different one."
    } else {
        "This is no e-mail address: write one such as bob@example.com."
    };
    posted.reject("email", Some(wrong));
    show(&console, &headers, &posted)
}

fn show(console: &Console, headers: &HeaderMap, values: &FormFields) -> Response {
    let content = console.shared.read(|world| {
        html! {
            (head("Accounts", &html! {
                "The users who gave your application access, with their profiles, calendars and tokens. A user can also \
                 log in at " code { "/oauth/authorize" } ", as in the real service."
            }))
            section aria-label="Accounts" {
                @if world.accounts.is_empty() { p.empty { "There is no account, so no notification can be sent. Add one below." } }
                @else { (table("Accounts", &COLUMNS, &html! { @for it in world.accounts.values() { (row(world, it)) } })) }
            }
            section.panel aria-labelledby="add" {
                h2 id="add" { "Add an account" }
                p.quiet { "It gets three calendars, a conferencing account at Zoom, and tokens." }
                form.fields method="post" action=(PATH) data-still=[values.still()] {
                    (console.token())
                    div.pair {
                        (FormField { name: "email", label: "E-mail address", mode: "email", ..FormField::default() }.show(values))
                        (FormField { name: "name", label: "Name", empty: "the address", ..FormField::default() }.show(values))
                    }
                    button.main type="submit" { "Add the account" }
                }
            }
        }
    });
    console.page(headers, ConsoleView::Accounts, "Accounts", &content)
}

fn row(world: &World, account: &Account) -> Markup {
    let id = &account.account_id;
    let calendars = world.calendars.values().filter(|it| it.account_id == *id && !it.deleted).count();
    let channels = world.channels.values().filter(|it| it.account_id == *id && it.is_open()).count();
    let authorizations = world.tokens.refresh.values().filter(|grant| grant.account_id == *id).count();
    html! {
        tr id=(id) {
            th scope="row" { a href=(path_of(id)) { (account.name) } div.id { (id) } }
            td data-label="E-mail address" { @if account.is_user() { (account.email) } @else { (dash()) } }
            td data-label="Profiles" {
                @for it in &account.profiles { div { (it.provider_name) " " (profiles::connected(it.connected)) } }
                @for it in &account.conferencing_profiles { div { (it.provider_name) " " (profiles::connected(it.connected)) } }
            }
            td data-label="Calendars" { (calendars) }
            td data-label="Channels" { (channels) }
            td data-label="Authorizations" { (authorizations) }
        }
    }
}
