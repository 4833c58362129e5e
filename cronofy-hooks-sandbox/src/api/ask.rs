//! [`Asked`]: a request, taken apart.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::answer::Refused;
use crate::loopback::is_loopback;

/// A request, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// The parts of the path, decoded.
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    /// What the application proves itself with.
    pub(crate) bearer: Option<String>,
    /// `{}` when there was none.
    pub(crate) body: Value,
    /// Where the application found the sandbox, for addresses in answers.
    pub(crate) host: String,
}

impl Asked {
    /// Reads a request. Any method may have a body: the official clients send `{}` with all of them.
    pub(crate) fn new(method: Method, target: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Refused> {
        let header = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
        let bearer = header(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
        let body = read_body(header(CONTENT_TYPE).unwrap_or_default(), body)?;
        let host = header(HOST).filter(|host| is_loopback(host)).ok_or(Refused::Misdirected)?.to_owned();
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
    serde_json::from_slice(body).map_err(|error| {
        let description = format!(
            "the body is no JSON, at line {} column {}; send JSON, or a form with its content type",
            error.line(),
            error.column()
        );
        Refused::invalid("body", "errors.invalid", description)
    })
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
}
