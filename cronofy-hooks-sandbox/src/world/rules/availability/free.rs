//! When one member of a query is free.

use jiff::SignedDuration;

use super::managed::{range_of, weekly};
use super::time_set::{TimeRange, TimeSet};
use crate::clock::later;
use crate::world::model::{Event, QueriedMember, World};

/// The free time that a meeting needs before and after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Margins {
    pub(super) before: SignedDuration,
    pub(super) after: SignedDuration,
}

impl World {
    /// The times of a range at which a member is free. A meeting that lies in one of them keeps its margins to every
    /// event; the margins themselves may reach beyond what the member or the query says about available times, as
    /// the example of the documentation does.
    pub(super) fn free_time(&self, member: &QueriedMember, range: TimeRange, margins: Margins) -> TimeSet {
        let all: TimeSet = [range].into_iter().collect();
        let busy = |calendars: Option<&[String]>| self.busy_time(&member.sub, calendars, margins);
        let chosen = member.calendar_ids.as_deref();
        let free = if member.managed_availability {
            let managed = self.managed_availability(&member.sub);
            let counts = |id: &String| member.availability_rule_ids.as_ref().is_none_or(|ids| ids.contains(id));
            let rules = managed
                .rules
                .iter()
                .filter(|(id, _)| counts(id))
                .map(|(_, rule)| weekly(rule, range).without(&busy(chosen.or(rule.calendar_ids.as_deref()))));
            let periods: TimeSet = managed.periods.values().map(range_of).collect();
            let periods = periods.intersection(&all).without(&busy(chosen));
            rules.fold(periods, TimeSet::union)
        } else {
            all.without(&busy(chosen))
        };
        if member.available_periods.is_empty() {
            return free;
        }
        let own: TimeSet = member.available_periods.iter().map(|it| (it.start, it.end)).collect();
        free.intersection(&own)
    }

    /// When a meeting cannot be, because of the events in some calendars of an account, or in all.
    fn busy_time(&self, account_id: &str, calendars: Option<&[String]>, margins: Margins) -> TimeSet {
        let events = self.blocking_events(account_id, calendars);
        events.map(|it| (later(self.starts_at(it), -margins.after), later(self.ends_at(it), margins.before))).collect()
    }

    /// The events that block time in some calendars of an account, or in all.
    pub(in crate::world::rules) fn blocking_events(
        &self,
        account_id: &str,
        calendars: Option<&[String]>,
    ) -> impl Iterator<Item = &Event> {
        let counts = move |calendar_id: &String| {
            let known = self.calendars.get(calendar_id).filter(|it| it.account_id == account_id && !it.deleted);
            known.is_some() && calendars.is_none_or(|ids| ids.contains(calendar_id))
        };
        self.events.values().filter(move |it| it.blocks_time() && counts(&it.calendar_id))
    }
}

impl Event {
    /// `busy`, `free`, `tentative` or `unknown`: as Free/Busy shows the time of the event.
    pub(crate) fn free_busy_status(&self) -> &'static str {
        let detail = |name: &str| self.details.get(name).and_then(serde_json::Value::as_str);
        match (detail("transparency"), detail("status")) {
            (Some("transparent"), _) | (_, Some("cancelled")) => "free",
            (Some("unknown"), _) => "unknown",
            (_, Some("tentative")) => "tentative",
            _ => "busy",
        }
    }

    fn blocks_time(&self) -> bool {
        !self.deleted && self.free_busy_status() != "free"
    }
}
