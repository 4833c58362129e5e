//! Pages on which a person chooses a time, availability, and events that people register for.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use jiff::SignedDuration;
use maud::{Markup, html};
use serde_json::json;

use super::status::{calendar_options, capitalized, created_by, dash, table};
use super::trigger::known_url;
use crate::clock::later;
use crate::console::{
    Ask, BadgeTone, Console, ConsoleView, FormField, FormFields, badge, check_url, form_time, head, personal, time,
};
use crate::world::World;
use crate::world::model::{Account, Calendar, NotificationSubject, SchedulingPage, SchedulingPlan, SchedulingState};

const PATH: &str = "/calendar/scheduling";
/// How far a page that is made here looks ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// `GET /calendar/scheduling`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    let url = console.shared.read(known_url);
    let values = FormFields::new([("summary", "Interview".to_owned()), ("minutes", "60".to_owned()), ("url", url)]);
    show(&console, &headers, &values)
}

/// `POST /calendar/scheduling`
pub(crate) async fn create(State(console): State<Console>, headers: HeaderMap, mut posted: FormFields) -> Response {
    let url = posted.field("url").trim().to_owned();
    let minutes = posted.field("minutes").trim().parse::<u32>().ok().filter(|it| (1..=1_440).contains(it));
    posted.reject("url", check_url(&url));
    posted.reject("minutes", minutes.is_none().then_some("Write whole minutes, from 1 to 1440."));
    let plan = minutes.and_then(|minutes| {
        console.shared.read(|world| {
            let calendar = world.calendars.get(posted.field("calendar"))?;
            plan(world, calendar, posted.field("summary").trim(), minutes, &url)
        })
    });
    if !posted.is_valid() {
        return show(&console, &headers, &posted);
    }
    let made = plan.and_then(|plan| {
        console.shared.change(|world| {
            world.check_plan(&plan).ok()?;
            Some(world.create_scheduling_page(plan).id.clone())
        })
    });
    if made.is_some() {
        return console.done(PATH, "Created the page. Open it as the person who chooses.");
    }
    posted.reject("calendar", Some("No page was created: choose a calendar that the application may write to."));
    show(&console, &headers, &posted)
}

/// `POST /calendar/scheduling/disable`
pub(crate) async fn disable(State(console): State<Console>, posted: FormFields) -> Response {
    let message = "This page was closed in the console of the sandbox.".to_owned();
    match console.shared.change(|world| world.disable_scheduling_page(posted.field("id"), message)) {
        Some(true) => console.done(PATH, "Disabled the page."),
        _ => console.refused(PATH, "The page cannot be disabled: a time was chosen already."),
    }
}

/// What an application would ask for: a meeting in the next week.
fn plan(world: &World, calendar: &Calendar, summary: &str, minutes: u32, url: &str) -> Option<SchedulingPlan> {
    let (from, until) = (form_time::next_hour(world.now), later(world.now, AHEAD));
    let body = json!({
        "event": { "event_id": format!("console-page-{}", world.scheduling.len() + 1), "summary": summary },
        "availability": { "meeting": {
            "participants": [{ "members": [{ "sub": calendar.account_id }] }],
            "required_duration": { "minutes": minutes },
            "query_periods": [{ "start": from, "end": until }],
            "start_interval": { "minutes": 30 },
            "max_results": 20,
        } },
        "target_calendars": [{ "sub": calendar.account_id, "calendar_id": calendar.calendar_id }],
        "callback_urls": { "completed_url": url, "no_times_suitable_url": url, "no_times_displayed_url": url },
        "oauth": { "redirect_uri": url },
        "redirect_urls": { "completed_url": format!("{}{PATH}", world.base_url()) },
    });
    serde_json::from_value(body).ok()
}

fn show(console: &Console, headers: &HeaderMap, values: &FormFields) -> Response {
    let content = console.shared.read(|world| {
        html! {
            p.back { a href="/calendar" { "Calendar" } }
            (head("Scheduling", &html! {
                "On these pages a person chooses a time. They offer only times that are free in the calendars. Your application \
                 is notified of the choice, and when no time suits."
            }))
            section aria-labelledby="pages" {
                h2 id="pages" { "Pages" }
                (pages(console, world))
            }
            section.panel aria-labelledby="make" {
                h2 id="make" { "Create a page" }
                p.quiet { "Like " code { "POST /v1/real_time_scheduling" } ", for the next week." }
                (form(console, world, values))
            }
            section aria-labelledby="availability" {
                h2 id="availability" { "Managed availability" }
                @for account in world.accounts.values() { (availability(world, account)) }
            }
            section aria-labelledby="bookable" {
                h2 id="bookable" { "Bookable events" }
                (bookable(world))
            }
        }
    });
    console.page(headers, ConsoleView::Calendar, "Scheduling", &content)
}

fn pages(console: &Console, world: &World) -> Markup {
    html! {
        @if world.scheduling.is_empty() {
            p.empty { "There is no page yet. Create one below, or let your application do it." }
        } @else {
            (table("Pages", &["Created", "Page", "State", "Offers", "Chosen", "Actions"], &html! {
                @for page in world.scheduling.values().rev() { (row(console, world, page)) }
            }))
        }
    }
}

fn row(console: &Console, world: &World, page: &SchedulingPage) -> Markup {
    let is_open = page.state == SchedulingState::Open;
    html! {
        tr id=(page.id) {
            td data-label="Created" { (time(page.created)) }
            th scope="row" {
                a href=(format!("/add_to_calendar/scheduling/{}", page.token)) { (personal().named(page.plan.event_text("summary").unwrap_or("(no summary)"), &page.id)) }
                div.id { (page.id) }
                (created_by(world, NotificationSubject::Scheduling(page.id.clone())))
            }
            td data-label="State" { (state(&page.state)) }
            td data-label="Offers" { @if is_open { (world.offered(page).len()) } @else { (dash()) } }
            td data-label="Chosen" {
                @match &page.state {
                    SchedulingState::Completed(steps) => @for step in steps { div { (time(step.time.start)) } },
                    _ => (dash()),
                }
            }
            td data-label="Actions" {
                @if is_open {
                    (console.asking(&Ask {
                        action: "/calendar/scheduling/disable", label: "Disable", of: &page.id,
                        consequence: "This disables the page: no time can be chosen on it after that.", fields: &[("id", &page.id)],
                    }))
                } @else { (dash()) }
            }
        }
    }
}

fn state(state: &SchedulingState) -> Markup {
    let tone = match state {
        SchedulingState::Open => BadgeTone::Waiting,
        SchedulingState::Completed(_) => BadgeTone::Good,
        SchedulingState::Disabled(_) => BadgeTone::Plain,
    };
    badge(tone, state.name())
}

fn form(console: &Console, world: &World, values: &FormFields) -> Markup {
    html! {
        form.fields method="post" action=(PATH) data-still=[values.still()] {
            (console.token())
            div.pair {
                (FormField { name: "summary", label: "Summary", ..FormField::default() }.show(values))
                (FormField { name: "minutes", label: "Minutes", mode: "numeric", ..FormField::default() }.show(values))
            }
            (FormField { name: "calendar", label: "Calendar", ..FormField::default() }.show_choice(values, calendar_options(world, true)))
            (FormField {
                name: "url", label: "Callback URL", mode: "url",
                hint: "Where your application listens, on this machine.", ..FormField::default()
            }.show(values))
            button.main type="submit" { "Create the page" }
        }
    }
}

fn availability(world: &World, account: &Account) -> Markup {
    let managed = world.managed_availability(&account.account_id);
    html! {
        div.panel {
            h3 { (account.name) }
            @if managed.rules.is_empty() && managed.periods.is_empty() {
                p.quiet { "It has no rules and no periods. With " code { "managed_availability" } ", this account is never free." }
            }
            ul.things {
                @for rule in managed.rules.values() {
                    li {
                        span { "Rule " span.id { (rule.availability_rule_id) } ", " (rule.tzid) }
                        span {
                            @for it in &rule.weekly_periods {
                                div { (capitalized(it.day.as_str())) " " (it.start_time) " to " (it.end_time) }
                            }
                        }
                    }
                }
                @for period in managed.periods.values() {
                    li {
                        span { "Period " span.id { (period.available_period_id) } }
                        @let (start, end) = crate::world::rules::range_of(period);
                        span { (time(start)) " to " (time(end)) }
                    }
                }
            }
        }
    }
}

fn bookable(world: &World) -> Markup {
    html! {
        @if world.bookable_events.is_empty() {
            p.empty { "There is no bookable event yet. Your application creates one with " code { "POST /v1/bookable_events" } "." }
        } @else {
            (table("Bookable events", &["Starts", "Event", "State", "Registrations"], &html! {
                @for event in world.bookable_events.values() {
                    tr {
                        td data-label="Starts" { (time(event.start.timestamp())) }
                        th scope="row" { span.id { (event.bookable_event_id) } }
                        td data-label="State" { (event.status.as_str()) }
                        td data-label="Registrations" {
                            @for it in event.registration.registrations.iter().flatten() {
                                div { span.id { (it.registration_id) } " " (it.status.as_str()) }
                            }
                        }
                    }
                }
            }))
        }
    }
}
