//! Query parameters, as both official clients write them.

use std::str::FromStr;

use cronofy_hooks::payload::DateOrInstant;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::answer::Refused;
use super::ask::Asked;
use crate::world::read::{EventQuery, ReadOptions};

/// The first of this name.
pub(super) fn first<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    asked.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The first of this name, which has to be there.
pub(super) fn required<'a>(asked: &'a Asked, name: &str) -> Result<&'a str, Refused> {
    let missing = || Refused::invalid(name, "errors.required", format!("{name} must be specified"));
    first(asked, name).filter(|value| !value.is_empty()).ok_or_else(missing)
}

/// All values of a list: `name[]=…`.
pub(super) fn list(asked: &Asked, name: &str) -> Vec<String> {
    let is_of_list = |known: &str| known.strip_suffix("[]").unwrap_or(known) == name;
    asked.query.iter().filter(|(known, _)| is_of_list(known)).map(|(_, value)| value.clone()).collect()
}

/// `true`, or as Python writes it; false when it is missing.
pub(super) fn flag(asked: &Asked, name: &str) -> Result<bool, Refused> {
    match first(asked, name) {
        None | Some("" | "false" | "False" | "0") => Ok(false),
        Some("true" | "True" | "1") => Ok(true),
        Some(_) => Err(Refused::invalid(name, "errors.invalid", format!("{name} must be true or false"))),
    }
}

/// The zone that every read has to name.
pub(super) fn zone(asked: &Asked) -> Result<(String, TimeZone), Refused> {
    let tzid = required(asked, "tzid")?;
    let unknown = |_| {
        let description = "tzid must be the name of a time zone in the IANA database, such as Europe/London";
        Refused::invalid("tzid", "errors.invalid", description)
    };
    Ok((tzid.to_owned(), TimeZone::get(tzid).map_err(unknown)?))
}

/// What Read Events and Free/Busy have in common.
pub(super) fn event_query(asked: &Asked) -> Result<(EventQuery, ReadOptions), Refused> {
    let (tzid, zone) = zone(asked)?;
    flag(asked, "include_moved")?;
    let query = EventQuery {
        zone,
        from: time(asked, "from")?,
        to: time(asked, "to")?,
        last_modified: last_modified(asked)?,
        include_deleted: flag(asked, "include_deleted")?,
        include_managed: flag(asked, "include_managed")?,
        only_managed: flag(asked, "only_managed")?,
        calendar_ids: list(asked, "calendar_ids"),
    };
    let options = ReadOptions {
        localized: flag(asked, "localized_times")?.then_some(tzid),
        include_geo: flag(asked, "include_geo")?,
        google_event_ids: flag(asked, "google_event_ids")?,
    };
    Ok((query, options))
}

fn time(asked: &Asked, name: &str) -> Result<Option<DateOrInstant>, Refused> {
    let invalid = |_| {
        Refused::invalid(name, "errors.invalid", format!("{name} must be a date, such as 2026-01-19, or a UTC time"))
    };
    first(asked, name).filter(|text| !text.is_empty()).map(DateOrInstant::from_str).transpose().map_err(invalid)
}

fn last_modified(asked: &Asked) -> Result<Option<Timestamp>, Refused> {
    let invalid = || {
        let description = "last_modified must be a UTC time, such as 2026-01-19T15:30:00Z";
        Refused::invalid("last_modified", "errors.invalid", description)
    };
    match time(asked, "last_modified").map_err(|_| invalid())? {
        None => Ok(None),
        Some(DateOrInstant::Instant(instant)) => Ok(Some(instant.timestamp())),
        Some(DateOrInstant::Date(_)) => Err(invalid()),
    }
}
