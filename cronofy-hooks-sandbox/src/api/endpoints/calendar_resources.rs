//! `GET /v1/resources`: the rooms and things that can be invited. The sandbox has two, the same for every account.

use serde_json::json;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};

pub(crate) fn list(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::account(api, request, &[])?;
    Ok(ApiResponse::ok(json!({
        "resources": [
            { "email": "board-room@example.com", "name": "Board room" },
            { "email": "projector@example.com", "name": "Projector" },
        ]
    })))
}
