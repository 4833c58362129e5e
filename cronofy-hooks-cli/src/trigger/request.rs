//! [`TriggerRequest`]: the request, before it is sent.

use std::time::Duration;

use bytes::Bytes;
use cronofy_hooks::send::DeliveryRequest;
use cronofy_hooks::{ATTEMPT_HEADER, NOTIFICATION_ID_HEADER, SIGNATURE_HEADER, Secrets};
use cronofy_hooks_contract::limits::{NOTIFICATION_DEADLINE, TRIGGER_DEADLINE};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use super::args::TriggerArgs;
use super::body::TriggerBody;
use crate::error::CommandError;

#[derive(Debug)]
pub(super) struct TriggerRequest {
    /// The sample, or the file of the body.
    pub(super) name: String,
    pub(super) id: Option<String>,
    pub(super) attempt: Option<u32>,
    pub(super) body: Bytes,
    pub(super) headers: HeaderMap,
    pub(super) deadline: Duration,
}

impl TriggerRequest {
    pub(super) fn new(body: TriggerBody, args: &TriggerArgs, now: Timestamp) -> Result<Self, CommandError> {
        let is_trigger = body.is_event_trigger();
        let id = args.id.clone().or_else(|| is_trigger.then(|| new_id(now)));
        let attempt = args.attempt.or(id.as_ref().map(|_| 1));
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        if let Some(id) = &id {
            headers.insert(NOTIFICATION_ID_HEADER, value(id)?);
        }
        if let Some(attempt) = attempt {
            headers.insert(ATTEMPT_HEADER, attempt.into());
        }
        // The given headers of a name replace the default one.
        headers.extend(parse_headers(&args.header)?);
        Ok(Self {
            name: body.name,
            id,
            attempt,
            body: body.bytes.into(),
            headers,
            deadline: if is_trigger { TRIGGER_DEADLINE } else { NOTIFICATION_DEADLINE },
        })
    }

    /// Signs the body, unless a signature was given.
    pub(super) fn sign(&mut self, secrets: &Secrets) {
        if !self.headers.contains_key(SIGNATURE_HEADER) {
            self.headers.insert(SIGNATURE_HEADER, secrets.sign(&self.body));
        }
    }

    pub(super) fn delivery_request(&self) -> DeliveryRequest {
        DeliveryRequest::body(self.body.clone()).headers(self.headers.clone())
    }
}

/// The headers of the command line, with all values of each name.
fn parse_headers(lines: &[String]) -> Result<HeaderMap, CommandError> {
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, text) = line.split_once(':').ok_or_else(not_a_header)?;
        let name = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| not_a_header())?;
        if [HOST, CONTENT_LENGTH].contains(&name) {
            return Err(CommandError::usage(format_args!(
                "`--header` cannot set {name}; `--to` and the body determine it"
            )));
        }
        headers.append(name, value(text.trim())?);
    }
    Ok(headers)
}

fn not_a_header() -> CommandError {
    CommandError::usage("`--header` takes a name, a colon and a value, such as `--header 'X-Request-Id: 1'`")
}

fn value(text: &str) -> Result<HeaderValue, CommandError> {
    let value = HeaderValue::from_str(text).ok().filter(|value| value.to_str().is_ok());
    value.ok_or_else(|| {
        CommandError::usage("a header value must be printable ASCII; remove line breaks and other characters")
    })
}

/// 24 hex digits, like the ids of the service: the time, and the process to distinguish ids of one second.
fn new_id(now: Timestamp) -> String {
    let seconds = u32::try_from(now.as_second()).unwrap_or_default();
    let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    format!("{seconds:08x}{:08x}{nanos:08x}", std::process::id())
}
