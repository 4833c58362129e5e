//! [`Answer`]: the answer to a request.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, CONNECTION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};

use super::refusals::Refusal;
use crate::dispatch::Verdict;
#[cfg(feature = "inbox")]
use crate::inbox::{Accepted, InboxError};
use crate::parse::NotJson;
use crate::signature::SignatureError;
#[cfg(feature = "inbox")]
use crate::text::Chain;

/// Each way to answer a request. The service reads only the status; the text is for people.
#[derive(Debug)]
pub(crate) enum Answer {
    Handled(Verdict),
    #[cfg(feature = "inbox")]
    Stored(Result<Accepted, InboxError>),
    NotPost,
    NotJsonType,
    TooLarge(usize),
    BodyBroken,
    BodyTimeout(Duration),
    Crowded,
    Refused(SignatureError),
    NotJson(NotJson),
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Handled(Verdict::Acknowledge) => StatusCode::NO_CONTENT,
            Self::Handled(Verdict::SendAgain) => StatusCode::INTERNAL_SERVER_ERROR,
            #[cfg(feature = "inbox")]
            Self::Stored(Ok(_)) => StatusCode::NO_CONTENT,
            #[cfg(feature = "inbox")]
            Self::Stored(Err(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotPost => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotJsonType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTimeout(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Crowded => StatusCode::SERVICE_UNAVAILABLE,
            Self::BodyBroken | Self::NotJson(_) => StatusCode::BAD_REQUEST,
            Self::Refused(_) => StatusCode::UNAUTHORIZED,
        }
    }

    /// The reason for refusing a request before its signature was verified, if it was refused.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        Some(match self {
            Self::NotPost => Refusal::NotPost,
            Self::NotJsonType => Refusal::NotJsonType,
            Self::TooLarge(_) => Refusal::TooLarge,
            Self::BodyBroken => Refusal::BodyBroken,
            Self::BodyTimeout(_) => Refusal::BodyTimeout,
            Self::Crowded => Refusal::Crowded,
            Self::Refused(error) => Refusal::Signature(*error),
            Self::Handled(_) | Self::NotJson(_) => return None,
            #[cfg(feature = "inbox")]
            Self::Stored(_) => return None,
        })
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
        Some(match self {
            Self::Handled(_) => return None,
            #[cfg(feature = "inbox")]
            Self::Stored(Ok(_)) => return None,
            #[cfg(feature = "inbox")]
            Self::Stored(Err(error)) => error.kind().as_str(),
            Self::NotPost => "not_post",
            Self::NotJsonType => "not_json_type",
            Self::TooLarge(_) => "too_large",
            Self::BodyBroken => "body_broken",
            Self::BodyTimeout(_) => "body_timeout",
            Self::Crowded => "crowded",
            Self::Refused(SignatureError::Missing) => "no_signature",
            Self::Refused(SignatureError::Malformed | SignatureError::TooMany) => "malformed_signature",
            Self::Refused(SignatureError::Mismatch) => "wrong_signature",
            Self::NotJson(_) => "not_json",
        })
    }

    /// Why a request was refused, for the log.
    pub(crate) fn refused(&self) -> Option<String> {
        match self {
            Self::Handled(_) => None,
            #[cfg(feature = "inbox")]
            Self::Stored(Err(error)) => Some(Chain(error).to_string()),
            _ => self.text().map(|text| text.trim_end().to_owned()),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let status = self.status();
        let mut response = match self.text() {
            Some(text) => Response::new(Body::from(text)),
            None => Response::new(Body::empty()),
        };
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
            Self::NotPost => Some((ALLOW, HeaderValue::from_static("POST"))),
            // The rest of the body may still arrive, and must not be read as the next request.
            Self::BodyTimeout(_) => Some((CONNECTION, HeaderValue::from_static("close"))),
            Self::Refused(_) => Some((WWW_AUTHENTICATE, HeaderValue::from_static("Cronofy-HMAC-SHA256"))),
            _ => None,
        }
    }

    fn text(&self) -> Option<String> {
        Some(match self {
            Self::Handled(Verdict::Acknowledge) => return None,
            // The error itself goes to the log: it may hold more than the service should know.
            Self::Handled(Verdict::SendAgain) => "a handler failed; send this again\n".to_owned(),
            #[cfg(feature = "inbox")]
            Self::Stored(Ok(_)) => return None,
            // Likewise.
            #[cfg(feature = "inbox")]
            Self::Stored(Err(_)) => "the delivery could not be stored; send this again\n".to_owned(),
            Self::NotPost => "notifications are sent with POST\n".to_owned(),
            Self::NotJsonType => "the content type is not JSON; send application/json\n".to_owned(),
            Self::TooLarge(limit) => format!("the body is larger than {limit} bytes\n"),
            Self::BodyTimeout(limit) => format!("the body did not arrive within {} seconds\n", limit.as_secs_f64()),
            Self::Crowded => "too many large bodies arrive at once; send this again\n".to_owned(),
            Self::BodyBroken => "the body did not arrive whole\n".to_owned(),
            Self::Refused(error) => format!("{error}\n"),
            Self::NotJson(error) => format!("{error}\n"),
        })
    }
}
