//! The origin of a request.
//!
//! Any page of the web can make a browser send requests to a program on this machine. The browser then
//! sends `Origin` or `Sec-Fetch-Site`, which a page cannot set. Other programs send neither.

use http::HeaderMap;
use http::header::{HeaderName, HeaderValue, ORIGIN};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a page of this sandbox, or its user, made the request; `None` without these headers.
pub(crate) fn from_here(headers: &HeaderMap, host: &str) -> Option<bool> {
    let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
    let ours = |origin: &[u8]| origin == format!("http://{host}").as_bytes();
    match headers.get(FETCH_SITE).map(HeaderValue::as_bytes) {
        // A page without a referrer has the origin `null`.
        Some(b"same-origin" | b"none") => Some(origin.is_none_or(|origin| origin == b"null" || ours(origin))),
        Some(_) => Some(false),
        None => origin.map(ours),
    }
}
