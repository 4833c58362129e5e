//! `GET`, `POST` and `DELETE /v1/available_periods`, and further pages.

use cronofy_hooks::payload::{DateOrTime, EventTime};
use cronofy_hooks_types::response::AvailablePeriod;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::read_events::{first_page, further_page, page_response};
use crate::api::parameters::{first as parameter, flag, time, zone};
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::{accept, check};
use crate::world::rules::{begins, range_of, written};

const RESOURCE: &str = "available_periods";

pub(crate) fn first(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    let (tzid, zone) = match parameter(request, "tzid") {
        Some(_) => zone(request)?,
        None => ("Etc/UTC".to_owned(), TimeZone::UTC),
    };
    let localized = flag(request, "localized_times")?.then_some(tzid);
    let (from, to) = (time(request, "from")?, time(request, "to")?);
    let limit = |given: Option<DateOrTime>| given.map(|time| begins(&EventTime::from(time), &zone));
    let (from, to) = (limit(from), limit(to));
    let periods = api.shared.read(|world| {
        let periods = world.managed_availability(&account_id).periods.values();
        let mut periods: Vec<_> = periods.map(|period| (range_of(period), period)).collect();
        periods.retain(|((start, end), _)| to.is_none_or(|to| *start < to) && from.is_none_or(|from| *end >= from));
        periods.sort_by_key(|(range, _)| *range);
        periods.into_iter().map(|(range, period)| show(period, range, localized.as_deref())).collect()
    });
    Ok(page_response(request, RESOURCE, first_page(api, request, RESOURCE, periods)))
}

pub(crate) fn next(api: &Api, request: &ApiRequest, token: &str) -> ApiResult {
    authorize::account(api, request, &[])?;
    further_page(api, request, RESOURCE, token)
}

pub(crate) fn upsert(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    let period: AvailablePeriod = accept("request/upsert_available_period", &request.body)?;
    for (field, time) in [("start", &period.start), ("end", &period.end)] {
        if time.date().is_some() {
            return Err(invalid(field, "must be a time, not a date"));
        }
        if time.tzid().is_some_and(|tzid| TimeZone::get(tzid).is_err()) {
            return Err(invalid(field, "must name a time zone in the IANA database, such as Europe/London"));
        }
    }
    let (start, end) = range_of(&period);
    if end <= start {
        return Err(invalid("end", "must be after start"));
    }
    api.shared.change(|world| world.upsert_available_period(&account_id, period));
    Ok(ApiResponse::accepted())
}

/// Deleting a period twice succeeds, because it is gone either way.
pub(crate) fn delete(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    check("request/delete_available_periods", &request.body)?;
    if request.body.get("delete_all") == Some(&false.into()) {
        return Err(invalid("delete_all", "must be true"));
    }
    let period_id = request.body.get("available_period_id").and_then(Value::as_str);
    api.shared.change(|world| world.delete_available_periods(&account_id, period_id));
    Ok(ApiResponse::accepted())
}

fn show(period: &AvailablePeriod, (start, end): (Timestamp, Timestamp), localized: Option<&str>) -> Value {
    let time = |at: Timestamp, own: &EventTime| written(&DateOrTime::from(at), own.tzid(), localized);
    json!({
        "available_period_id": period.available_period_id,
        "start": time(start, &period.start),
        "end": time(end, &period.end),
    })
}

fn invalid(field: &str, expectation: &str) -> ApiResponse {
    ApiResponse::invalid(field, "errors.invalid", format!("{field} {expectation}"))
}
