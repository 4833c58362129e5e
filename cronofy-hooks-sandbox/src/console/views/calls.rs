//! The API calls of the application, newest first.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use cronofy_hooks_contract::text::{counted, latency};
use http::HeaderMap;
use maud::{Markup, html};

use super::connect;
use super::list::{EntryList, FoundEntries, ListQuery};
use crate::console::{BadgeTone, Console, ConsoleView, badge, clock_time, head, personal};
use crate::world::model::{ApiCaller, LoggedCall, World};
use crate::world::rules::CallSearch;

pub(super) const LIST: EntryList = EntryList {
    path: "/calls",
    entries: "/calls",
    title: "API calls",
    one: "API call",
    many: "API calls",
    columns: ["Status", "Time", "Call", "Account", "What it did", "Latency"],
    placeholder: "path, account, event, status:4xx",
};

/// `GET /calls`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, list: Query<ListQuery>) -> Response {
    let content = console.shared.read(|world| content(&console, world, &headers, &list));
    console.page(&headers, ConsoleView::Calls, LIST.title, &content)
}

fn content(console: &Console, world: &World, headers: &HeaderMap, list: &ListQuery) -> Markup {
    let Some(newest) = world.calls.iter().next_back() else {
        return html! {
            (head(LIST.title, &html! {
                "Each row is one call that your application makes to the API of the sandbox, with its answer and what it \
                 caused. Newest first."
            }))
            section.empty aria-labelledby="nothing" {
                h2 id="nothing" { "Your application has not called the API yet" }
                p { "Point it at the address of the sandbox, with the credentials below." }
            }
            (connect::section(console, world, headers))
        };
    };
    let search = CallSearch::parse(&list.q);
    let matching = world.calls.iter().rev().filter(|it| search.matches(world, it));
    let found = FoundEntries::new(list, newest.number, matching, |it| it.number);
    let caused = deliveries_by_call(world);
    html! {
        div.title {
            h1 { (LIST.title) }
            p.quiet id="counted" { (LIST.counted(found.matches.len())) }
        }
        div.finding {
            (presets(world, list))
            (LIST.search_form(&list.q, search.error.as_deref(), &hint()))
        }
        (LIST.show(list, &found, |it| it.at, |it| row(world, it, &caused, &list.q)))
        (LIST.dropped(&found, world.calls.dropped(), &world.history.to_string()))
    }
}

fn hint() -> Markup {
    html! {
        "All words must match: " code { "lunch" } ", " code { "status:4xx" } ", " code { "method:post" } ", "
        code { "path:events" } ", " code { "account:ada@" } ", " code { "took:500ms" } ", " code { "evt_…001" } "; not "
        code { "-method:get" } "."
    }
}

fn presets(world: &World, list: &ListQuery) -> Markup {
    let count = |search: &str| {
        let parsed = CallSearch::parse(search);
        world.calls.iter().filter(|it| parsed.matches(world, it)).count()
    };
    html! {
        nav.presets aria-label="Kinds" {
            ul {
                @for (search, title, is_failure) in [
                    ("", "All", false),
                    ("status:4xx", "Refused", true),
                    ("-method:get -status:4xx", "Writing", false),
                ] {
                    (LIST.preset(&list.q, search, title, count(search), is_failure))
                }
            }
        }
    }
}

/// How many deliveries each call caused.
fn deliveries_by_call(world: &World) -> BTreeMap<u64, u64> {
    let mut caused = BTreeMap::new();
    for number in world.deliveries.values().filter_map(|it| it.cause?.call()) {
        *caused.entry(number).or_default() += 1;
    }
    caused
}

fn row(world: &World, call: &LoggedCall, caused: &BTreeMap<u64, u64>, search: &str) -> Markup {
    let done = summary(call, caused.get(&call.number).copied().unwrap_or_default());
    html! {
        tr.entry.call.failed[call.is_failure()] id=(format!("call-{}", call.number)) data-number=(call.number) {
            td.is { (badge(tone(call), &call.status.to_string())) }
            td.at { (clock_time(call.at)) }
            th.name scope="row" title=(personal().target(call)) {
                a.open href=(LIST.path_of(call.number, search)) { (call.method) " " span.id { (call.path()) } }
            }
            td.about { (caller(world, call)) }
            td.result title=[(!done.is_empty()).then_some(&done)] { (done) }
            td.took { (latency(call.took)) }
        }
    }
}

/// What was wrong, or what it did.
fn summary(call: &LoggedCall, sent: u64) -> String {
    if call.is_failure() {
        return call.errors().join("; ");
    }
    let mut done: Vec<_> =
        call.effects.iter().map(|it| format!("{} {}", it.verb.word(), it.subject.kind().replace('_', " "))).collect();
    done.dedup();
    if sent > 0 {
        done.push(counted(sent, "delivery", "deliveries"));
    }
    done.join(", ")
}

pub(super) fn tone(call: &LoggedCall) -> BadgeTone {
    if call.is_failure() { BadgeTone::Bad } else { BadgeTone::Good }
}

/// Who called, with a link to the account.
pub(super) fn caller(world: &World, call: &LoggedCall) -> Markup {
    match &call.caller {
        ApiCaller::Account(account_id) => {
            let email = world.accounts.get(account_id).map_or(account_id.as_str(), |it| it.email.as_str());
            html! { a href=(format!("/accounts/{account_id}")) { (email) } }
        }
        ApiCaller::Application => html! { "the application" },
        ApiCaller::Unknown => html! { span.quiet { "unknown" } },
    }
}
