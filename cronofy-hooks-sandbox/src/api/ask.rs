//! [`Asked`]: a request, taken apart.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::answer::Refused;
use crate::loopback::is_loopback;
use crate::origin::from_here;

/// A request, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// The parts of the path, decoded.
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    /// What the application proves itself with.
    pub(crate) bearer: Option<String>,
    /// An object: `{}` when there was none.
    pub(crate) body: Value,
    /// Where the application found the sandbox, for addresses in answers.
    pub(crate) host: String,
}

impl Asked {
    /// Reads a request. Any method may have a body: the official clients send `{}` with all of them.
    pub(crate) fn new(method: Method, target: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Refused> {
        let header = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
        let bearer = header(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
        let host = header(HOST).filter(|host| is_loopback(host)).ok_or(Refused::Misdirected)?.to_owned();
        // What is read stays with the browser, which does not show it to the page.
        if method != Method::GET && from_here(headers, &host) == Some(false) {
            return Err(Refused::OtherPage);
        }
        let body = read_body(header(CONTENT_TYPE).unwrap_or_default(), body)?;
        Ok(Self::to(method, target, bearer, body, host))
    }

    /// A request to a path with its query.
    pub(crate) fn to(method: Method, target: &str, bearer: Option<String>, body: Value, host: String) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let path = path.trim_matches('/').split('/').map(decoded).collect();
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self { method, path, query, bearer, body, host }
    }
}

fn read_body(content_type: &str, body: &[u8]) -> Result<Value, Refused> {
    if body.trim_ascii().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    if content_type.starts_with("application/x-www-form-urlencoded") {
        return Ok(form(body));
    }
    let body = serde_json::from_slice(body).map_err(|error| {
        let description = format!(
            "the body is no JSON, at line {} column {}; send JSON, or a form with its content type",
            error.line(),
            error.column()
        );
        Refused::invalid("body", "errors.invalid", description)
    })?;
    object("body", body)
}

/// No request of the service takes anything else.
pub(super) fn object(field: &str, value: Value) -> Result<Value, Refused> {
    if value.is_object() {
        return Ok(value);
    }
    Err(Refused::invalid(field, "errors.invalid", format!("{field} must be an object: begin with {{ and end with }}")))
}

/// `name[]` is a list, as in query strings; all else is text.
fn form(body: &[u8]) -> Value {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        let value = Value::from(value.into_owned());
        match name.strip_suffix("[]") {
            None => drop(fields.insert(name.into_owned(), value)),
            Some(list) => {
                if let Value::Array(list) = fields.entry(list).or_insert_with(|| Value::Array(Vec::new())) {
                    list.push(value);
                }
            }
        }
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::super::answer::Answer;
    use super::*;

    #[test]
    fn only_a_name_of_this_machine_is_answered() {
        for (host, answered) in [("127.0.0.1:4040", true), ("localhost", true), ("rebound.example.com:4040", false)] {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            let asked = Asked::new(Method::GET, "/v1/account", &headers, b"");
            assert_eq!(asked.map(|asked| asked.host).ok().as_deref(), answered.then_some(host));
        }
        let absent = Asked::new(Method::GET, "/v1/account", &HeaderMap::new(), b"");
        assert!(matches!(absent, Err(Refused::Misdirected)));
    }

    /// From a page or a program that sends these headers.
    fn ask(method: Method, headers: &[(&'static str, &'static str)], body: &[u8]) -> Result<Asked, Refused> {
        let header = |(name, value): &(&'static str, &'static str)| {
            (http::HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let headers = headers.iter().chain(&[("host", "127.0.0.1:4040")]).map(header).collect();
        Asked::new(method, "/v1/events", &headers, body)
    }

    #[test]
    fn other_pages_change_nothing() {
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
                let refused = ask(method, headers, b"{}").expect_err("of another page");
                assert_eq!(refused, Refused::OtherPage, "{headers:?}");
            }
            assert!(ask(Method::GET, headers, b"{}").is_ok(), "{headers:?}");
        }
        let here: [&[(&str, &str)]; 4] = [
            &[],
            &[("content-type", "application/json")],
            &[("origin", "http://127.0.0.1:4040")],
            &[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:4040")],
        ];
        for headers in here {
            assert!(ask(Method::POST, headers, b"{}").is_ok(), "{headers:?}");
        }
        let answer = Answer::from(Refused::OtherPage);
        let said = answer.body.unwrap_or_default()["errors"]["origin"][0]["description"].to_string();
        assert!(answer.status == 403 && said.contains("Sec-Fetch-Site"), "{said}");
    }

    #[test]
    fn a_body_is_an_object() {
        for body in ["[]", "\"x\"", "1", "true", "null", "[{}]"] {
            let refused = ask(Method::DELETE, &[], body.as_bytes()).expect_err("no object");
            let refused = Answer::from(refused);
            assert_eq!(refused.status, 422, "{body}");
            let said = refused.body.unwrap_or_default()["errors"]["body"][0]["description"].to_string();
            assert!(said.contains("must be an object"), "{body}: {said}");
        }
        for body in ["", " ", "{}", "{\"delete_all\": true}"] {
            assert!(ask(Method::DELETE, &[], body.as_bytes()).is_ok_and(|asked| asked.body.is_object()), "{body}");
        }
    }
}
