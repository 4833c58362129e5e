//! Query parameters, as both official clients write them.

use std::str::FromStr;

use cronofy_hooks::payload::DateOrTime;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::request::ApiRequest;
use super::response::{ApiResponse, ApiResult};
use crate::world::rules::{EventQuery, ReadOptions};

pub(super) fn first<'a>(request: &'a ApiRequest, name: &str) -> Option<&'a str> {
    request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

pub(super) fn required<'a>(request: &'a ApiRequest, name: &str) -> ApiResult<&'a str> {
    let missing = || ApiResponse::invalid(name, "errors.required", format!("{name} must be specified"));
    first(request, name).filter(|value| !value.is_empty()).ok_or_else(missing)
}

/// All values of a list: `name[]=…`.
pub(super) fn list(request: &ApiRequest, name: &str) -> Vec<String> {
    let is_of_list = |known: &str| known.strip_suffix("[]").unwrap_or(known) == name;
    request.query.iter().filter(|(known, _)| is_of_list(known)).map(|(_, value)| value.clone()).collect()
}

/// `true`, or `True` as Python writes it; false if missing.
pub(super) fn flag(request: &ApiRequest, name: &str) -> ApiResult<bool> {
    match first(request, name) {
        None | Some("" | "false" | "False" | "0") => Ok(false),
        Some("true" | "True" | "1") => Ok(true),
        Some(_) => Err(ApiResponse::invalid(name, "errors.invalid", format!("{name} must be true or false"))),
    }
}

/// The time zone, which every read requires.
pub(super) fn zone(request: &ApiRequest) -> ApiResult<(String, TimeZone)> {
    let tzid = required(request, "tzid")?;
    let unknown = |_| {
        let description = "tzid must be the name of a time zone in the IANA database, such as Europe/London";
        ApiResponse::invalid("tzid", "errors.invalid", description)
    };
    Ok((tzid.to_owned(), TimeZone::get(tzid).map_err(unknown)?))
}

/// The parameters that Read Events and Free/Busy share.
pub(super) fn event_query(request: &ApiRequest) -> ApiResult<(EventQuery, ReadOptions)> {
    let (tzid, zone) = zone(request)?;
    flag(request, "include_moved")?;
    let query = EventQuery {
        zone,
        from: time(request, "from")?,
        to: time(request, "to")?,
        last_modified: last_modified(request)?,
        include_deleted: flag(request, "include_deleted")?,
        include_managed: flag(request, "include_managed")?,
        only_managed: flag(request, "only_managed")?,
        calendar_ids: list(request, "calendar_ids"),
    };
    let options = ReadOptions {
        localized: flag(request, "localized_times")?.then_some(tzid),
        include_geo: flag(request, "include_geo")?,
        google_event_ids: flag(request, "google_event_ids")?,
    };
    Ok((query, options))
}

pub(super) fn time(request: &ApiRequest, name: &str) -> ApiResult<Option<DateOrTime>> {
    let invalid = |_| {
        ApiResponse::invalid(
            name,
            "errors.invalid",
            format!("{name} must be a date, such as 2026-01-19, or a UTC time"),
        )
    };
    first(request, name).filter(|text| !text.is_empty()).map(DateOrTime::from_str).transpose().map_err(invalid)
}

fn last_modified(request: &ApiRequest) -> ApiResult<Option<Timestamp>> {
    let invalid = || {
        let description = "last_modified must be a UTC time, such as 2026-01-19T15:30:00Z";
        ApiResponse::invalid("last_modified", "errors.invalid", description)
    };
    match time(request, "last_modified").map_err(|_| invalid())? {
        None => Ok(None),
        Some(DateOrTime::Time(instant)) => Ok(Some(instant.timestamp())),
        Some(DateOrTime::Date(_)) => Err(invalid()),
    }
}
