//! Converts HTTP requests to [`ApiRequest`], and answers to HTTP.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::routing::any;
use http::Response;

use super::context::Api;
use super::request::ApiRequest;
use super::response::{ApiResponse, ApiResult};
use super::route::answer;

const MOST_BYTES: usize = 1024 * 1024;

/// Everything below `/v1`, `/oauth` and `/enterprise_connect`, and the pages that people are sent to.
pub(crate) fn router(api: Arc<Api>) -> Router {
    let paths = ["/add_to_calendar/{*path}", "/enterprise_connect/{*path}", "/oauth/{*path}", "/v1/{*path}"];
    paths.into_iter().fold(Router::new(), |router, path| router.route(path, any(serve))).with_state(api)
}

async fn serve(State(api): State<Arc<Api>>, request: Request) -> Response<Body> {
    handle(&api, request).await.unwrap_or_else(|error| error).into_response()
}

pub(super) async fn handle(api: &Api, request: Request) -> ApiResult {
    let path = request.uri().path().to_owned();
    let request = read(request).await;
    // What asks for tokens is refused in the format of token requests, also when nothing of it can be read.
    let is_for_tokens = path.starts_with("/oauth/token");
    let request = request.map_err(|refused| if is_for_tokens { refused.into_token_error() } else { refused })?;
    let answer = answer(api, &request);
    tracing::debug!(method = %request.method, path, status = answer.status.as_u16(), "API");
    Ok(answer)
}

async fn read(request: Request) -> ApiResult<ApiRequest> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| {
        ApiResponse::invalid(
            "body",
            "errors.too_long",
            format!("the body is longer than {MOST_BYTES} bytes, or incomplete"),
        )
    })?;
    let target = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    ApiRequest::new(parts.method, &target, &parts.headers, &body)
}
