//! The calendar as a day or a week, with now, the events, and the windows of their triggers.

use cronofy_hooks_contract::text::counted;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use maud::{Markup, html};
use serde::Deserialize;

use super::day_columns::{DayBlock, side_by_side};
use super::subscriptions::transition;
use crate::clock::later;
use crate::console::drawing::percent;
use crate::console::personal;
use crate::world::model::{Event, Trigger, TriggerState, World};

const PIXELS_PER_HOUR: u32 = 44;
/// Hours that are shown also when nothing is in them.
const MORNING: i8 = 7;
const EVENING: i8 = 20;
/// A shorter event is drawn as long as this, so that its name has room.
const SHORTEST: SignedDuration = SignedDuration::from_mins(30);

/// Which days to show.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct GridQuery {
    /// `day`; a week otherwise.
    #[serde(default)]
    view: String,
    /// The first day, such as `2026-01-17`; today unless it is given.
    #[serde(default)]
    date: String,
}

/// What a day has.
struct Day<'w> {
    date: Date,
    /// Its beginning and its end.
    from: Timestamp,
    until: Timestamp,
    all_day: Vec<&'w Event>,
    blocks: Vec<DayBlock<'w>>,
    triggers: Vec<(&'w Event, &'w Trigger)>,
}

/// The hours that are shown of each day.
#[derive(Clone, Copy)]
struct Hours {
    first: i8,
    last: i8,
}

impl Hours {
    fn height(self) -> u32 {
        u32::from((self.last - self.first).unsigned_abs()) * PIXELS_PER_HOUR
    }

    /// How far down a moment of a day is.
    fn y(self, day: &Day<'_>, at: Timestamp) -> f64 {
        let hours = at.duration_since(day.from).as_secs_f64() / 3_600.0 - f64::from(self.first);
        (hours * f64::from(PIXELS_PER_HOUR)).clamp(0.0, f64::from(self.height()))
    }
}

pub(super) fn show(world: &World, query: &GridQuery) -> Markup {
    let today = world.now.to_zoned(TimeZone::UTC).date();
    let first = query.date.parse().unwrap_or(today);
    let length: i32 = if query.view == "day" { 1 } else { 7 };
    let dates = (0..length).filter_map(|index| first.checked_add(index.days()).ok());
    let days: Vec<_> = dates.filter_map(|date| day(world, date)).collect();
    let hours = hours(world, &days);
    html! {
        section.calendar aria-labelledby="period" {
            (heading(&days, query, first, length))
            div.days.single[length == 1] tabindex="0" role="region" aria-label="Hours" {
                div.hours aria-hidden="true" { (hour_labels(hours)) }
                @for day in &days { (column(world, day, hours, day.date == today)) }
            }
            p.legend.quiet {
                span.key-user { "by a user" } " " span.key-application { "by the application" } " "
                span.key-trigger { "a trigger that was sent" } " " span.key-planned { "a planned one" } " " span.key-now { "now" }
            }
        }
    }
}

fn day(world: &World, date: Date) -> Option<Day<'_>> {
    let start = |date: Date| date.to_zoned(TimeZone::UTC).ok().map(|it| it.timestamp());
    let (from, until) = (start(date)?, start(date.tomorrow().ok()?)?);
    let mut day = Day { date, from, until, all_day: Vec::new(), blocks: Vec::new(), triggers: Vec::new() };
    for event in world.events.values().filter(|it| !it.deleted) {
        let (start, end) = (world.starts_at(event), world.ends_at(event));
        let end = end.max(later(start, SignedDuration::from_secs(1)));
        if start < until && end > from {
            if event.start.time().date().is_some() {
                day.all_day.push(event);
            } else {
                let (start, end) = (start.max(from), end.max(later(start, SHORTEST)).min(until));
                day.blocks.push(DayBlock { event, from: start, until: end, column: 0, columns: 1 });
            }
        }
        let of_day = event.triggers.iter().filter(|it| it.window().0 >= from && it.window().0 < until);
        day.triggers.extend(of_day.map(|trigger| (event, trigger)));
    }
    side_by_side(&mut day.blocks);
    Some(day)
}

/// The usual hours, and those before and after in which something is.
fn hours(world: &World, days: &[Day<'_>]) -> Hours {
    let mut hours = Hours { first: MORNING, last: EVENING };
    for day in days {
        let blocks = day.blocks.iter().flat_map(|it| [it.from, it.until]);
        let triggers = day.triggers.iter().map(|(_, trigger)| trigger.window().0);
        let now = Some(world.now).filter(|now| *now >= day.from && *now < day.until);
        for at in blocks.chain(triggers).chain(now) {
            let minutes = at.duration_since(day.from).as_mins();
            let hour = |minutes: i64| i8::try_from(minutes / 60).unwrap_or(EVENING);
            hours.first = hours.first.min(hour(minutes));
            hours.last = hours.last.max(hour(minutes + 59)).min(24);
        }
    }
    hours
}

fn heading(days: &[Day<'_>], query: &GridQuery, first: Date, length: i32) -> Markup {
    let period = match (days.first(), days.last()) {
        (Some(one), Some(last)) if length == 1 || one.date == last.date => {
            one.date.strftime("%A, %-d %B %Y").to_string()
        }
        (Some(one), Some(last)) => {
            let format = if one.date.month() == last.date.month() { "%-d" } else { "%-d %B" };
            format!("{} to {}", one.date.strftime(format), last.date.strftime("%-d %B %Y"))
        }
        _ => String::new(),
    };
    let view = if length == 1 { "day" } else { "week" };
    let path = |view: &str, by: i32| {
        first.checked_add(by.days()).ok().map(|date| format!("/calendar?view={view}&date={date}"))
    };
    html! {
        div.period {
            h2 id="period" { (period) }
            nav aria-label="Days" {
                @if let Some(earlier) = path(view, -length) { a.button href=(earlier) rel="prev" { "Earlier" } }
                a.button href=(format!("/calendar?view={view}")) aria-current=[query.date.is_empty().then_some("true")] { "Today" }
                @if let Some(later) = path(view, length) { a.button href=(later) rel="next" { "Later" } }
                span.switch {
                    @for (it, label) in [("day", "Day"), ("week", "Week")] {
                        a.button href=[path(it, 0)] aria-current=[(it == view).then_some("true")] { (label) }
                    }
                }
            }
        }
    }
}

fn hour_labels(hours: Hours) -> Markup {
    html! {
        svg width="100%" height=(hours.height()) {
            @for (index, hour) in (hours.first..hours.last).enumerate().skip(1) {
                text x="100%" y=(index as u64 * u64::from(PIXELS_PER_HOUR) + 4) { (format!("{hour:02}:00")) }
            }
        }
    }
}

fn column(world: &World, day: &Day<'_>, hours: Hours, is_today: bool) -> Markup {
    let now = Some(world.now).filter(|now| *now >= day.from && *now < day.until);
    let height = hours.height();
    let line = |index: usize| index as u64 * u64::from(PIXELS_PER_HOUR);
    html! {
        section.day aria-label=(day.date.strftime("%A, %-d %B")) {
            h3.today[is_today] { (day.date.strftime("%a")) " " span { (day.date.strftime("%-d")) } }
            div.all-day { @for event in &day.all_day { (all_day(event)) } }
            div.grid {
                svg.triggers width="100%" height=(height) {
                    @for (event, trigger) in &day.triggers { (mark(event, trigger, hours.y(day, trigger.window().0))) }
                }
                svg.events width="100%" height=(height) {
                    @for (index, _) in (hours.first..hours.last).enumerate() {
                        line.grid x1="0" x2="100%" y1=(line(index)) y2=(line(index)) {}
                    }
                    @for it in &day.blocks { (block(world, day, it, hours)) }
                    @if let Some(now) = now {
                        @let y = format!("{:.1}", hours.y(day, now));
                        line.present x1="0" x2="100%" y1=(y) y2=(y) {}
                        text.present x="100%" y=(y) dy=(if hours.y(day, now) < 20.0 { "14" } else { "-4" }) { (now.strftime("%H:%M")) }
                    }
                }
            }
        }
    }
}

fn all_day(event: &Event) -> Markup {
    html! { a class=(class(event)) href=(path(event)) { span.name { (personal().event(event)) } } }
}

fn block(world: &World, day: &Day<'_>, block: &DayBlock<'_>, hours: Hours) -> Markup {
    let DayBlock { event, from, until, column, columns } = block;
    let (start, end) = (world.starts_at(event), world.ends_at(event));
    let (y, y_end) = (hours.y(day, *from), hours.y(day, *until));
    let width = 100.0 / f64::from(*columns);
    let times = format!("{} to {}", start.strftime("%H:%M"), end.strftime("%H:%M"));
    // There is room for so many lines.
    let lines = match y_end - y {
        height if height < 40.0 => "lines one",
        height if height < 60.0 => "lines two",
        _ => "lines",
    };
    html! {
        foreignObject x=(percent(f64::from(*column) * width)) width=(percent(width)) y=(format!("{:.1}", y + 1.0)) height=(format!("{:.1}", (y_end - y - 2.0).max(18.0))) {
            a class=(class(event)) href=(path(event)) title=(format!("{}, {times}", personal().event(event))) {
                span class=(lines) { span.name { (personal().event(event)) } " " span.times { (times) } }
                @if !event.triggers.is_empty() { span.hidden { ", " (counted(event.triggers.len() as u64, "trigger", "triggers")) } }
            }
        }
    }
}

/// A trigger, as a mark at the beginning of its window. The page of the event says the same in words.
fn mark(event: &Event, trigger: &Trigger, y: f64) -> Markup {
    let state = match trigger.state {
        TriggerState::Planned => "planned",
        TriggerState::Sent(_) => "sent",
        TriggerState::Missed => "missed",
    };
    let (from, _) = trigger.window();
    let title = format!(
        "{}: {}, {}, {state}",
        personal().event(event),
        transition(&trigger.transition),
        from.strftime("%H:%M")
    );
    html! {
        svg class={ "mark " (state) } x="0" y=(format!("{y:.1}")) {
            path d="M2 -5 L12 0 L2 5 Z" { title { (title) } }
        }
    }
}

fn path(event: &Event) -> String {
    format!("/calendar/events/{}", event.event_uid)
}

fn class(event: &Event) -> &'static str {
    if event.managed() { "block application" } else { "block" }
}
