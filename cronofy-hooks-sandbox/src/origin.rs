//! What a browser tells of the page that has it ask.
//!
//! Every page of the web can have a browser ask a program on this machine. A browser then says so, in
//! headers that a page cannot write; programs that are no browsers send neither.

use http::HeaderMap;
use http::header::{HeaderName, HeaderValue, ORIGIN};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the request comes from a page of this sandbox, or from its user; None where nobody says.
pub(crate) fn from_here(headers: &HeaderMap, host: &str) -> Option<bool> {
    let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
    let ours = |origin: &[u8]| origin == format!("http://{host}").as_bytes();
    match headers.get(FETCH_SITE).map(HeaderValue::as_bytes) {
        // A page that tells no referrer has its origin written as `null`.
        Some(b"same-origin" | b"none") => Some(origin.is_none_or(|origin| origin == b"null" || ours(origin))),
        Some(_) => Some(false),
        None => origin.map(ours),
    }
}
