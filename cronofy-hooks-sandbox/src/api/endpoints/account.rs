//! `GET /v1/account`, `GET /v1/userinfo`, `GET /v1/profiles` and `POST /v1/profiles/{profile_id}/revoke`.

use serde_json::{Value, json};

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::world::model::{Account, Calendar, ConferencingProfile, Profile, World};

pub(crate) fn account(api: &Api, request: &ApiRequest) -> ApiResult {
    of_account(api, request, &["read_account"], |world, account| {
        json!({
            "account": {
                "account_id": account.account_id,
                "email": account.email,
                "name": account.name,
                "scope": scope(world, request),
                "default_tzid": account.default_tzid,
            }
        })
    })
}

pub(crate) fn userinfo(api: &Api, request: &ApiRequest) -> ApiResult {
    of_account(api, request, &[], |world, account| {
        let profiles = account
            .profiles
            .iter()
            .map(|profile| with_relink_url(with_calendars(world, profile), request, account, profile.connected));
        json!({
            "sub": account.account_id,
            "email": account.email,
            "name": account.name,
            "zoneinfo": account.default_tzid,
            "cronofy.type": if account.is_user() { "account" } else { "application_calendar" },
            "cronofy.data": {
                "authorization": { "scope": scope(world, request), "status": "active" },
                "profiles": profiles.collect::<Vec<_>>(),
                "conferencing_profiles": account.conferencing_profiles.iter().map(conferencing).collect::<Vec<_>>(),
            }
        })
    })
}

pub(crate) fn profiles(api: &Api, request: &ApiRequest) -> ApiResult {
    of_account(api, request, &["read_account", "list_calendars"], |_, account| {
        let profiles = account.profiles.iter().map(|it| {
            let shown = profile(&it.provider_name, &it.profile_id, &it.profile_name, it.connected);
            with_relink_url(shown, request, account, it.connected)
        });
        json!({ "profiles": profiles.collect::<Vec<_>>() })
    })
}

pub(crate) fn revoke_profile(api: &Api, request: &ApiRequest, profile_id: &str) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    if api.shared.change(|world| world.revoke_profile(&account_id, profile_id)) {
        return Ok(ApiResponse::accepted());
    }
    Err(ApiResponse::not_found("profile_id", "the account has no profile with this profile_id"))
}

/// A calendar, as every answer shows it.
pub(crate) fn calendar(calendar: &Calendar) -> Value {
    json!({
        "calendar_id": calendar.calendar_id,
        "calendar_name": calendar.calendar_name,
        "calendar_readonly": calendar.readonly,
        "calendar_deleted": calendar.deleted,
        "calendar_primary": calendar.primary,
        "calendar_integrated_conferencing_available": calendar.integrated_conferencing,
        "calendar_attachments_available": false,
        "permission_level": calendar.permission_level,
    })
}

fn of_account(
    api: &Api,
    request: &ApiRequest,
    any_of: &[&str],
    show: impl FnOnce(&World, &Account) -> Value,
) -> ApiResult {
    let account_id = authorize::account(api, request, any_of)?;
    api.shared.read(|world| {
        let account = world.accounts.get(&account_id);
        let account = account.ok_or_else(|| ApiResponse::not_found("account", "the account no longer exists"))?;
        Ok(ApiResponse::ok(show(world, account)))
    })
}

fn scope(world: &World, request: &ApiRequest) -> String {
    let token = request.bearer.as_deref().unwrap_or_default();
    world.grant_of(token, world.now).map(|grant| grant.scope.clone()).unwrap_or_default()
}

fn with_calendars(world: &World, profile: &Profile) -> Value {
    let calendars = world.calendars.values().filter(|it| it.profile_id == profile.profile_id);
    json!({
        "provider_name": profile.provider_name,
        "provider_service": profile.provider_service,
        "profile_id": profile.profile_id,
        "profile_name": profile.profile_name,
        "profile_connected": profile.connected,
        "profile_initial_sync_required": profile.initial_sync_required,
        "profile_calendars": calendars.map(calendar).collect::<Vec<_>>(),
    })
}

/// Adds to a profile that is not connected where a person connects it again: on the page of its account in the console.
fn with_relink_url(mut profile: Value, request: &ApiRequest, account: &Account, connected: bool) -> Value {
    if !connected {
        profile["profile_relink_url"] = format!("http://{}/accounts/{}", request.host, account.account_id).into();
    }
    profile
}

fn conferencing(it: &ConferencingProfile) -> Value {
    profile(&it.provider_name, &it.profile_id, &it.profile_name, it.connected)
}

/// The fields that calendar and conferencing profiles share.
fn profile(provider_name: &str, profile_id: &str, profile_name: &str, connected: bool) -> Value {
    json!({
        "provider_name": provider_name,
        "profile_id": profile_id,
        "profile_name": profile_name,
        "profile_connected": connected,
    })
}
