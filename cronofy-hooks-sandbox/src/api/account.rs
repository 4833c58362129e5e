//! `GET /v1/account`, `GET /v1/userinfo` and `GET /v1/profiles`.

use serde_json::{Value, json};

use super::allow;
use super::answer::{Answer, Refused, Reply};
use super::ask::Asked;
use super::route::Api;
use crate::world::World;
use crate::world::account::{Account, Calendar, ConferencingProfile, Profile};

pub(super) fn account(api: &Api, asked: &Asked) -> Reply {
    of_account(api, asked, &["read_account"], |world, account| {
        json!({
            "account": {
                "account_id": account.account_id,
                "email": account.email,
                "name": account.name,
                "scope": scope(world, asked),
                "default_tzid": account.default_tzid,
            }
        })
    })
}

pub(super) fn userinfo(api: &Api, asked: &Asked) -> Reply {
    of_account(api, asked, &[], |world, account| {
        let profiles = account.profiles.iter().map(|profile| with_calendars(world, profile));
        json!({
            "sub": account.account_id,
            "email": account.email,
            "name": account.name,
            "zoneinfo": account.default_tzid,
            "cronofy.type": "account",
            "cronofy.data": {
                "authorization": { "scope": scope(world, asked), "status": "active" },
                "profiles": profiles.collect::<Vec<_>>(),
                "conferencing_profiles": account.conferencing_profiles.iter().map(conferencing).collect::<Vec<_>>(),
            }
        })
    })
}

pub(super) fn profiles(api: &Api, asked: &Asked) -> Reply {
    of_account(api, asked, &["read_account", "list_calendars"], |_, account| {
        let profiles = account.profiles.iter().map(|profile| {
            json!({
                "provider_name": profile.provider_name,
                "profile_id": profile.profile_id,
                "profile_name": profile.profile_name,
                "profile_connected": profile.connected,
            })
        });
        json!({ "profiles": profiles.collect::<Vec<_>>() })
    })
}

/// A calendar, as every answer shows it.
pub(super) fn calendar(calendar: &Calendar) -> Value {
    json!({
        "calendar_id": calendar.calendar_id,
        "calendar_name": calendar.calendar_name,
        "calendar_readonly": calendar.readonly,
        "calendar_deleted": calendar.deleted,
        "calendar_primary": calendar.primary,
        "calendar_integrated_conferencing_available": calendar.integrated_conferencing,
        "calendar_attachments_available": false,
        "permission_level": "unrestricted",
    })
}

fn of_account(api: &Api, asked: &Asked, any_of: &[&str], told: impl FnOnce(&World, &Account) -> Value) -> Reply {
    let account_id = allow::account(api, asked, any_of)?;
    api.shared.read(|world| {
        let account = world.accounts.get(&account_id);
        let account = account.ok_or_else(|| Refused::not_found("account", "the account is no longer there"))?;
        Ok(Answer::ok(told(world, account)))
    })
}

fn scope(world: &World, asked: &Asked) -> String {
    let token = asked.bearer.as_deref().unwrap_or_default();
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

fn conferencing(profile: &ConferencingProfile) -> Value {
    json!({
        "provider_name": profile.provider_name,
        "profile_id": profile.profile_id,
        "profile_name": profile.profile_name,
        "profile_connected": profile.connected,
    })
}
