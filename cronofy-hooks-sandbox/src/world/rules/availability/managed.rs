//! Availability rules and available periods: when an account says that it is available.

use cronofy_hooks_types::response::{AvailabilityRule, AvailablePeriod};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::time_set::{TimeRange, TimeSet};
use crate::world::model::{ManagedAvailability, World};
use crate::world::rules::begins;

impl World {
    /// What an account manages; nothing if it never did.
    pub(crate) fn managed_availability(&self, account_id: &str) -> &ManagedAvailability {
        static NOTHING: ManagedAvailability = ManagedAvailability {
            rules: std::collections::BTreeMap::new(),
            periods: std::collections::BTreeMap::new(),
        };
        self.availability.get(account_id).unwrap_or(&NOTHING)
    }

    pub(crate) fn upsert_availability_rule(&mut self, account_id: &str, rule: AvailabilityRule) {
        let managed = self.availability.entry(account_id.to_owned()).or_default();
        managed.rules.insert(rule.availability_rule_id.clone(), rule);
    }

    /// Returns whether the account had the rule.
    pub(crate) fn delete_availability_rule(&mut self, account_id: &str, rule_id: &str) -> bool {
        self.availability.get_mut(account_id).is_some_and(|managed| managed.rules.remove(rule_id).is_some())
    }

    pub(crate) fn upsert_available_period(&mut self, account_id: &str, period: AvailablePeriod) {
        let managed = self.availability.entry(account_id.to_owned()).or_default();
        managed.periods.insert(period.available_period_id.clone(), period);
    }

    /// Deletes one period, or all without an id.
    pub(crate) fn delete_available_periods(&mut self, account_id: &str, period_id: Option<&str>) {
        let Some(managed) = self.availability.get_mut(account_id) else { return };
        managed.periods.retain(|known, _| period_id.is_some_and(|id| id != known));
    }
}

/// When an available period is. It has no dates, so no zone matters.
pub(crate) fn range_of(period: &AvailablePeriod) -> TimeRange {
    (begins(&period.start, &TimeZone::UTC), begins(&period.end, &TimeZone::UTC))
}

/// The times of a rule that are in a range.
pub(super) fn weekly(rule: &AvailabilityRule, (from, until): TimeRange) -> TimeSet {
    let Ok(zone) = TimeZone::get(&rule.tzid) else { return TimeSet::default() };
    let day_of = |time: Timestamp| zone.to_datetime(time).date();
    let (first, last) = (day_of(from), day_of(until));
    let mut days = vec![first];
    while let Some(next) = days.last().filter(|day| **day < last).and_then(|day| day.checked_add(1.day()).ok()) {
        days.push(next);
    }
    let times = rule.weekly_periods.iter().filter_map(|it| {
        let day = weekday(it.day.as_str())?;
        Some((day, it.start_time.parse::<Time>().ok()?, it.end_time.parse::<Time>().ok()?))
    });
    let times: Vec<_> = times.collect();
    let instant = |day: Date, time: Time| Some(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp());
    let ranges = days.into_iter().flat_map(|day| {
        let of_day = times.iter().filter(move |(weekday, ..)| *weekday == day.weekday());
        of_day.filter_map(move |(_, start, end)| Some((instant(day, *start)?, instant(day, *end)?)))
    });
    let inside: TimeSet = [(from, until)].into_iter().collect();
    ranges.collect::<TimeSet>().intersection(&inside)
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}
