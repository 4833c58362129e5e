//! From HTTP to [`Asked`], and back.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::routing::any;
use http::Response;

use super::answer::{Answer, Refused};
use super::ask::Asked;
use super::route::Api;

/// No request of the service is larger.
const MOST_BYTES: usize = 1024 * 1024;

/// Everything below `/v1` and `/oauth`.
pub(crate) fn router(api: Arc<Api>) -> Router {
    Router::new().route("/v1/{*path}", any(serve)).route("/oauth/{*path}", any(serve)).with_state(api)
}

async fn serve(State(api): State<Arc<Api>>, request: Request) -> Response<Body> {
    answer(&api, request).await.unwrap_or_else(Answer::from).into_response()
}

async fn answer(api: &Api, request: Request) -> Result<Answer, Refused> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| {
        Refused::invalid("body", "errors.too_long", format!("the body is longer than {MOST_BYTES} bytes, or broke off"))
    })?;
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let asked = Asked::new(parts.method, target, &parts.headers, &body)?;
    let answer = api.answer(&asked);
    tracing::debug!(method = %asked.method, path = parts.uri.path(), status = answer.status.as_u16(), "API");
    Ok(answer)
}
