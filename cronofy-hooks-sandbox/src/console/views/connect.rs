//! How an application uses this sandbox, and whether it answers.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use cronofy_hooks_contract::text::relative_time;
use http::HeaderMap;
use http::header::HOST;
use maud::{Markup, html};

use super::snippet::{CALLS, RECEIVERS, Snippet};
use super::{accounts, trigger, verify};
use crate::console::{BadgeTone, Console, ConsoleView, FormField, FormFields, badge, check_url, head, outcome, sample};
use crate::world::model::{Attempt, AttemptOutcome, Delivery, World};
use crate::world::rules::{ACCESS_TOKEN, ACCOUNT_ID, REFRESH_TOKEN};

/// What an application needs.
pub(crate) struct ConnectDetails {
    pub(super) url: String,
    pub(super) client_id: String,
    /// `None` if the sandbox has a secret of the user's own, which is never shown.
    pub(super) secret: Option<String>,
    /// The access token of a new sandbox or, when it has expired, the newest one of its account.
    pub(super) token: String,
    /// Whether that token has expired or was revoked.
    expired: bool,
    application: Option<ApplicationState>,
}

/// The latest attempt that has ended.
struct ApplicationState {
    delivery: u64,
    answers: bool,
    text: String,
    ago: String,
    /// Where the request of a refused one is verified.
    verify: Option<String>,
}

impl ConnectDetails {
    pub(crate) fn new(world: &World, headers: &HeaderMap) -> Self {
        let granted =
            |token: &str| world.grant_of(token, world.now).filter(|grant| grant.account_id == ACCOUNT_ID).is_some();
        let newest = || world.access_token_of(ACCOUNT_ID, "read_account");
        let token = if granted(ACCESS_TOKEN) { None } else { newest() }.unwrap_or(ACCESS_TOKEN).to_owned();
        Self {
            url: api_url(headers),
            client_id: world.application.client_id.clone(),
            secret: world.public_secret().map(str::to_owned),
            expired: !granted(&token),
            token,
            application: latest(world).map(|(delivery, attempt)| ApplicationState {
                delivery: delivery.number,
                answers: attempt.outcome.as_ref().is_some_and(|it| it.succeeded()),
                text: outcome(attempt),
                ago: relative_time(attempt.at, world.now),
                verify: matches!(attempt.outcome, Some(AttemptOutcome::Answered(401 | 403)))
                    .then(|| verify::path(delivery, attempt)),
            }),
        }
    }
}

/// The URL of the API. It is that of the page, because both are served on one address.
pub(super) fn api_url(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or("127.0.0.1:4040");
    format!("http://{host}")
}

fn latest(world: &World) -> Option<(&Delivery, &Attempt)> {
    let ended = |it: &&Attempt| it.outcome.is_some();
    world.deliveries.values().rev().find_map(|it| Some((it, it.attempts.iter().rev().find(ended)?)))
}

/// `GET /connect`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    show(&console, &headers, &console.shared.read(check_form))
}

/// `POST /connect`: sends a signed notification, and shows how it ends.
pub(crate) async fn check(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let url = posted.field("url").trim().to_owned();
    posted.reject("url", check_url(&url));
    if posted.is_valid() {
        let body = serde_json::from_str(sample::named("notification/verification/captured").body).unwrap_or_default();
        match console.shared.change(|world| world.send_check(&url, body)) {
            Some(number) => return Redirect::to(&format!("/deliveries/{number}")).into_response(),
            None => posted.reject("url", Some("Nothing can be sent to this URL.")),
        }
    }
    show(&console, &headers, &posted)
}

fn show(console: &Console, headers: &HeaderMap, values: &FormFields) -> Response {
    let content = console.shared.read(|world| {
        html! {
            (head("Connect", &html! {
                "Your application calls the API of this sandbox as it would call the service, and receives notifications \
                 that are signed with the client secret."
            }))
            (with(console, &ConnectDetails::new(world, headers), values))
        }
    });
    console.page(headers, ConsoleView::Connect, "Connect", &content)
}

/// Everything to connect, within another page.
pub(super) fn section(console: &Console, world: &World, headers: &HeaderMap) -> Markup {
    with(console, &ConnectDetails::new(world, headers), &check_form(world))
}

fn check_form(world: &World) -> FormFields {
    FormFields::new([("url", trigger::known_url(world))])
}

fn with(console: &Console, details: &ConnectDetails, values: &FormFields) -> Markup {
    let secret = details.secret.as_deref().unwrap_or("…");
    html! {
        section.panel aria-labelledby="credentials" {
            h2 id="credentials" { "1. Use these values" }
            (credentials(details, "value"))
        }
        section.panel aria-labelledby="receive" {
            h2 id="receive" { "2. Receive notifications" }
            p {
                "Begin with one of these programs, which listen on " code { "http://127.0.0.1:3000/cronofy" }
                " and answer 204, or 401 to a wrong signature. Or start your own application with the client secret; these \
                 programs read it from the environment too: " code { "CRONOFY_CLIENT_SECRET=" (secret) } "."
            }
            @for it in &RECEIVERS { (snippet(it, details, "receiver", false)) }
            @if let Some(state) = &details.application { p { (answers(state)) } }
            form.row method="post" action="/connect" data-still=[values.still()] {
                (console.token())
                (FormField { name: "url", label: "URL of your application", mode: "url", ..FormField::default() }.show(values))
                button.main type="submit" { "Check that it answers" }
            }
            p.quiet {
                "The check sends a signed " code { "verification" } ", and shows the answer. If your application refuses the \
                 signature, " a href="/verify" { "Verify" } " says what it has to compute."
            }
            p.quiet {
                "Real notifications come through a channel: let your application create one, or "
                a href="/channels" { "create one" } " here."
            }
        }
        section.panel aria-labelledby="call" {
            h2 id="call" { "3. Call the API" }
            @for it in &CALLS { (snippet(it, details, "snippet", it.id() == "curl")) }
        }
    }
}

fn snippet(snippet: &Snippet, details: &ConnectDetails, kind: &str, is_open: bool) -> Markup {
    let id = format!("{kind}-{}", snippet.id());
    let language = snippet.language();
    html! {
        details.snippet open[is_open] {
            summary { (language) }
            p.quiet { (snippet.first) }
            pre id=(id) tabindex="0" role="region" aria-label=(format!("{language} {kind}")) { (snippet.text(details)) }
            button type="button" data-copies=(id) { "Copy " (language) span.hidden { " " (kind) } }
        }
    }
}

fn answers(state: &ApplicationState) -> Markup {
    let (tone, text) = if state.answers {
        (BadgeTone::Good, "your application answers")
    } else {
        (BadgeTone::Bad, "your application does not accept")
    };
    html! {
        (badge(tone, text)) " "
        a href=(format!("/deliveries/{}", state.delivery)) { (state.text) } " " span.quiet { (state.ago) }
        @if let Some(path) = &state.verify { " " a href=(path) { "Verify this request" } }
    }
}

fn credentials(details: &ConnectDetails, prefix: &str) -> Markup {
    let hidden = "the one that you started the sandbox with";
    let rows = [
        ("API URL", "url", details.url.as_str(), true),
        ("Client id", "id", details.client_id.as_str(), true),
        ("Client secret", "secret", details.secret.as_deref().unwrap_or(hidden), details.secret.is_some()),
        ("Access token", "token", details.token.as_str(), true),
        ("Refresh token", "refresh", REFRESH_TOKEN, true),
    ];
    html! {
        dl.credentials {
            @for (label, name, value, can_copy) in rows {
                @let id = format!("{prefix}-{name}");
                div {
                    dt { (label) }
                    dd {
                        @if can_copy {
                            code id=(id) { (value) } " "
                            button type="button" data-copies=(id) aria-label=(format!("Copy {label}")) { "Copy" }
                        } @else { span.quiet { (value) } }
                    }
                }
            }
        }
        @if details.expired {
            p.quiet {
                "The access token has expired by the clock of the sandbox, or was revoked. Get another one with the refresh \
                 token, or " a href=(format!("{}#tokens", accounts::path_of(ACCOUNT_ID))) { "issue one" } " here."
            }
        }
    }
}

/// The values in the header of each page, with the state of the application.
pub(crate) fn summary(details: &ConnectDetails) -> Markup {
    html! {
        details.connect id="connect" {
            summary {
                "Your application "
                @match &details.application {
                    None => span.quiet { "nothing sent yet" },
                    Some(state) if state.answers => (badge(BadgeTone::Good, "answers")),
                    Some(state) => (badge(BadgeTone::Bad, &state.text)),
                }
            }
            (credentials(details, "connect"))
            p { a href="/connect" { "Programs that receive notifications and call the API" } }
        }
    }
}
