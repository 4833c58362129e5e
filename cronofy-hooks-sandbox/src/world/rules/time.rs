//! The times of events: when they are, and how the service writes them.

use cronofy_hooks::payload::{DateOrTime, EventTime};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::world::model::{Event, World};

/// As the service writes times: UTC, whole seconds.
pub(super) fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// As the service writes the times of events: dates as they are, instants in UTC.
pub(super) fn utc(time: &DateOrTime) -> String {
    match time {
        DateOrTime::Date(date) => date.to_string(),
        DateOrTime::Time(instant) => seconds(instant.timestamp()),
    }
}

/// The instant of a time in this zone.
pub(crate) fn begins(time: &EventTime, zone: &TimeZone) -> Timestamp {
    match time.time() {
        DateOrTime::Date(date) => midnight(*date, zone),
        DateOrTime::Time(instant) => instant.timestamp(),
    }
}

pub(super) fn midnight(date: Date, zone: &TimeZone) -> Timestamp {
    date.to_zoned(zone.clone()).map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

impl World {
    pub(crate) fn starts_at(&self, event: &Event) -> Timestamp {
        self.moment(event, &event.start)
    }

    pub(crate) fn ends_at(&self, event: &Event) -> Timestamp {
        self.moment(event, &event.end)
    }

    /// Days begin at midnight in the zone of the event, or else of its account.
    fn moment(&self, event: &Event, time: &EventTime) -> Timestamp {
        let zone = time.tzid().or(event.tzid.as_deref()).or_else(|| self.default_tzid(&event.calendar_id));
        begins(time, &zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC))
    }

    pub(super) fn default_tzid(&self, calendar_id: &str) -> Option<&str> {
        let account_id = &self.calendars.get(calendar_id)?.account_id;
        self.accounts.get(account_id).map(|account| account.default_tzid.as_str())
    }
}
