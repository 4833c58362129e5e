//! The floor: reads the body and answers 204.

use std::hint::black_box;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;

use crate::PATH;

pub(crate) fn router() -> Router {
    Router::new().route(PATH, post(receive))
}

async fn receive(body: Bytes) -> StatusCode {
    black_box(body);
    StatusCode::NO_CONTENT
}
