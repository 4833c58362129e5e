//! `GET /v1/calendars` and `POST /v1/calendars`.

use serde_json::{Value, json};

use super::account::calendar as of_calendar;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::model::{Calendar, UnreportedChanges, World, unrestricted};

#[derive(serde::Deserialize)]
struct CreateCalendarRequest {
    profile_id: String,
    name: String,
}

pub(crate) fn list(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &["list_calendars", "read_account"])?;
    Ok(api.shared.read(|world| {
        let calendars = world.calendars.values().filter(|it| it.account_id == account_id);
        ApiResponse::ok(json!({ "calendars": calendars.map(|it| with_profile(world, it)).collect::<Vec<_>>() }))
    }))
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &["create_calendar"])?;
    let request: CreateCalendarRequest = accept("request/create_calendar", &request.body)?;
    api.shared.change(|world| {
        let mut profiles = world.accounts.get(&account_id).into_iter().flat_map(|account| &account.profiles);
        if !profiles.any(|profile| profile.profile_id == request.profile_id) {
            return Err(ApiResponse::not_found("profile_id", "the account has no profile with this profile_id"));
        }
        let mut of_profile = world.calendars.values().filter(|it| it.profile_id == request.profile_id && !it.deleted);
        if of_profile.any(|it| it.calendar_name == request.name) {
            let description = "the profile has a calendar with this name already; choose another";
            return Err(ApiResponse::invalid("name", "errors.duplicate_calendar_name", description));
        }
        let calendar = Calendar {
            calendar_id: world.ids.prefixed("cal", world.now),
            account_id,
            profile_id: request.profile_id,
            calendar_name: request.name,
            readonly: false,
            primary: false,
            deleted: false,
            integrated_conferencing: true,
            permission_level: unrestricted(),
            unseen: UnreportedChanges::default(),
        };
        let shown = with_profile(world, &calendar);
        world.calendars.insert(calendar.calendar_id.clone(), calendar);
        Ok(ApiResponse::ok(json!({ "calendar": shown })))
    })
}

fn with_profile(world: &World, calendar: &Calendar) -> Value {
    let mut shown = of_calendar(calendar);
    let mut profiles = world.accounts.get(&calendar.account_id).into_iter().flat_map(|account| &account.profiles);
    if let Some(profile) = profiles.find(|it| it.profile_id == calendar.profile_id) {
        shown["provider_name"] = profile.provider_name.as_str().into();
        shown["profile_id"] = profile.profile_id.as_str().into();
        shown["profile_name"] = profile.profile_name.as_str().into();
    }
    shown
}
