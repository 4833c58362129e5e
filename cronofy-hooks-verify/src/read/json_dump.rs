//! JSON with headers and a body, as inspectors, functions in the cloud and loggers write it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

use super::http_text;
use crate::captured_request::{CaptureError, CaptureFormat, CapturedHead, CapturedRequest};

/// A value that has not been parsed, so that a body keeps its bytes.
type RawObject<'j> = BTreeMap<Cow<'j, str>, &'j RawValue>;

/// Fields of a request that have its headers, those first that keep repeated ones.
const HEADERS: [&str; 4] = ["multiValueHeaders", "rawHeaders", "headers", "header"];
/// Fields that have its body, those first that keep its bytes.
const BODIES: [&str; 11] =
    ["body_base64", "rawBody", "raw_body", "bodyRaw", "body_raw", "body", "content", "data", "payload", "text", "json"];
/// More levels than any tool has above a request.
const MOST_LEVELS: usize = 8;

/// Reads each request.
pub(super) fn read(json: &str) -> Result<Vec<CapturedRequest>, CaptureError> {
    let raw: &RawValue = serde_json::from_str(json).map_err(|error| {
        CaptureError::unknown(if error.is_eof() {
            "this begins like JSON and ends early: save it to its end".to_owned()
        } else {
            format!("this begins like JSON, but is not: {error}")
        })
    })?;
    let mut requests = Vec::new();
    search(raw, MOST_LEVELS, &mut requests);
    if !requests.is_empty() {
        return Ok(requests);
    }
    let what = match object(raw).is_some_and(|it| it.contains_key("notification")) {
        true => "this is the body of a notification without its headers, so without its signature",
        false => "this JSON has no headers beside a body",
    };
    Err(CaptureError::unknown(what))
}

/// Finds requests in a value and in what it contains.
fn search(raw: &RawValue, levels: usize, requests: &mut Vec<CapturedRequest>) {
    let Some(levels) = levels.checked_sub(1) else { return };
    if let Some(object) = object(raw) {
        match request(&object) {
            Some(request) => requests.push(request),
            None => object.values().for_each(|value| search(value, levels, requests)),
        }
    } else if raw.get().starts_with('[') {
        let elements: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
        elements.into_iter().for_each(|element| search(element, levels, requests));
    }
}

fn object(raw: &RawValue) -> Option<RawObject<'_>> {
    // A key with an escape cannot be borrowed; `Cow` in a map is always owned.
    raw.get().starts_with('{').then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

/// A request, if the object has its headers.
fn request(object: &RawObject<'_>) -> Option<CapturedRequest> {
    // ngrok: the whole request, as it came, in base64.
    let whole = object.get("raw").and_then(|raw| text(raw)).and_then(|text| STANDARD.decode(&*text).ok());
    if let Some(request) = whole.and_then(|whole| http_text::read(&whole)) {
        return Some(CapturedRequest { format: CaptureFormat::Json, ..request });
    }
    let mut head = CapturedHead::default();
    let lines = HEADERS.iter().filter_map(|name| headers(object.get(*name)?)).find(|lines| !lines.is_empty())?;
    lines.iter().for_each(|(name, value)| head.header(name, value.as_bytes()));
    let is_base64 = object.get("isBase64Encoded").is_some_and(|it| it.get() == "true");
    let body = BODIES.iter().find_map(|name| Some((*name, *object.get(*name)?)).filter(|(_, raw)| raw.get() != "null"));
    let Some((name, raw)) = body else {
        let why = "the JSON has headers and no body: give the body in a file of its own".to_owned();
        return Some(CapturedRequest::new(CaptureFormat::Json, head, Err(why)));
    };
    let Some(text) = text(raw) else {
        let mut request = CapturedRequest::rewritten(CaptureFormat::Json, head, raw.get().as_bytes().to_vec());
        request
            .notes
            .push(format!("`{name}` is parsed JSON, not the text that arrived; it is checked as it is written"));
        return Some(request);
    };
    let decoded = (is_base64 || name == "body_base64").then(|| STANDARD.decode(&*text).ok()).flatten();
    let bytes = decoded.unwrap_or_else(|| text.into_owned().into_bytes());
    Some(CapturedRequest::new(CaptureFormat::Json, head, Ok(bytes)))
}

fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    raw.get().starts_with('"').then(|| serde_json::from_str::<String>(raw.get()).ok().map(Cow::Owned)).flatten()
}

/// The headers of an object, of a list of names and values, or of a list of pairs.
fn headers(raw: &RawValue) -> Option<Vec<(String, String)>> {
    if let Some(object) = object(raw) {
        let lines = object.iter().flat_map(|(name, value)| values(value).into_iter().map(|it| (name.to_string(), it)));
        return Some(lines.collect());
    }
    let elements: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
    // Node.js: names and values by turns.
    if let Some(texts) = elements.iter().map(|it| text(it)).collect::<Option<Vec<_>>>() {
        return Some(texts.chunks_exact(2).map(|pair| (pair[0].to_string(), pair[1].to_string())).collect());
    }
    let lines = elements.iter().filter_map(|element| {
        if let Some(object) = object(element) {
            let of = |names: [&str; 2]| names.iter().find_map(|name| text(object.get(*name)?));
            return Some((of(["name", "key"])?.into_owned(), of(["value", "val"])?.into_owned()));
        }
        let [name, value]: [String; 2] = serde_json::from_str(element.get()).ok()?;
        Some((name, value))
    });
    Some(lines.collect())
}

/// The values of a header: one, or a list.
fn values(raw: &RawValue) -> Vec<String> {
    match text(raw) {
        Some(value) => vec![value.into_owned()],
        None if raw.get().starts_with('[') => serde_json::from_str(raw.get()).unwrap_or_default(),
        // A number.
        None => vec![raw.get().to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn requests_are_found_however_they_were_dumped() {
        for json in [
            // trigger --dry-run --json, inbox show --json
            r#"{"method":"POST","headers":[{"name":"cronofy-hmac-sha256","value":"a"}],"body":{"a":1.50}}"#,
            // A body that was kept as text beside the parsed one.
            r#"{"headers":{"Cronofy-HMAC-SHA256":"a"},"body":{"a": 1.5},"rawBody":"{\"a\":1.50}"}"#,
            // Functions behind a gateway.
            r#"{"headers":{"cronofy-hmac-sha256":"a"},"multiValueHeaders":{"cronofy-hmac-sha256":["a"]},"body":"eyJhIjoxLjUwfQ==","isBase64Encoded":true}"#,
            // Inspectors in the web.
            r#"{"data":[{"uuid":"1","headers":{"cronofy-hmac-sha256":["a"],"content-length":["10"]},"content":"{\"a\":1.50}"}]}"#,
            // ngrok.
            r#"{"requests":[{"request":{"headers":{},"raw":"UE9TVCAvIEhUVFAvMS4xDQpDcm9ub2Z5LUhNQUMtU0hBMjU2OiBhDQoNCnsiYSI6MS41MH0="}}]}"#,
            // Node.js, and pairs.
            r#"{"rawHeaders":["A","b","Cronofy-HMAC-SHA256","a"],"body":"{\"a\":1.50}"}"#,
            r#"{"headers":[["HTTP_CRONOFY_HMAC_SHA256","a"]],"payload":"{\"a\":1.50}"}"#,
        ] {
            let requests = read(json).expect("it has a request");
            assert_eq!(requests.len(), 1, "{json}");
            let (signatures, body) = (&requests[0].head.signatures, requests[0].body());
            assert_eq!((signatures, body), (&vec![b"a".to_vec()], Ok(&br#"{"a":1.50}"#[..])), "{json}");
        }
        for (json, what) in [
            (r#"{"notification":{"type":"change"}}"#, "the body of a notification without its headers"),
            (r#"{"a":[1,{"b":2}]}"#, "no headers beside a body"),
            (r#"{"headers":{"a":"b"#, "ends early"),
            ("{x}", "is not: "),
        ] {
            assert!(read(json).is_err_and(|error| error.to_string().contains(what)), "{json}");
        }
        assert!(read(r#"{"headers":{"a":"b"}}"#).expect("a request")[0].body().is_err());
    }
}
