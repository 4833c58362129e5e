//! `POST /v1/element_tokens`. The sandbox has no elements, so the token opens nothing.

use serde_json::json;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;

/// From <https://docs.cronofy.com/developers/ui-elements/authentication/>.
const PERMISSIONS: [&str; 4] = ["agenda", "account_management", "availability", "managed_availability"];
const EXPIRES_IN: u32 = 64_800;

#[derive(serde::Deserialize)]
struct ElementTokenRequest {
    permissions: Vec<String>,
    #[serde(default)]
    subs: Vec<String>,
    #[serde(default)]
    bookable_event_ids: Vec<String>,
    origin: String,
}

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let token: ElementTokenRequest = accept("request/create_element_token", &request.body)?;
    let invalid = |field: &str, place: usize, expectation: String| {
        let field = format!("{field}.{place}");
        Err(ApiResponse::invalid(&field, "errors.invalid", format!("{field} {expectation}")))
    };
    if let Some(place) = token.permissions.iter().position(|it| !PERMISSIONS.contains(&it.as_str())) {
        return invalid("permissions", place, format!("must be one of {}", PERMISSIONS.join(", ")));
    }
    api.shared.change(|world| {
        if let Some(place) = token.subs.iter().position(|it| !world.accounts.contains_key(it)) {
            return invalid("subs", place, "must be the id of an account that gave the application access".to_owned());
        }
        let unknown = |it: &String| !world.bookable_events.contains_key(it);
        if let Some(place) = token.bookable_event_ids.iter().position(unknown) {
            return invalid("bookable_event_ids", place, "must be the id of a bookable event".to_owned());
        }
        Ok(ApiResponse::ok(json!({
            "element_token": {
                "permissions": token.permissions,
                "origin": token.origin,
                "token": world.ids.passing("element", world.now),
                "expires_in": EXPIRES_IN,
            }
        })))
    })
}
