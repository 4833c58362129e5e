//! The times of events: when they are, and how the service writes them.

use cronofy_hooks::payload::{DateOrTime, EventTime};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use crate::world::model::{Event, World};

/// The start of the year 0: RFC 3339 writes no earlier time.
pub(crate) const FIRST: Timestamp = Timestamp::constant(-62_167_219_200, 0);

/// As the service writes times: UTC, whole seconds. An earlier time than [`FIRST`] is written as that.
pub(super) fn seconds(time: Timestamp) -> String {
    time.max(FIRST).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// As the service writes the times of events: dates as they are, instants in UTC.
pub(super) fn utc(time: &DateOrTime) -> String {
    match time {
        DateOrTime::Date(date) => date.to_string(),
        DateOrTime::Time(instant) => seconds(instant.timestamp()),
    }
}

/// A time in a zone, with an offset of whole minutes as RFC 3339 has it: before standard time, offsets had seconds.
pub(super) fn local(time: Timestamp, zone: &TimeZone) -> String {
    let time = time.max(FIRST);
    let minutes = zone.to_offset(time).seconds().div_euclid(60);
    let whole = Offset::from_seconds(minutes * 60).map(|offset| time.to_zoned(offset.to_time_zone()));
    match whole {
        Ok(local) if local.year() >= 0 => local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        _ => seconds(time),
    }
}

/// As answers write a time: in UTC, or with localized times in its own zone or else in the zone of the request.
pub(crate) fn written(time: &DateOrTime, own: Option<&str>, localized: Option<&str>) -> Value {
    let Some(default) = localized else { return utc(time).into() };
    let tzid = own.unwrap_or(default);
    let written = match (time, TimeZone::get(tzid)) {
        (DateOrTime::Time(instant), Ok(zone)) if tzid != "Etc/UTC" => local(instant.timestamp(), &zone),
        _ => utc(time),
    };
    json!({ "time": written, "tzid": tzid })
}

/// A time together with its zone.
pub(super) fn zoned(time: &EventTime, tzid: &str) -> Value {
    json!({ "time": utc(time.time()), "tzid": time.tzid().unwrap_or(tzid) })
}

/// An instant as people in a zone write it: with the offset and the name of the zone.
pub(super) fn local_event_time(time: Timestamp, tzid: &str) -> Option<EventTime> {
    let zone = TimeZone::get(tzid).ok()?;
    serde_json::from_value(json!({ "time": local(time, &zone), "tzid": tzid })).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_rfc_3339_has_them() {
        let zone = |name: &str| TimeZone::get(name).expect("a time zone");
        let cases = [
            ("2026-01-06T12:00:00Z", "Europe/Paris", "2026-01-06T13:00:00+01:00"),
            // Paris was 9 minutes and 21 seconds ahead.
            ("1890-01-01T00:00:00Z", "Europe/Paris", "1890-01-01T00:09:00+00:09"),
            // New York was 4 hours, 56 minutes and 2 seconds behind.
            ("1870-01-01T12:00:00Z", "America/New_York", "1870-01-01T07:03:00-04:57"),
            ("0000-01-01T00:00:00Z", "America/New_York", "0000-01-01T00:00:00Z"),
        ];
        for (time, name, written) in cases {
            let time: Timestamp = time.parse().expect("a time");
            assert_eq!(local(time, &zone(name)), written);
            let read: Timestamp = written.parse().expect("RFC 3339");
            assert_eq!(read, time, "the same instant");
        }
        assert_eq!(seconds(Timestamp::MIN), "0000-01-01T00:00:00Z");
    }
}
