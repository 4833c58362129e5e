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

/// Everything below `/v1`, `/oauth` and `/enterprise_connect`.
pub(crate) fn router(api: Arc<Api>) -> Router {
    let paths = ["/enterprise_connect/{*path}", "/oauth/{*path}", "/v1/{*path}"];
    paths.into_iter().fold(Router::new(), |router, path| router.route(path, any(serve))).with_state(api)
}

async fn serve(State(api): State<Arc<Api>>, request: Request) -> Response<Body> {
    handle(&api, request).await.unwrap_or_else(|error| error).into_response()
}

async fn handle(api: &Api, request: Request) -> ApiResult {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| {
        ApiResponse::invalid(
            "body",
            "errors.too_long",
            format!("the body is longer than {MOST_BYTES} bytes, or incomplete"),
        )
    })?;
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let request = ApiRequest::new(parts.method, target, &parts.headers, &body)?;
    let answer = answer(api, &request);
    tracing::debug!(method = %request.method, path = parts.uri.path(), status = answer.status.as_u16(), "API");
    Ok(answer)
}
