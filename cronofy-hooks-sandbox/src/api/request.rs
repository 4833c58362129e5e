//! [`ApiRequest`]: a parsed request.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, RANGE};
use http::{HeaderMap, Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::form::form;
use super::response::{ApiResponse, ApiResult};
use crate::local_only::{from_here, is_loopback};
use crate::validate::{BodyEncoding, canonicalize_request};

#[derive(Clone, Debug)]
pub(crate) struct ApiRequest {
    pub(crate) method: Method,
    /// The parts of the path, decoded.
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) bearer: Option<String>,
    /// Always an object: `{}` without a body.
    pub(crate) body: Value,
    /// Host and port of the sandbox as the application knows them, for URLs in answers.
    pub(crate) host: String,
    /// Whether it asks for a page, as browsers do.
    pub(crate) from_browser: bool,
    /// The part of a file that it asks for.
    pub(crate) range: Option<String>,
}

impl ApiRequest {
    /// Parses a request. Any method may have a body: the official clients send `{}` with every request.
    pub(crate) fn new(method: Method, target: &str, headers: &HeaderMap, body: &[u8]) -> ApiResult<Self> {
        let header = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
        let bearer = bearer_of(headers).map(str::to_owned);
        let host = header(HOST).filter(|host| is_loopback(host)).ok_or_else(misdirected)?.to_owned();
        // A page of another origin may send GET, because the browser does not show it the answer.
        if method != Method::GET && from_here(headers, &host) == Some(false) {
            return Err(of_another_page());
        }
        let (body, encoding) = read_body(header(CONTENT_TYPE).unwrap_or_default(), body)?;
        let mut request = Self::to(method, target, bearer, body, host);
        request.from_browser = header(ACCEPT).is_some_and(|types| types.contains("text/html"));
        request.range = header(RANGE).map(str::to_owned);
        if encoding == BodyEncoding::Form {
            canonicalize_request(&request.method, &request.path, &mut request.body, encoding);
        }
        Ok(request)
    }

    pub(crate) fn to(method: Method, target: &str, bearer: Option<String>, mut body: Value, host: String) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let path: Vec<String> = path.trim_matches('/').split('/').map(decoded).collect();
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        canonicalize_request(&method, &path, &mut body, BodyEncoding::Json);
        Self { method, path, query, bearer, body, host, from_browser: false, range: None }
    }
}

fn misdirected() -> ApiResponse {
    let description =
        "the sandbox answers on this machine only: use http://127.0.0.1 or http://localhost with its port";
    ApiResponse::error(StatusCode::MISDIRECTED_REQUEST, "host", "errors.misdirected", description)
}

fn of_another_page() -> ApiResponse {
    let description = "the headers Origin and Sec-Fetch-Site show that a page of another origin sent this request, and such a page \
         may not change anything here: send it from a program that is not a browser";
    ApiResponse::error(StatusCode::FORBIDDEN, "origin", "errors.forbidden", description)
}

/// The bearer token of a request.
pub(super) fn bearer_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok().and_then(bearer_token)
}

/// The name of the scheme has no case.
fn bearer_token(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

fn read_body(content_type: &str, body: &[u8]) -> ApiResult<(Value, BodyEncoding)> {
    if body.trim_ascii().is_empty() {
        return Ok((Value::Object(Map::new()), BodyEncoding::Json));
    }
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok((form(body)?, BodyEncoding::Form));
    }
    let body: Value = serde_json::from_slice(body).map_err(|error| {
        let description = format!(
            "the body is not JSON, at line {} column {}; send JSON, or a form with its content type",
            error.line(),
            error.column()
        );
        ApiResponse::invalid("body", "errors.invalid", description)
    })?;
    // PHP writes an object without fields as a list.
    let body = if body.as_array().is_some_and(Vec::is_empty) { Value::Object(Map::new()) } else { body };
    Ok((object("body", body)?, BodyEncoding::Json))
}

/// Every request of the service takes an object.
pub(super) fn object(field: &str, value: Value) -> ApiResult<Value> {
    if value.is_object() {
        return Ok(value);
    }
    Err(ApiResponse::invalid(
        field,
        "errors.invalid",
        format!("{field} must be an object: begin with {{ and end with }}"),
    ))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_names_of_this_machine_are_accepted() {
        for (host, answered) in [("127.0.0.1:4040", true), ("localhost", true), ("rebound.example.com:4040", false)] {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            let request = ApiRequest::new(Method::GET, "/v1/account", &headers, b"");
            assert_eq!(request.map(|request| request.host).ok().as_deref(), answered.then_some(host));
        }
        let absent = ApiRequest::new(Method::GET, "/v1/account", &HeaderMap::new(), b"");
        assert!(absent.is_err_and(|refused| refused.status == 421));
    }

    /// A request of a page or a program that sends these headers.
    fn parse(method: Method, headers: &[(&'static str, &'static str)], body: &[u8]) -> ApiResult<ApiRequest> {
        let header = |(name, value): &(&'static str, &'static str)| {
            (http::HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let headers = headers.iter().chain(&[("host", "127.0.0.1:4040")]).map(header).collect();
        ApiRequest::new(method, "/v1/events", &headers, body)
    }

    #[test]
    fn pages_of_other_origins_change_nothing() {
        let elsewhere: [&[(&str, &str)]; 6] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:3000")],
            &[("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")],
            &[("origin", "http://evil.example")],
            &[("origin", "http://localhost:4040")],
            &[("origin", "null"), ("content-type", "text/plain")],
        ];
        for headers in elsewhere {
            for method in [Method::POST, Method::DELETE, Method::PUT] {
                let refused = parse(method, headers, b"{}").expect_err("another origin");
                assert_eq!(refused, of_another_page(), "{headers:?}");
            }
            assert!(parse(Method::GET, headers, b"{}").is_ok(), "{headers:?}");
        }
        let here: [&[(&str, &str)]; 4] = [
            &[],
            &[("content-type", "application/json")],
            &[("origin", "http://127.0.0.1:4040")],
            &[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:4040")],
        ];
        for headers in here {
            assert!(parse(Method::POST, headers, b"{}").is_ok(), "{headers:?}");
        }
        let answer = of_another_page();
        let description = answer.body.unwrap_or_default()["errors"]["origin"][0]["description"].to_string();
        assert!(answer.status == 403 && description.contains("Sec-Fetch-Site"), "{description}");
    }

    #[test]
    fn a_body_is_an_object() {
        for body in ["[1]", "\"x\"", "1", "true", "null", "[{}]"] {
            let refused = parse(Method::DELETE, &[], body.as_bytes()).expect_err("not an object");
            assert_eq!(refused.status, 422, "{body}");
            let description = refused.body.unwrap_or_default()["errors"]["body"][0]["description"].to_string();
            assert!(description.contains("must be an object"), "{body}: {description}");
        }
        for body in ["", " ", "{}", "[]", "{\"delete_all\": true}"] {
            assert!(
                parse(Method::DELETE, &[], body.as_bytes()).is_ok_and(|request| request.body.is_object()),
                "{body}"
            );
        }
    }
}
