//! [`ApiResponse`]: an answer of the API. Errors are answers too, in the service's format.

use std::io;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::header::{ACCEPT_RANGES, CONTENT_TYPE};
use http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use super::file::ApiFile;
use crate::validate::Violation;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiResponse {
    pub(crate) status: StatusCode,
    /// JSON; a text is a page of HTML, because no answer of the service is a text.
    pub(crate) body: Option<Value>,
    /// A header that belongs to the status, such as `Location`.
    pub(crate) header: Option<(&'static str, Box<str>)>,
    /// In place of the body.
    pub(crate) file: Option<Box<ApiFile>>,
    /// Whether the connection breaks off before it.
    pub(crate) is_lost: bool,
}

/// What endpoints return: an error says why the API did not carry out the request.
pub(crate) type ApiResult<T = ApiResponse> = Result<T, ApiResponse>;

impl ApiResponse {
    fn new(status: StatusCode, body: Option<Value>) -> Self {
        Self { status, body, header: None, file: None, is_lost: false }
    }

    pub(crate) fn empty(status: StatusCode) -> Self {
        Self::new(status, None)
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::new(StatusCode::OK, Some(body))
    }

    /// A page for a person. It has no scripts, and other pages cannot frame it.
    pub(crate) fn page(html: String) -> Self {
        let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'";
        let header = Some(("content-security-policy", policy.into()));
        Self { header, ..Self::ok(Value::String(html)) }
    }

    /// 202 without a body.
    pub(crate) fn accepted() -> Self {
        Self::empty(StatusCode::ACCEPTED)
    }

    pub(crate) fn redirect(location: String) -> Self {
        Self { header: Some(("location", location.into())), ..Self::empty(StatusCode::FOUND) }
    }

    /// A token request failed; these have a format of their own.
    pub(crate) fn token_error(error: &str, description: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some(json!({ "error": error, "error_description": description })))
    }

    /// The first thing that is wrong, and what to do.
    pub(super) fn description(&self) -> Option<&str> {
        self.body.as_ref()?["errors"].as_object()?.values().next()?[0]["description"].as_str()
    }

    /// A body that cannot be read, in the format of token requests.
    pub(crate) fn into_token_error(self) -> Self {
        let description = self.description().filter(|_| self.status == StatusCode::UNPROCESSABLE_ENTITY);
        description.map(|description| Self::token_error("invalid_request", description)).unwrap_or(self)
    }

    /// The credentials are missing or unknown. The service sends no body here, so the reason is in the header that
    /// HTTP has for it.
    pub(crate) fn unauthorized(reason: &str) -> Self {
        let challenge = format!("Bearer error=\"invalid_token\", error_description=\"{reason}\"");
        Self { header: Some(("www-authenticate", challenge.into())), ..Self::empty(StatusCode::UNAUTHORIZED) }
    }

    /// Too many requests, or a fault that says so.
    pub(super) fn too_many_requests(description: impl Into<String>) -> Self {
        Self::error(StatusCode::TOO_MANY_REQUESTS, "rate_limit", "errors.too_many_requests", description)
    }

    /// The credentials do not allow it.
    pub(crate) fn forbidden(description: impl Into<String>) -> Self {
        Self::error(StatusCode::FORBIDDEN, "scope", "errors.forbidden", description)
    }

    pub(crate) fn not_found(field: &str, description: impl Into<String>) -> Self {
        Self::error(StatusCode::NOT_FOUND, field, "errors.not_found", description)
    }

    /// A parameter is wrong.
    pub(crate) fn invalid(field: &str, key: &'static str, description: impl Into<String>) -> Self {
        Self::error(StatusCode::UNPROCESSABLE_ENTITY, field, key, description)
    }

    pub(crate) fn error(status: StatusCode, field: &str, key: &'static str, description: impl Into<String>) -> Self {
        let violation = Violation { field: field.to_owned(), key, description: description.into() };
        Self { status, ..vec![violation].into() }
    }

    /// The type of the content, if there is one.
    pub(crate) fn content_type(&self) -> Option<&'static str> {
        match (&self.file, &self.body) {
            (Some(file), _) => Some(file.content_type),
            (None, Some(Value::String(_))) => Some("text/html; charset=utf-8"),
            (None, Some(_)) => Some("application/json; charset=utf-8"),
            (None, None) => None,
        }
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response = Response::builder().status(self.status);
        if let Some(content_type) = self.content_type() {
            response = response.header(CONTENT_TYPE, content_type);
        }
        if let Some((name, value)) = self.header {
            response = response.header(name, &*value);
        }
        let body = match (self.file, self.body) {
            // The server closes the connection when it cannot write the body.
            _ if self.is_lost => Body::from_stream(stream::once(async { Err::<Bytes, _>(io::Error::other("lost")) })),
            (Some(file), _) => {
                response = response.header(ACCEPT_RANGES, "bytes");
                Body::from(file.bytes)
            }
            (None, Some(Value::String(page))) => Body::from(page),
            (None, Some(body)) => Body::from(body.to_string()),
            (None, None) => Body::empty(),
        };
        // This fails only for an invalid header: a redirect URI with control characters.
        response.body(body).unwrap_or_else(|_| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            response
        })
    }
}

impl From<Vec<Violation>> for ApiResponse {
    /// `{"errors": {field: [{key, description}]}}`.
    fn from(violations: Vec<Violation>) -> Self {
        let mut fields = Map::new();
        for Violation { field, key, description } in violations {
            if let Value::Array(errors) = fields.entry(field).or_insert_with(|| json!([])) {
                errors.push(json!({ "key": key, "description": description }));
            }
        }
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, Some(json!({ "errors": fields })))
    }
}
