//! `POST /v1/batch`: several requests in one.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize, object};
use crate::validate::accept;

/// Routes a single request.
type Route = fn(&Api, &ApiRequest) -> ApiResult;

#[derive(Deserialize)]
struct BatchRequest {
    batch: Vec<BatchEntry>,
}

#[derive(Deserialize)]
struct BatchEntry {
    method: String,
    relative_url: String,
    data: Option<Value>,
}

/// Answers each entry with `route`.
pub(crate) fn answer(api: &Api, request: &ApiRequest, route: Route) -> ApiResult {
    authorize::account(api, request, &[])?;
    let BatchRequest { batch } = accept("request/batch", &request.body)?;
    let answers: Vec<ApiResponse> =
        batch.into_iter().map(|entry| one(api, request, entry, route).unwrap_or_else(|error| error)).collect();
    let mixed = answers.iter().any(|answer| !answer.status.is_success());
    let entries = answers.into_iter().map(|ApiResponse { status, body, .. }| match body {
        Some(data) => json!({ "status": status.as_u16(), "data": data }),
        None => json!({ "status": status.as_u16() }),
    });
    let body = Some(json!({ "batch": entries.collect::<Vec<_>>() }));
    let status = if mixed { StatusCode::MULTI_STATUS } else { StatusCode::OK };
    Ok(ApiResponse { status, body, ..ApiResponse::accepted() })
}

fn one(api: &Api, request: &ApiRequest, entry: BatchEntry, route: Route) -> ApiResult {
    let BatchEntry { method, relative_url, data } = entry;
    let wrong = |_| ApiResponse::invalid("method", "errors.invalid", "method must be GET, POST or DELETE");
    let method = Method::from_bytes(method.as_bytes()).map_err(wrong)?;
    let body = object("data", data.unwrap_or_else(|| Value::Object(Map::new())))?;
    let inner = ApiRequest::to(method, &relative_url, request.bearer.clone(), body, request.host.clone());
    if inner.path == ["v1", "batch"] {
        return Err(ApiResponse::invalid("relative_url", "errors.invalid", "a batch cannot hold a batch"));
    }
    route(api, &inner)
}
