//! `GET /v1/accessible_calendars`: whose calendars an account could give access to.

use serde_json::{Value, json};

use crate::api::parameters::first;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};

/// A room that everyone in the sandbox can book.
pub(super) const ROOM: (&str, &str) = ("board-room@example.com", "Board room");

/// The room, and the other users. The documentation requires `profile_id`, and an official client omits it.
pub(crate) fn list(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &["list_calendars"])?;
    let profile_id = first(request, "profile_id");
    let calendar_type = first(request, "calendar_type");
    api.shared.read(|world| {
        let account = world.accounts.get(&account_id);
        let mut profiles = account.into_iter().flat_map(|it| &it.profiles);
        if profile_id.is_some_and(|id| !profiles.any(|it| it.profile_id == id)) {
            return Err(ApiResponse::not_found("profile_id", "the account has no profile with this profile_id"));
        }
        let others = world.accounts.values().filter(|it| it.account_id != account_id && it.is_user());
        let room = json!({ "calendar_type": "resource", "email": ROOM.0, "name": ROOM.1 });
        let others = others.map(|it| json!({ "calendar_type": "unknown", "email": it.email, "name": it.name }));
        let mut calendars: Vec<Value> = std::iter::once(room).chain(others).collect();
        calendars.retain(|it| calendar_type.is_none_or(|wanted| it["calendar_type"] == wanted));
        Ok(ApiResponse::ok(json!({ "accessible_calendars": calendars })))
    })
}
