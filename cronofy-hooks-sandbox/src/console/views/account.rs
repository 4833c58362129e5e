//! One account: its profiles, calendars, channels and tokens.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use maud::{Markup, html};

use super::profiles;
use super::status::{dash, table};
use super::{accounts, calls, missing};
use crate::console::{Ask, BadgeTone, Console, ConsoleView, FormFields, badge, time};
use crate::world::model::{Account, Calendar, World};

/// `GET /accounts/{account_id}`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let found =
        console.shared.read(|world| world.accounts.get(&id).map(|it| (it.name.clone(), content(&console, world, it))));
    match found {
        Some((name, content)) => console.page(&headers, ConsoleView::Accounts, &name, &content),
        None => {
            let content = missing::content("There is no such account.", accounts::PATH, "Show the accounts");
            let page = console.page(&headers, ConsoleView::Accounts, "Account", &content);
            (StatusCode::NOT_FOUND, page).into_response()
        }
    }
}

/// `POST /accounts/{account_id}/tokens`: new tokens, as if the user had just logged in.
pub(crate) async fn issue(State(console): State<Console>, Path(id): Path<String>) -> Response {
    let issued = console
        .shared
        .change(|world| world.accounts.contains_key(&id).then(|| world.issue_tokens(&id)).map(|it| it.access_token));
    match issued {
        Some(access_token) => console.done(&accounts::path_of(&id), format!("Issued the access token {access_token}.")),
        None => console.refused(accounts::PATH, "There is no such account any more."),
    }
}

/// `POST /accounts/{account_id}/revoke`: one authorization, or all of them.
pub(crate) async fn revoke(State(console): State<Console>, Path(id): Path<String>, posted: FormFields) -> Response {
    let revoked = console.shared.change(|world| match posted.filled("authorization") {
        Some(token) => world.revoke(token),
        None => world.revoke_account(&id),
    });
    let path = accounts::path_of(&id);
    match revoked {
        true => console.done(&path, "Revoked the tokens. Calls with them are answered 401."),
        false => console.refused(&path, "There was no token to revoke."),
    }
}

/// `POST /accounts/{account_id}/forget`
pub(crate) async fn forget(State(console): State<Console>, Path(id): Path<String>) -> Response {
    match console.shared.change(|world| world.request_gdpr(&id)) {
        true => console.done(&accounts::path_of(&id), "Notified the channels that the user asks to be forgotten."),
        false => console.refused(accounts::PATH, "There is no such account any more."),
    }
}

fn content(console: &Console, world: &World, account: &Account) -> Markup {
    html! {
        p.back { a href=(accounts::PATH) { "Accounts" } }
        div.title { h1 { (account.name) } }
        dl.facts {
            @if account.is_user() { div { dt { "E-mail address" } dd { (account.email) } } }
            div { dt { "Account id, which is also its " code { "sub" } } dd.id { (account.account_id) } }
            div { dt { "Time zone" } dd { (account.default_tzid) } }
            div { dt { "API calls" } dd { a href=(calls::LIST.found(&format!("account:{}", account.account_id))) { "Calls with its tokens" } } }
            @if let Some(id) = &account.application_calendar_id { div { dt { "Application calendar" } dd.id { (id) } } }
            @if let Some(by) = &account.delegated_by { div { dt { "Access through" } dd { a.id href=(accounts::path_of(by)) { (by) } } } }
        }
        (profiles::section(console, account))
        section aria-labelledby="calendars" {
            h2 id="calendars" { "Calendars" }
            (calendars(world, account))
        }
        section aria-labelledby="channels" {
            h2 id="channels" { "Channels" }
            (channels(world, account))
        }
        section aria-labelledby="tokens" {
            h2 id="tokens" { "Tokens" }
            (tokens(console, world, account))
        }
        @if account.is_user() { (leaving(console, account)) }
    }
}

fn calendars(world: &World, account: &Account) -> Markup {
    let calendars = world.calendars.values().filter(|it| it.account_id == account.account_id && !it.deleted);
    let mut calendars: Vec<_> = calendars.collect();
    calendars.sort_by_key(|it| !it.primary);
    html! {
        @if calendars.is_empty() { p.empty { "The account has no calendars." } }
        @else {
            (table("Calendars", &["Calendar", "Id", "The application can", "Events"], &html! { @for it in calendars {
                tr id=(it.calendar_id) {
                    th scope="row" { (it.calendar_name) @if it.primary { " " (badge(BadgeTone::Plain, "primary")) } }
                    td data-label="Id" { span.id { (it.calendar_id) } }
                    td data-label="Access" { (access(it)) }
                    td data-label="Events" { (world.events.values().filter(|event| event.calendar_id == it.calendar_id && !event.deleted).count()) }
                }
            } }))
        }
    }
}

fn access(calendar: &Calendar) -> &'static str {
    match (calendar.readonly, calendar.permission_level.as_str()) {
        (true, _) => "read",
        (false, "sandbox") => "read and write its own events",
        (false, _) => "read and write",
    }
}

fn channels(world: &World, account: &Account) -> Markup {
    let channels: Vec<_> = world.channels.values().filter(|it| it.account_id == account.account_id).collect();
    html! {
        @if channels.is_empty() { p.empty { "The account has no channels. " a href="/channels" { "Create one" } "." } }
        @else {
            ul.things { @for it in channels {
                li {
                    span { a.id href=(format!("/channels#{}", it.channel_id)) { (it.channel_id) } div.url { (it.callback_url) } }
                    @if it.is_open() { (badge(BadgeTone::Good, "open")) } @else { (badge(BadgeTone::Plain, "closed")) }
                }
            } }
        }
    }
}

fn tokens(console: &Console, world: &World, account: &Account) -> Markup {
    let id = &account.account_id;
    let grants: Vec<_> = world.tokens.refresh.iter().filter(|(_, grant)| grant.account_id == *id).collect();
    let revoke = format!("{}/revoke", accounts::path_of(id));
    html! {
        @if grants.is_empty() { p.empty { "The account has no tokens, so your application cannot call the API for it." } }
        @else {
            (table("Tokens", &["Access token", "Expires", "Refresh token", "Scope", "Actions"], &html! { @for (refresh_token, grant) in grants {
                @let access = world.tokens.access.iter().filter(|(_, it)| it.refresh_token == *refresh_token && world.now < it.expires);
                @let access: Vec<_> = access.collect();
                tr id=(refresh_token) {
                    th scope="row" {
                        @for (token, _) in &access { (copied(token)) }
                        @if access.is_empty() { span.quiet { "The access token expired" } }
                    }
                    td data-label="Expires" { @for (_, it) in &access { div { (time(it.expires)) } } @if access.is_empty() { (dash()) } }
                    td data-label="Refresh token" { (copied(refresh_token)) }
                    td data-label="Scope" { code { (grant.scope) } }
                    td data-label="Actions" {
                        (console.asking(&Ask {
                            action: &revoke, label: "Revoke", of: &format!("the tokens of {refresh_token}"),
                            consequence: "This revokes the tokens: calls with them are answered 401, until the user logs in again.",
                            fields: &[("authorization", refresh_token)],
                        }))
                    }
                }
            } }))
        }
        div.buttons {
            (console.staying(&format!("{}/tokens", accounts::path_of(id)), "Issue tokens", "", &[]))
            (console.asking(&Ask {
                action: &revoke, label: "Revoke all", of: "tokens of the account",
                consequence: "This revokes every token of the account: all its calls are answered 401, until the user logs in again.", fields: &[],
            }))
        }
    }
}

/// A value with a button that copies it.
fn copied(value: &str) -> Markup {
    let id = format!("copy-{value}");
    html! { div.copied { code id=(id) { (value) } " " button type="button" data-copies=(id) aria-label=(format!("Copy {value}")) { "Copy" } } }
}

fn leaving(console: &Console, account: &Account) -> Markup {
    html! {
        section.panel aria-labelledby="leave" {
            h2 id="leave" { "Leave" }
            p { "A user can ask to be forgotten. The channels get a " code { "gdpr_requested" } ", and the application deletes what it has." }
            (console.asking(&Ask {
                action: &format!("{}/forget", accounts::path_of(&account.account_id)),
                label: "Ask to be forgotten", of: &format!("as {}", account.name),
                consequence: "This notifies the channels of the account. Your application may then delete everything that it has about this user.", fields: &[],
            }))
        }
    }
}
