//! [`ApiResponse`]: an answer of the API.

use axum::body::Body;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderName, Response, StatusCode};
use serde_json::Value;

use super::error::ApiError;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiResponse {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<Value>,
    /// A header that belongs to the status, such as `Location`.
    pub(crate) header: Option<(HeaderName, String)>,
}

/// What endpoints return.
pub(crate) type ApiResult = Result<ApiResponse, ApiError>;

impl ApiResponse {
    pub(crate) fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body: Some(body), header: None }
    }

    /// 202 without a body.
    pub(crate) fn accepted() -> Self {
        Self { status: StatusCode::ACCEPTED, body: None, header: None }
    }

    pub(crate) fn redirect(location: String) -> Self {
        Self { status: StatusCode::FOUND, body: None, header: Some((LOCATION, location)) }
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response = Response::builder().status(self.status);
        if let Some((name, value)) = self.header {
            response = response.header(name, value);
        }
        let body = match self.body {
            Some(body) => {
                response = response.header(CONTENT_TYPE, "application/json; charset=utf-8");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        // This fails only for an invalid header: a redirect URI with control characters.
        response.body(body).unwrap_or_else(|_| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            response
        })
    }
}

impl From<ApiError> for ApiResponse {
    fn from(error: ApiError) -> Self {
        let (status, body, header) = error.into_parts();
        Self { status, body, header }
    }
}
