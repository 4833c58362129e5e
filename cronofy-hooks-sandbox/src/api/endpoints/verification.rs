//! `POST /v1/application_verification`: people review it in the service; the sandbox approves it at once.

use http::StatusCode;
use serde_json::json;

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;

#[derive(serde::Deserialize)]
struct VerificationRequest {
    redirect_uris: Vec<String>,
}

pub(crate) fn submit(api: &Api, request: &ApiRequest) -> ApiResult {
    authorize::application(api, request)?;
    let VerificationRequest { redirect_uris } = accept("request/verify_application", &request.body)?;
    api.shared.change(|world| world.redirect_uris.extend(redirect_uris));
    Ok(ApiResponse { body: Some(json!({})), ..ApiResponse::empty(StatusCode::ACCEPTED) })
}
