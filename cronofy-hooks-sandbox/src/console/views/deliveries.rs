//! The first page: the deliveries, newest first.

use axum::extract::{Query, State};
use axum::response::Response;
use cronofy_hooks_contract::text::{counted, latency};
use http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;

use super::{connect, status};
use crate::console::{Console, ConsoleView, FormFields, clock_time, day, head, outcome, state};
use crate::world::model::{Delivery, NotificationSubject, World};
use crate::world::rules::{DeliverySearch, Standing};

const ROWS: usize = 50;
const COLUMNS: [&str; 6] = ["State", "Time", "Notification", "About", "Result", "Latency"];
/// How many deliveries one press of the button sends again.
const MOST_RESENT: usize = 200;

/// What the list shows.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ListQuery {
    /// The search.
    #[serde(default)]
    q: String,
    /// The number of the newest delivery to show: what arrives later waits behind a link, and pages stay as they are.
    #[serde(default)]
    upto: String,
    /// How many newer deliveries to skip.
    #[serde(default)]
    after: String,
}

impl ListQuery {
    fn path(&self, upto: Option<u64>, after: usize) -> String {
        let mut path = format!("/?{}", query(&self.q));
        if let Some(upto) = upto {
            path += &format!("&upto={upto}&after={after}");
        }
        path
    }
}

/// The search as a query string.
pub(super) fn query(search: &str) -> String {
    format!("q={}", form_urlencoded::byte_serialize(search.trim().as_bytes()).collect::<String>())
}

/// The page of a delivery. It keeps the search, so that it can lead to the next match.
pub(super) fn path_of(number: u64, search: &str) -> String {
    match search.trim() {
        "" => format!("/deliveries/{number}"),
        search => format!("/deliveries/{number}?{}", query(search)),
    }
}

/// `GET /`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, list: Query<ListQuery>) -> Response {
    let content = console.shared.read(|world| content(&console, world, &headers, &list));
    console.page(&headers, ConsoleView::Deliveries, "Deliveries", &content)
}

/// `POST /deliveries/resend`: sends what failed and matches the search again, the newest first.
pub(crate) async fn resend(State(console): State<Console>, posted: FormFields) -> Response {
    let text = posted.field("q");
    let search = DeliverySearch::parse(text);
    let sent = console.shared.change(|world| {
        let failed = world.deliveries.values().rev();
        let failed = failed.filter(|it| Standing::of(it).is_failure() && search.matches(world, it));
        let failed: Vec<_> = failed.take(MOST_RESENT).map(|it| it.number).collect();
        failed.into_iter().rev().filter_map(|number| world.replay(number)).count()
    });
    let list = format!("/?{}", query(text));
    match sent {
        0 => console.refused(&list, "No failed delivery matches the search, so nothing was sent again."),
        sent => console.done(&list, format!("Sent {} again.", counted(sent as u64, "delivery", "deliveries"))),
    }
}

/// What one pass over the deliveries finds.
struct FoundDeliveries<'w> {
    /// Newest first.
    matches: Vec<&'w Delivery>,
    /// How many more match, and are newer than the list shows.
    newer: usize,
    /// How many of all that match failed.
    failed: usize,
    /// How many deliveries are in each state, also of those that do not match.
    counts: [usize; Standing::ALL.len()],
}

impl<'w> FoundDeliveries<'w> {
    fn of(world: &'w World, search: &DeliverySearch, upto: u64) -> Self {
        let mut found = Self { matches: Vec::new(), newer: 0, failed: 0, counts: Default::default() };
        for delivery in world.deliveries.values().rev() {
            let standing = Standing::of(delivery);
            let counted = Standing::ALL.iter().zip(&mut found.counts).find(|((it, ..), _)| *it == standing);
            if let Some((_, count)) = counted {
                *count += 1;
            }
            if search.matches(world, delivery) {
                found.failed += usize::from(standing.is_failure());
                if delivery.number > upto { found.newer += 1 } else { found.matches.push(delivery) }
            }
        }
        found
    }
}

fn content(console: &Console, world: &World, headers: &HeaderMap, list: &ListQuery) -> Markup {
    let Some((&newest, _)) = world.deliveries.last_key_value() else {
        return html! {
            (head("Deliveries", &html! {
                "Each row is one notification that the sandbox sends to your application as the service does: signed, with \
                 a deadline, and retried until your application answers with a 2xx status. Newest first."
            }))
            (nothing_yet())
            (connect::section(console, world, headers))
        };
    };
    let search = DeliverySearch::parse(&list.q);
    let upto = list.upto.parse().unwrap_or(newest);
    let found = FoundDeliveries::of(world, &search, upto);
    let matches = &found.matches;
    // At least one delivery remains on a page.
    let after = list.after.parse().unwrap_or(0).min(matches.len().saturating_sub(1));
    let shown = &matches[after..matches.len().min(after + ROWS)];
    html! {
        div.title {
            h1 { "Deliveries" }
            p.quiet id="counted" { (counted(matches.len() as u64, "delivery", "deliveries")) }
            (resend_button(console, list, found.failed))
        }
        div.finding {
            (presets(list, &found, world.deliveries.len()))
            (search_form(list, &search))
        }
        section.deliveries id="list" aria-label="Deliveries" data-newest=(upto) {
            @if found.newer > 0 {
                p.newer { a id="newer" href=(list.path(None, 0)) { (found.newer) " new" } }
            }
            @if shown.is_empty() { p.empty { "No delivery matches. " a href="/" { "Show all" } "." } }
            @else { (table(world, shown, &list.q)) }
        }
        (pages(list, upto, after, matches.len()))
        @if world.dropped > 0 && after + ROWS >= matches.len() {
            p.quiet id="dropped" {
                (counted(world.dropped, "older delivery was", "older deliveries were"))
                " dropped: the sandbox keeps the last " (world.history) " that have ended. Start it with "
                code { "--history" } " to keep more."
            }
        }
        // The key `r` sends a row of the list again.
        form id="resend" method="post" hidden { (console.token()) }
    }
}

fn nothing_yet() -> Markup {
    html! {
        section.empty aria-labelledby="nothing" {
            h2 id="nothing" { "Nothing has been sent yet" }
            p { "The sandbox sends a notification after a change that your application subscribed to. Three ways to see a first one:" }
            ol {
                li { a href="/trigger" { "Trigger a notification" } ": choose any notification and a URL." }
                li { a href="/channels" { "Create a channel" } ": the sandbox verifies its URL at once." }
                li { "Let your application create one: " code { "POST /v1/channels" } " at this address, with an access token of the sandbox." }
            }
        }
    }
}

fn search_form(list: &ListQuery, search: &DeliverySearch) -> Markup {
    let described = if search.error.is_some() { "q-wrong" } else { "q-hint" };
    html! {
        form.search method="get" action="/" role="search" aria-label="Deliveries" {
            label.hidden for="q" { "Search" }
            input type="search" id="q" name="q" value=(list.q) placeholder="name, URL, id, event, status:5xx"
                autocomplete="off" spellcheck="false" aria-describedby=(described)
                aria-invalid=[search.error.as_ref().map(|_| "true")];
            button type="submit" { "Search" }
            @match &search.error {
                Some(error) => p.wrong id="q-wrong" { (error) },
                None => p.hint id="q-hint" {
                    "All words must match: " code { "lunch" } ", " code { "name:change" } ", " code { "status:5xx" } ", "
                    code { "status:timeout" } ", " code { "fault:any" } ", " code { "took:500ms" } ", " code { "chn_…001" } "; not " code { "-status:2xx" } "."
                },
            }
        }
    }
}

/// The states, with how many deliveries are in each.
fn presets(list: &ListQuery, found: &FoundDeliveries<'_>, total: usize) -> Markup {
    let current = list.q.trim();
    let link = |search: &str, title: &str, count: usize, is_failure: bool| {
        html! {
            li {
                a href=(if search.is_empty() { "/".to_owned() } else { format!("/?{}", query(search)) })
                    class=[(is_failure && count > 0).then_some("failure")] aria-current=[(current == search).then_some("true")] {
                    (title) " " span.count { (count) }
                }
            }
        }
    };
    html! {
        nav.presets aria-label="States" {
            ul {
                (link("", "All", total, false))
                @for ((standing, name, title), count) in Standing::ALL.into_iter().zip(found.counts) {
                    (link(&format!("is:{name}"), title, count, standing.is_failure()))
                }
            }
        }
    }
}

fn resend_button(console: &Console, list: &ListQuery, failed: usize) -> Markup {
    let label = match failed {
        0 => return Markup::default(),
        failed @ ..=MOST_RESENT => format!("Resend {failed} failed"),
        _ => format!("Resend the last {MOST_RESENT} failed"),
    };
    console.button("/deliveries/resend", &label, &[("q", list.q.trim())])
}

fn table(world: &World, shown: &[&Delivery], search: &str) -> Markup {
    html! {
        table.list {
            caption.hidden { "Deliveries, newest first" }
            colgroup { @for column in COLUMNS { col class=(format!("col-{}", column.to_lowercase())); } }
            thead { tr { @for column in COLUMNS { th scope="col" { (column) } } } }
            @for (index, group) in shown.chunk_by(|a, b| day(a.created) == day(b.created)).enumerate() {
                tbody id=(format!("day-{index}")) {
                    tr.day { th scope="rowgroup" colspan=(COLUMNS.len()) { (day(group[0].created)) } }
                    @for delivery in group { (row(world, delivery, search)) }
                }
            }
        }
    }
}

fn row(world: &World, delivery: &Delivery, search: &str) -> Markup {
    let last = delivery.attempts.last();
    let is_failure = Standing::of(delivery).is_failure();
    let meaning = last.and_then(|last| status::meaning(world, delivery, last));
    html! {
        tr.delivery.failed[is_failure] id=(format!("delivery-{}", delivery.number))
            data-number=(delivery.number) {
            td.is { (state(delivery, world.now)) }
            td.at { (clock_time(delivery.created)) }
            th.name scope="row" {
                a.open href=(path_of(delivery.number, search)) { (delivery.name) (status::subtype(delivery)) }
                @if let Some(original) = delivery.replay_of { " " span.quiet { "replay of " (original) } }
            }
            td.about title=(delivery.url) { (about(world, delivery)) }
            td.result title=[&meaning] {
                @match last {
                    Some(last) => {
                        (outcome(last))
                        @if delivery.attempts.len() > 1 { span.quiet { ", " (delivery.attempts.len()) " attempts" } }
                        (status::remarks(world, delivery, last))
                        @if let Some(meaning) = &meaning { " " span.quiet { (meaning) } }
                    },
                    None => (status::dash()),
                }
            }
            td.took {
                @match last.filter(|it| it.outcome.is_some()) { Some(last) => (latency(last.took)), None => (status::dash()) }
            }
        }
    }
}

/// Its subject, or the URL of one that was sent manually.
fn about(world: &World, delivery: &Delivery) -> Markup {
    match &delivery.subject {
        NotificationSubject::Manual => html! { span.url { (delivery.url.trim_start_matches("http://")) } },
        subject => status::subject(world, subject),
    }
}

fn pages(list: &ListQuery, upto: u64, after: usize, total: usize) -> Markup {
    html! {
        @if after > 0 || after + ROWS < total {
            nav.pages aria-label="Pages" {
                @if after > 0 { a href=(list.path(Some(upto), after.saturating_sub(ROWS))) rel="prev" { "Newer" } }
                span.quiet { (after + 1) " to " (total.min(after + ROWS)) " of " (total) }
                @if after + ROWS < total { a href=(list.path(Some(upto), after + ROWS)) rel="next" { "Older" } }
            }
        }
    }
}
