//! [`Answer`] and [`Refused`]: what the service says, in its own shapes.

use axum::body::Body;
use http::header::{CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use http::{HeaderName, Response, StatusCode};
use serde_json::{Map, Value, json};

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<Value>,
    /// The header that says more, where a status has one of its own.
    pub(crate) header: Option<(HeaderName, String)>,
}

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Refused {
    /// A token request, which has its own words.
    Token { error: &'static str, description: String },
    /// Nobody that the service knows; for people, why.
    Credentials(&'static str),
    /// Known, but not allowed.
    Forbidden(String),
    /// It is not there.
    NotFound { field: &'static str, description: String },
    /// The parameters are wrong.
    Invalid(Vec<Violation>),
    /// Too many requests.
    TooOften(String),
    /// Asked under a name that is not of this machine.
    Misdirected,
    /// Asked by a page of the web.
    OtherPage,
}

/// One thing that is wrong with the parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// With dots between the names of fields, and numbers for places in lists.
    pub(crate) field: String,
    /// Begins with `errors.`
    pub(crate) key: &'static str,
    pub(crate) description: String,
}

/// What handlers of a request give.
pub(crate) type Reply = Result<Answer, Refused>;

impl Answer {
    pub(crate) fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body: Some(body), header: None }
    }

    /// Done, without a word.
    pub(crate) fn accepted() -> Self {
        Self { status: StatusCode::ACCEPTED, body: None, header: None }
    }

    /// Ask there.
    pub(crate) fn elsewhere(location: String) -> Self {
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
        // Only a header that cannot be written is refused: an address with control characters.
        response.body(body).unwrap_or_else(|_| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            response
        })
    }
}

impl Refused {
    pub(crate) fn invalid(field: impl Into<String>, key: &'static str, description: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation { field: field.into(), key, description: description.into() }])
    }

    pub(crate) fn not_found(field: &'static str, description: impl Into<String>) -> Self {
        Self::NotFound { field, description: description.into() }
    }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        let told = |status, body| Self { status, body: Some(body), header: None };
        let one = |status, field: &str, key, description| {
            let violation = Violation { field: field.to_owned(), key, description };
            told(status, errors(vec![violation]))
        };
        match refused {
            Refused::Token { error, description } => {
                told(StatusCode::BAD_REQUEST, json!({ "error": error, "error_description": description }))
            }
            // The service has no body here; the header is where HTTP says more.
            Refused::Credentials(reason) => {
                let challenge = format!("Bearer error=\"invalid_token\", error_description=\"{reason}\"");
                let header = Some((WWW_AUTHENTICATE, challenge));
                Self { status: StatusCode::UNAUTHORIZED, body: None, header }
            }
            Refused::Forbidden(description) => one(StatusCode::FORBIDDEN, "scope", "errors.forbidden", description),
            Refused::NotFound { field, description } => {
                one(StatusCode::NOT_FOUND, field, "errors.not_found", description)
            }
            Refused::Invalid(violations) => told(StatusCode::UNPROCESSABLE_ENTITY, errors(violations)),
            Refused::TooOften(description) => {
                one(StatusCode::TOO_MANY_REQUESTS, "rate_limit", "errors.too_many_requests", description)
            }
            Refused::Misdirected => one(
                StatusCode::MISDIRECTED_REQUEST,
                "host",
                "errors.misdirected",
                "the sandbox answers on this machine only: ask it at http://127.0.0.1 or http://localhost with its port"
                    .to_owned(),
            ),
            Refused::OtherPage => one(
                StatusCode::FORBIDDEN,
                "origin",
                "errors.forbidden",
                "a page of another address had a browser ask, as its headers Origin and Sec-Fetch-Site say, and no such \
                 page may change anything here: ask from a program that is no browser"
                    .to_owned(),
            ),
        }
    }
}

/// `{"errors": {field: [{key, description}]}}`.
fn errors(violations: Vec<Violation>) -> Value {
    let mut fields = Map::new();
    for Violation { field, key, description } in violations {
        let said = fields.entry(field).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(said) = said {
            said.push(json!({ "key": key, "description": description }));
        }
    }
    json!({ "errors": fields })
}
