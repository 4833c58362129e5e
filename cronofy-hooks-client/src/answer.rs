//! [`ApiAnswer`]: what the service answered, and which error a status is.

use std::time::Duration;

use cronofy_hooks_types::response::{ErrorAnswer, TokenError};
use serde::de::DeserializeOwned;

use crate::api_call::ApiCall;
use crate::error::{ClientError, ClientErrorKind};

/// A whole answer.
#[derive(Debug)]
pub(crate) struct ApiAnswer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) location: Option<String>,
}

impl ApiAnswer {
    /// The body as a type.
    pub(crate) fn json<T: DeserializeOwned>(&self, call: &ApiCall) -> Result<T, ClientError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // The message of the error can hold a value, so only the place is kept. The second reading finds it.
            let mut reader = serde_json::Deserializer::from_slice(&self.body);
            let place = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
                Err(at) if at.inner().is_data() => at.path().to_string(),
                _ => format!("line {} column {}", error.line(), error.column()),
            };
            call.error(ClientErrorKind::UnexpectedAnswer).with_status(self.status, None).with_place(place)
        })
    }

    /// The error that the status stands for; `None` for success, and for the redirect to a download.
    pub(crate) fn error(&self, call: &ApiCall) -> Option<ClientError> {
        use ClientErrorKind as Kind;
        let kind = match self.status {
            200..=299 | 302 => return None,
            400 => match serde_json::from_slice::<TokenError>(&self.body) {
                Ok(answer) if answer.error == "invalid_grant" => Kind::InvalidGrant,
                Ok(_) => Kind::TokenRequest,
                Err(_) => Kind::Status,
            },
            401 => Kind::Unauthorized,
            402 => Kind::NotInPlan,
            403 => Kind::Forbidden,
            404 => Kind::NotFound,
            422 => Kind::Invalid,
            423 => Kind::Locked,
            429 => Kind::TooManyRequests,
            500..=599 => Kind::Server,
            _ => Kind::Status,
        };
        let errors = serde_json::from_slice::<ErrorAnswer>(&self.body).map(|answer| answer.errors).unwrap_or_default();
        Some(call.error(kind).with_status(self.status, self.retry_after).with_errors(errors))
    }
}
