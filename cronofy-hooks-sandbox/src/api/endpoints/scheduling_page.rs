//! `/add_to_calendar/scheduling/{token}`: a person chooses a time, or says that none suits.

use http::StatusCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde_json::Value;

use crate::api::page::{missing_page, page, redirect_with};
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult};
use crate::world::model::{FreeStep, SchedulingPage, SchedulingPlan, SchedulingState, World};
use crate::world::rules::ChoiceError;

pub(crate) fn show(api: &Api, _: &ApiRequest, token: &str) -> ApiResult {
    let shown =
        api.shared.read(|world| world.scheduling_page_of(token).map(|page| (page.id.clone(), view(world, page))));
    let (id, (shown, is_empty)) = shown.ok_or_else(missing_page)?;
    if is_empty {
        api.shared.change(|world| world.report_no_times(&id));
    }
    Ok(shown)
}

/// The form has `start`, the chosen time, or `none`.
pub(crate) fn choose(api: &Api, request: &ApiRequest, token: &str) -> ApiResult {
    let start = request.body.get("start").and_then(Value::as_str).and_then(|start| start.parse::<Timestamp>().ok());
    api.shared.change(|world| {
        let found = world.scheduling_page_of(token).ok_or_else(missing_page)?;
        let (id, plan) = (found.id.clone(), found.plan.clone());
        let chosen = match start {
            Some(start) => world.choose_time(&id, start).map(|()| goes_on(&plan)),
            None if request.body.get("none").is_some() => world.decline_times(&id).map(|()| declined(&plan)),
            None => Err(ChoiceError::NotFree),
        };
        chosen.or_else(|error| {
            let found = world.scheduling_page_of(token).ok_or_else(missing_page)?;
            let (shown, _) = view(world, found);
            // A page that is closed says so itself.
            let status = if error == ChoiceError::NotFree { StatusCode::CONFLICT } else { StatusCode::OK };
            Ok(ApiResponse { status, ..shown })
        })
    })
}

/// The page as it is now, and whether it is open and has no time to show.
fn view(world: &World, found: &SchedulingPage) -> (ApiResponse, bool) {
    let plan = &found.plan;
    let title = plan.event_text("summary").unwrap_or("Choose a time");
    match &found.state {
        SchedulingState::Open => {
            let offered = world.offered(found);
            (page(title, &open(plan, &offered)), offered.is_empty())
        }
        SchedulingState::Completed(steps) => {
            let zone = zone(plan);
            let content = html! {
                p { "A time was chosen:" }
                ul { @for step in steps { li { (day(step, &zone)) ", " (hours(step, &zone)) } } }
            };
            (page(title, &content), false)
        }
        SchedulingState::Disabled(message) => {
            // The documentation keeps its lines.
            (page(title, &html! { pre { (message) } }), false)
        }
    }
}

fn open(plan: &SchedulingPlan, offered: &[Vec<FreeStep>]) -> Markup {
    let zone = zone(plan);
    let mut days: Vec<(String, Vec<&[FreeStep]>)> = Vec::new();
    for steps in offered {
        let Some(day) = steps.first().map(|first| day(first, &zone)) else { continue };
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, choices)) => choices.push(steps),
            None => days.push((day, vec![steps])),
        }
    }
    html! {
        @if let Some(description) = plan.event_text("description") { p { (description) } }
        @if offered.is_empty() {
            p { "There is no time to choose." }
        } @else {
            p { "Choose a time. Times are in the zone " code { (plan.tzid()) } "." }
            form method="post" {
                @for (day, choices) in days {
                    h2 { (day) }
                    div.buttons { @for steps in choices { (choice_button(steps, &zone)) } }
                }
            }
        }
        form method="post" { p { button type="submit" name="none" value="1" { "None of these times suits me" } } }
    }
}

/// The button of one choice: the hours of each step.
fn choice_button(steps: &[FreeStep], zone: &TimeZone) -> Markup {
    html! {
        button type="submit" name="start" value=[steps.first().map(|first| first.time.start)] {
            @for (place, step) in steps.iter().enumerate() {
                @if place > 0 { ", then " }
                (hours(step, zone))
            }
        }
    }
}

fn declined(plan: &SchedulingPlan) -> ApiResponse {
    let title = plan.event_text("summary").unwrap_or("Choose a time");
    page(title, &html! { p { "Thank you. The organizer was notified that no time suits you." } })
}

/// Where a person goes on after a choice.
fn goes_on(plan: &SchedulingPlan) -> ApiResponse {
    match &plan.redirect_urls.completed_url {
        Some(url) => redirect_with(url, &[]),
        None => {
            let state = plan.oauth.state.as_deref().map(|state| ("state", state));
            redirect_with(&plan.oauth.redirect_uri, state.as_slice())
        }
    }
}

/// The zone was checked when the page was made.
fn zone(plan: &SchedulingPlan) -> TimeZone {
    TimeZone::get(plan.tzid()).unwrap_or(TimeZone::UTC)
}

fn day(step: &FreeStep, zone: &TimeZone) -> String {
    step.time.start.to_zoned(zone.clone()).strftime("%A, %-d %B %Y").to_string()
}

fn hours(step: &FreeStep, zone: &TimeZone) -> String {
    let hour = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    format!("{} to {}", hour(step.time.start), hour(step.time.end))
}
