//! The first page: the deliveries, newest first.

use axum::extract::{Query, State};
use axum::response::Response;
use cronofy_hooks_contract::text::{counted, latency};
use http::HeaderMap;
use maud::{Markup, html};

use super::list::{EntryList, FoundEntries, ListQuery};
use super::{connect, status};
use crate::console::{Console, ConsoleView, FormFields, clock_time, head, outcome, state};
use crate::world::model::{Delivery, DeliveryCause, NotificationSubject, World};
use crate::world::rules::{DeliverySearch, Standing};

/// How many deliveries one press of the button sends again.
const MOST_RESENT: usize = 200;

pub(super) const LIST: EntryList = EntryList {
    path: "/",
    entries: "/deliveries",
    title: "Deliveries",
    one: "delivery",
    many: "deliveries",
    columns: ["State", "Time", "Notification", "About", "Result", "Latency"],
    placeholder: "name, URL, id, event, status:5xx",
};

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
    let list = LIST.found(text);
    match sent {
        0 => console.refused(&list, "No failed delivery matches the search, so nothing was sent again."),
        sent => console.done(&list, format!("Sent {} again.", counted(sent as u64, "delivery", "deliveries"))),
    }
}

/// How many deliveries are in each state, also of those that do not match.
fn count(world: &World) -> [usize; Standing::ALL.len()] {
    let mut counts = [0; Standing::ALL.len()];
    for delivery in world.deliveries.values() {
        let standing = Standing::of(delivery);
        let counted = Standing::ALL.iter().zip(&mut counts).find(|((it, ..), _)| *it == standing);
        counted.into_iter().for_each(|(_, count)| *count += 1);
    }
    counts
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
    let matching = world.deliveries.values().rev().filter(|it| search.matches(world, it));
    let found = FoundEntries::new(list, newest, matching, |it| it.number);
    let failed = found.count(|it| Standing::of(it).is_failure());
    html! {
        div.title {
            h1 { "Deliveries" }
            p.quiet id="counted" { (LIST.counted(found.matches.len())) }
            (resend_button(console, list, failed))
        }
        div.finding {
            (presets(world, list))
            (LIST.search_form(&list.q, search.error.as_deref(), &hint()))
        }
        (LIST.show(list, &found, |it| it.created, |it| row(world, it, &list.q)))
        (LIST.dropped(&found, world.dropped, &format!("{} that have ended", world.history)))
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

fn hint() -> Markup {
    html! {
        "All words must match: " code { "lunch" } ", " code { "name:change" } ", " code { "status:5xx" } ", "
        code { "status:timeout" } ", " code { "fault:any" } ", " code { "took:500ms" } ", " code { "chn_…001" } "; not "
        code { "-status:2xx" } "."
    }
}

/// The states, with how many deliveries are in each.
fn presets(world: &World, list: &ListQuery) -> Markup {
    html! {
        nav.presets aria-label="States" {
            ul {
                (LIST.preset(&list.q, "", "All", world.deliveries.len(), false))
                @for ((standing, name, title), count) in Standing::ALL.into_iter().zip(count(world)) {
                    (LIST.preset(&list.q, &format!("is:{name}"), title, count, standing.is_failure()))
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

fn row(world: &World, delivery: &Delivery, search: &str) -> Markup {
    let last = delivery.attempts.last();
    let is_failure = Standing::of(delivery).is_failure();
    let meaning = last.and_then(|last| status::meaning(world, delivery, last));
    // The column cuts off what does not fit.
    let whole = last.map(|last| {
        status::sentence(&outcome(last)) + &meaning.as_ref().map_or_else(String::new, |it| format!(" {it}"))
    });
    html! {
        tr.entry.delivery.failed[is_failure] id=(format!("delivery-{}", delivery.number))
            data-number=(delivery.number) {
            td.is { (state(delivery, world.now)) }
            td.at { (clock_time(delivery.created)) }
            th.name scope="row" {
                a.open href=(LIST.path_of(delivery.number, search)) { (delivery.name) (status::subtype(delivery)) }
                @match delivery.cause {
                    Some(DeliveryCause::Replay(original)) => { " " span.quiet { "replay of " (original) } },
                    Some(DeliveryCause::Edited(original)) => { " " span.quiet { "edited from " (original) } },
                    _ => {},
                }
            }
            td.about title=(delivery.url) { (about(world, delivery)) }
            td.result title=[&whole] {
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
