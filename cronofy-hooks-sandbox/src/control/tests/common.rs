//! The control API, called in process.

use axum::body::{Body, to_bytes};
use http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::Sandbox;
use crate::control::router;

/// Nothing listens there, so each attempt is refused at once.
pub(super) const URL: &str = "http://127.0.0.1:9/cronofy";

pub(super) fn sandbox() -> Sandbox {
    Sandbox::builder().starts_at("2026-06-01T08:00:00Z".parse().unwrap()).start().unwrap()
}

pub(super) async fn call(sandbox: &Sandbox, request: Request<Body>) -> (StatusCode, Value) {
    let answer = router(sandbox.handle()).oneshot(request).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

pub(super) async fn get(sandbox: &Sandbox, path: &str) -> (StatusCode, Value) {
    call(sandbox, Request::get(path).header("host", "127.0.0.1:4040").body(Body::empty()).unwrap()).await
}

pub(super) async fn post(sandbox: &Sandbox, steps: &Value) -> (StatusCode, Value) {
    let request = Request::post("/sandbox/steps").header("host", "localhost:4040");
    let request = request.header("content-type", "application/json").body(Body::from(steps.to_string()));
    call(sandbox, request.unwrap()).await
}
