//! `GET /v1/resources`: the rooms and things that can be invited. The sandbox has two, the same for every account.

use serde_json::{Value, json};

use super::accessible_calendars::ROOM;
use crate::api::parameters::first;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};

/// The details that `include_details` can ask for.
const DETAILS: [&str; 2] = ["capacity", "location"];

pub(crate) fn list(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::account(api, request, &[])?;
    let asked: Vec<&str> = first(request, "include_details").unwrap_or_default().split_whitespace().collect();
    if let Some(unknown) = asked.iter().find(|it| !DETAILS.contains(it)) {
        let description = format!("include_details has the unknown word {unknown}: use {}", DETAILS.join(" or "));
        return Err(ApiResponse::invalid("include_details", "errors.invalid", description));
    }
    let mut resources = json!([
        {
            "email": ROOM.0, "name": ROOM.1, "capacity": 12,
            "location": {
                "building_name": "Head office", "floor_name": "4", "floor_section": "North",
                "address": {
                    "lines": ["1 Example Street"], "locality": "London", "region": "Greater London",
                    "postal_code": "EC1A 1BB", "country": "GB",
                },
                "coordinates": { "lat": 51.5, "long": -0.1 },
            },
        },
        { "email": "projector@example.com", "name": "Projector" },
    ]);
    let left_out = |name: &str| DETAILS.contains(&name) && !asked.contains(&name);
    for resource in resources.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        resource.retain(|name, _| !left_out(name));
    }
    Ok(ApiResponse::ok(json!({ "resources": resources })))
}
