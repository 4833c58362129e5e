//! The head of a request.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use http_body_util::Full;

use super::raw::head;
use crate::world::model::OutgoingRequest;

/// The headers that the service sends.
pub(crate) fn request_headers(outgoing: &OutgoingRequest) -> Result<HeaderMap, http::Error> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(USER_AGENT, HeaderValue::from_static("Cronofy sandbox"));
    headers.insert(cronofy_hooks::SIGNATURE_HEADER, HeaderValue::from_str(&outgoing.signature)?);
    if let Some(id) = &outgoing.notification_id {
        headers.insert(HeaderName::from_static("cronofy-notification-id"), HeaderValue::from_str(id)?);
        headers.insert(HeaderName::from_static("cronofy-notification-attempt"), HeaderValue::from(outgoing.attempt));
    }
    Ok(headers)
}

pub(super) fn build(outgoing: &OutgoingRequest) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(&outgoing.url)
        .body(Full::new(Bytes::from(outgoing.body.clone())))?;
    *request.headers_mut() = request_headers(outgoing)?;
    Ok(request)
}

/// The request as HTTP text, which `cronofy-hooks verify` reads.
pub(crate) fn http_text(outgoing: &OutgoingRequest) -> Result<Vec<u8>, http::Error> {
    let mut text = head(&build(outgoing)?, outgoing.body.len());
    text.extend_from_slice(outgoing.body.as_bytes());
    Ok(text)
}
