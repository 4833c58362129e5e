//! [`ApiError`]: why the API did not carry out a request, in the service's format.

use http::header::WWW_AUTHENTICATE;
use http::{HeaderName, StatusCode};
use serde_json::{Map, Value, json};

use crate::validate::Violation;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ApiError {
    /// A token request failed; these have a format of their own.
    Token { error: &'static str, description: String },
    /// The credentials are missing or unknown, with the reason.
    Credentials(&'static str),
    /// The credentials do not allow it.
    Forbidden(String),
    /// It does not exist.
    NotFound { field: &'static str, description: String },
    /// The parameters are wrong.
    Invalid(Vec<Violation>),
    /// Too many requests.
    TooOften(String),
    /// The `Host` is not a name of this machine.
    Misdirected,
    /// A page of another origin sent the request.
    OtherPage,
}

impl ApiError {
    pub(crate) fn invalid(field: impl Into<String>, key: &'static str, description: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation { field: field.into(), key, description: description.into() }])
    }

    pub(crate) fn not_found(field: &'static str, description: impl Into<String>) -> Self {
        Self::NotFound { field, description: description.into() }
    }

    /// The status, the body and the header of its response.
    pub(super) fn into_parts(self) -> (StatusCode, Option<Value>, Option<(HeaderName, String)>) {
        let one = |status, field: &str, key, description: &str| {
            let violation = Violation { field: field.to_owned(), key, description: description.to_owned() };
            (status, Some(errors(vec![violation])), None)
        };
        match self {
            Self::Token { error, description } => {
                (StatusCode::BAD_REQUEST, Some(json!({ "error": error, "error_description": description })), None)
            }
            // The service sends no body here, so the reason is in the header that HTTP has for it.
            Self::Credentials(reason) => {
                let challenge = format!("Bearer error=\"invalid_token\", error_description=\"{reason}\"");
                (StatusCode::UNAUTHORIZED, None, Some((WWW_AUTHENTICATE, challenge)))
            }
            Self::Forbidden(description) => one(StatusCode::FORBIDDEN, "scope", "errors.forbidden", &description),
            Self::NotFound { field, description } => {
                one(StatusCode::NOT_FOUND, field, "errors.not_found", &description)
            }
            Self::Invalid(violations) => (StatusCode::UNPROCESSABLE_ENTITY, Some(errors(violations)), None),
            Self::TooOften(description) => {
                one(StatusCode::TOO_MANY_REQUESTS, "rate_limit", "errors.too_many_requests", &description)
            }
            Self::Misdirected => one(
                StatusCode::MISDIRECTED_REQUEST,
                "host",
                "errors.misdirected",
                "the sandbox answers on this machine only: use http://127.0.0.1 or http://localhost with its port",
            ),
            Self::OtherPage => one(
                StatusCode::FORBIDDEN,
                "origin",
                "errors.forbidden",
                "the headers Origin and Sec-Fetch-Site show that a page of another origin sent this request, and such \
                 a page may not change anything here: send it from a program that is not a browser",
            ),
        }
    }
}

impl From<Vec<Violation>> for ApiError {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Invalid(violations)
    }
}

/// `{"errors": {field: [{key, description}]}}`.
fn errors(violations: Vec<Violation>) -> Value {
    let mut fields = Map::new();
    for Violation { field, key, description } in violations {
        if let Value::Array(errors) = fields.entry(field).or_insert_with(|| json!([])) {
            errors.push(json!({ "key": key, "description": description }));
        }
    }
    json!({ "errors": fields })
}
