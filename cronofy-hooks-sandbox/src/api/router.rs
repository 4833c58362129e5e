//! Converts HTTP requests to [`ApiRequest`], and answers to HTTP.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::routing::any;
use bytes::Bytes;
use http::Response;
use http::request::Parts;

use super::context::Api;
use super::log::CallArrival;
use super::request::ApiRequest;
use super::response::{ApiResponse, ApiResult};
use super::route::answer;

pub(super) const MOST_BYTES: usize = 1024 * 1024;

/// Everything below `/v1`, `/oauth` and `/enterprise_connect`, and the pages that people are sent to.
pub(crate) fn router(api: Api) -> Router {
    let paths = ["/add_to_calendar/{*path}", "/enterprise_connect/{*path}", "/oauth/{*path}", "/v1/{*path}"];
    paths.into_iter().fold(Router::new(), |router, path| router.route(path, any(serve))).with_state(api)
}

async fn serve(State(api): State<Api>, request: Request) -> Response<Body> {
    let call = CallArrival::begin(&request);
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BYTES).await.ok();
    let answer = match call {
        None => handle(&api, &parts, body).unwrap_or_else(|error| error),
        Some(call) => call.answer(&api, &parts, body, handle),
    };
    answer.into_response()
}

/// Answers a request; its body is `None` if it could not be read.
pub(super) fn handle(api: &Api, parts: &Parts, body: Option<Bytes>) -> ApiResult {
    let path = parts.uri.path();
    // What asks for tokens is refused in the format of token requests, also when nothing of it can be read.
    let is_for_tokens = path.starts_with("/oauth/token");
    let request =
        read(parts, body).map_err(|refused| if is_for_tokens { refused.into_token_error() } else { refused })?;
    Ok(answer(api, &request))
}

fn read(parts: &Parts, body: Option<Bytes>) -> ApiResult<ApiRequest> {
    let body = body.ok_or_else(|| {
        ApiResponse::invalid(
            "body",
            "errors.too_long",
            format!("the body is longer than {MOST_BYTES} bytes, or incomplete"),
        )
    })?;
    let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
    ApiRequest::new(parts.method.clone(), target, &parts.headers, &body)
}
