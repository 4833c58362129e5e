//! [`Answer`]: the answer to a request.

use std::borrow::Cow;

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CONNECTION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};

use super::refusals::Refusal;
use crate::dispatch::Verdict;
#[cfg(feature = "inbox")]
use crate::inbox::{Accepted, InboxError};
use crate::parse::NotJson;
#[cfg(feature = "inbox")]
use crate::text::Chain;

/// Each way to answer a request. The service reads only the status; the text is for people.
#[derive(Debug)]
pub(crate) enum Answer {
    Handled(Verdict),
    #[cfg(feature = "inbox")]
    Stored(Result<Accepted, InboxError>),
    /// Before its signature was verified.
    Refused(Refusal),
    NotJson(NotJson),
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        self.status_and_text().0
    }

    /// Whether a verified delivery was handled or stored, or would have been had the store not failed.
    pub(crate) fn is_of_a_delivery(&self) -> bool {
        match self {
            Self::Handled(_) => true,
            #[cfg(feature = "inbox")]
            Self::Stored(_) => true,
            _ => false,
        }
    }

    /// Why a request was not accepted, for the metrics: one of few words.
    pub(crate) fn kind_of_refusal(&self) -> Option<&'static str> {
        match self {
            Self::Handled(_) => None,
            #[cfg(feature = "inbox")]
            Self::Stored(Ok(_)) => None,
            #[cfg(feature = "inbox")]
            Self::Stored(Err(error)) => Some(error.kind().as_str()),
            Self::Refused(refusal) => Some(refusal.kind()),
            Self::NotJson(_) => Some("not_json"),
        }
    }

    /// Why a request was refused, for the log.
    pub(crate) fn refused(&self) -> Option<String> {
        match self {
            Self::Handled(_) => None,
            #[cfg(feature = "inbox")]
            Self::Stored(Ok(_)) => None,
            #[cfg(feature = "inbox")]
            Self::Stored(Err(error)) => Some(Chain(error).to_string()),
            Self::Refused(_) | Self::NotJson(_) => Some(self.status_and_text().1.into_owned()),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let (status, text) = self.status_and_text();
        let mut response = Response::new(if text.is_empty() { Body::empty() } else { Body::from(format!("{text}\n")) });
        *response.status_mut() = status;
        if let Some((name, value)) = self.header() {
            response.headers_mut().insert(name, value);
        }
        if status != StatusCode::NO_CONTENT {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        }
        response
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::Refused(Refusal::NotPost) => Some((ALLOW, HeaderValue::from_static("POST"))),
            // The rest of the body may still arrive, and must not be read as the next request.
            Self::Refused(Refusal::BodyTimeout(_)) => Some((CONNECTION, HeaderValue::from_static("close"))),
            Self::Refused(Refusal::Signature(_)) => {
                Some((WWW_AUTHENTICATE, HeaderValue::from_static("Cronofy-HMAC-SHA256")))
            }
            _ => None,
        }
    }

    /// An acknowledgement has no text. The errors of handlers and of the store go to the log: they may hold
    /// more than the service should know.
    fn status_and_text(&self) -> (StatusCode, Cow<'static, str>) {
        match self {
            Self::Handled(Verdict::Acknowledge) => (StatusCode::NO_CONTENT, "".into()),
            Self::Handled(Verdict::SendAgain) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "a handler failed; send this again".into())
            }
            #[cfg(feature = "inbox")]
            Self::Stored(Ok(_)) => (StatusCode::NO_CONTENT, "".into()),
            #[cfg(feature = "inbox")]
            Self::Stored(Err(_)) => {
                (StatusCode::SERVICE_UNAVAILABLE, "the delivery could not be stored; send this again".into())
            }
            Self::Refused(refusal) => refusal.status_and_text(),
            Self::NotJson(error) => (StatusCode::BAD_REQUEST, error.to_string().into()),
        }
    }
}

impl Refusal {
    fn status_and_text(self) -> (StatusCode, Cow<'static, str>) {
        match self {
            Self::NotPost => (StatusCode::METHOD_NOT_ALLOWED, "notifications are sent with POST".into()),
            Self::NotJsonType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "the content type is not JSON; send application/json".into())
            }
            Self::TooLarge(limit) => {
                (StatusCode::PAYLOAD_TOO_LARGE, format!("the body is larger than {limit} bytes").into())
            }
            Self::BodyBroken => (StatusCode::BAD_REQUEST, "the body did not arrive whole".into()),
            Self::BodyTimeout(limit) => {
                let text = format!("the body did not arrive within {} seconds", limit.as_secs_f64());
                (StatusCode::REQUEST_TIMEOUT, text.into())
            }
            Self::Crowded => {
                (StatusCode::SERVICE_UNAVAILABLE, "too many large bodies arrive at once; send this again".into())
            }
            Self::Signature(error) => (StatusCode::UNAUTHORIZED, error.to_string().into()),
        }
    }
}
