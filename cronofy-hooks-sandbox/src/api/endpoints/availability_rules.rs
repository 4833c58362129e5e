//! `GET` and `POST /v1/availability_rules`, `GET` and `DELETE /v1/availability_rules/{availability_rule_id}`.

use cronofy_hooks_types::response::AvailabilityRule;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::model::World;

pub(crate) fn list(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    Ok(api.shared.read(|world| {
        let rules: Vec<_> = world.managed_availability(&account_id).rules.values().collect();
        ApiResponse::ok(json!({ "availability_rules": rules }))
    }))
}

pub(crate) fn read(api: &Api, request: &ApiRequest, rule_id: &str) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    api.shared.read(|world| {
        let rule = world.managed_availability(&account_id).rules.get(rule_id).ok_or_else(missing)?;
        Ok(ApiResponse::ok(json!({ "availability_rule": rule })))
    })
}

pub(crate) fn upsert(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    let rule: AvailabilityRule = accept("request/upsert_availability_rule", &request.body)?;
    api.shared.change(|world| {
        check(world, &account_id, &rule)?;
        let answer = json!({ "availability_rule": rule });
        world.upsert_availability_rule(&account_id, rule);
        Ok(ApiResponse::ok(answer))
    })
}

pub(crate) fn delete(api: &Api, request: &ApiRequest, rule_id: &str) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    let deleted = api.shared.change(|world| world.delete_availability_rule(&account_id, rule_id));
    deleted.then(ApiResponse::accepted).ok_or_else(missing)
}

/// What no schema can express.
fn check(world: &World, account_id: &str, rule: &AvailabilityRule) -> ApiResult<()> {
    let invalid = |field: String, expectation: &str| {
        Err(ApiResponse::invalid(&field, "errors.invalid", format!("{field} {expectation}")))
    };
    if TimeZone::get(&rule.tzid).is_err() {
        return invalid(
            "tzid".to_owned(),
            "must be the name of a time zone in the IANA database, such as Europe/London",
        );
    }
    let is_own = |id: &String| world.calendars.get(id).is_some_and(|it| it.account_id == account_id);
    if !rule.calendar_ids.iter().flatten().all(is_own) {
        return invalid(
            "calendar_ids".to_owned(),
            "must be calendars of this account: list them with GET /v1/calendars",
        );
    }
    // Times of a day in the same form compare as text.
    match rule.weekly_periods.iter().position(|it| it.end_time <= it.start_time) {
        Some(place) => invalid(format!("weekly_periods.{place}.end_time"), "must be after start_time"),
        None => Ok(()),
    }
}

fn missing() -> ApiResponse {
    ApiResponse::not_found("availability_rule_id", "the account has no availability rule with this id")
}
