//! Admits requests to the console.
//!
//! The console listens on loopback, but any page of the web can make a browser send requests there. The check
//! of `Host` rejects foreign names that resolve to this machine. `Sec-Fetch-Site`, `Origin` and the token in
//! each form reject forms of other pages.

use axum::Form;
use axum::extract::{FromRequest as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{Method, StatusCode};

use super::context::Console;
use super::form::FormFields;
use super::personal::switched;
use crate::local_only::{from_here, is_loopback};
use crate::personal_data::PersonalData;

/// Allows files of this sandbox only, and nothing inline.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Admits a request, or answers why not.
pub(super) async fn guard(State(console): State<Console>, request: Request, next: Next) -> Response {
    let mut response = match admit(&console, request).await {
        Ok(request) => match switched(&request) {
            Some(response) => response,
            None => {
                let personal = PersonalData::of_browser(request.headers(), console.personal);
                personal.scope(next.run(request)).await
            }
        },
        Err(rejection) => rejection.into_response(),
    };
    let headers = response.headers_mut();
    headers.extend(HEADERS);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

type GuardRejection = (StatusCode, String);

async fn admit(console: &Console, request: Request) -> Result<Request, GuardRejection> {
    let host = host(&request).map_err(|reason| (StatusCode::MISDIRECTED_REQUEST, reason))?;
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(request);
    }
    same_origin(request.headers(), &host)?;
    let (parts, body) = request.into_parts();
    let form = Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let Form(fields) = form.map_err(|error| (error.status(), format!("The form cannot be read: {error}.\n")))?;
    let posted = FormFields::new(fields);
    if console.token.is_empty() || !same(posted.field("token").as_bytes(), console.token.as_bytes()) {
        let reason =
            "The form belongs to an earlier run of the sandbox. Go back, reload the page, and send it again.\n";
        return Err((StatusCode::FORBIDDEN, reason.to_owned()));
    }
    let mut request = Request::from_parts(parts, axum::body::Body::empty());
    request.extensions_mut().insert(posted.without("token"));
    Ok(request)
}

/// The host and port in the request, if they name this machine.
fn host(request: &Request) -> Result<String, String> {
    let mut named = request.headers().get_all(HOST).iter();
    let header = named.next().and_then(|value| value.to_str().ok());
    let host = request.uri().authority().map(|authority| authority.as_str()).or(header);
    match host {
        Some(host) if named.next().is_none() && is_loopback(host) => Ok(host.to_owned()),
        _ => Err(format!(
            "This console answers on this machine only, and {} is not a name of it. Open it at http://127.0.0.1 or \
             http://localhost with its port. (The name of another site could point to this machine.)\n",
            host.map_or_else(|| "an absent Host header".to_owned(), |host| format!("{host:?}"))
        )),
    }
}

/// Checks that a page of this console sent the form. A browser sends at least one of the two headers.
fn same_origin(headers: &HeaderMap, host: &str) -> Result<(), GuardRejection> {
    if from_here(headers, host) == Some(true) {
        return Ok(());
    }
    let reason = "The console accepts forms of its own pages only, and another page sent this one. Open the console \
                  and press the button there.\n";
    Err((StatusCode::FORBIDDEN, reason.to_owned()))
}

/// Compares in constant time.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}
