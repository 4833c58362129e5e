//! `POST /v1/link_tokens`: a token that adds a login to an account.

use serde_json::json;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};

pub(crate) fn create(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    let token = api.shared.change(|world| world.link_token(&account_id));
    Ok(ApiResponse::ok(json!({ "link_token": token })))
}
