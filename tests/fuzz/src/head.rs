//! The stored head: what is read of any text, and that a request comes back as it was.

use axum::Router;
use bytes::Bytes;
use cronofy_hooks::inbox::{Inbox as _, RequestHead};
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, handlers};
use cronofy_hooks_tests::secrets;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::cost::AllocationLimit;

/// A header of nine bytes (`["a",""],`) takes an entry in a list and an entry in a map, and a second entry in the
/// map if its name occurred before. List and map double when they are full.
const DECODE: AllocationLimit = AllocationLimit { bytes: 4 << 10, bytes_per_byte: 48, calls: 32, calls_per_byte: 1 };

/// The router and the engine are made anew.
const STORE: AllocationLimit = AllocationLimit { bytes: 64 << 10, bytes_per_byte: 32, calls: 512, calls_per_byte: 1 };

/// As documented.
const NOT_STORED: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// The paths that the router serves, with one parameter and with the rest of the path in another.
const PATHS: [&str; 2] = ["/{user}", "/{user}/{*rest}"];

/// The input: what an inbox stored, when it begins like JSON; else a request target, and on each
/// further line the name of a header, a colon and its value.
///
/// # Panics
/// When what is read or stored is not what was there.
pub fn check(data: &[u8]) {
    match std::str::from_utf8(data) {
        Ok(text) if text.trim_start().starts_with('{') => check_text(text),
        _ => check_request(data),
    }
}

fn check_text(text: &str) {
    let head = match DECODE.keep(text.len(), || RequestHead::decode(text)) {
        Ok(head) => head,
        Err(error) => {
            assert!(error.to_string().starts_with("the stored head of the delivery cannot be read: "));
            return;
        }
    };
    // A key of a later release may hold what this one does not read, such as half a surrogate.
    let Ok(written) = serde_json::from_str::<serde_json::Value>(text) else { return };
    assert_eq!(written["format"], 1);
    assert_eq!(written["target"], head.target);
    let headers = written["headers"].as_array().map_or(0, Vec::len);
    assert_eq!(headers, head.headers.len());
}

fn check_request(data: &[u8]) {
    let mut lines = data.split(|byte| *byte == b'\n');
    let target = lines.next().and_then(|line| std::str::from_utf8(line).ok()?.parse::<Uri>().ok());
    let Some(target) = target.filter(|target| target.path().starts_with('/')) else { return };
    let mut headers = HeaderMap::new();
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..colon]);
        let value = HeaderValue::from_bytes(&line[colon + 1..]);
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    // What the receiver itself looks at.
    headers.remove(http::header::CONTENT_TYPE);
    headers.remove(http::header::CONTENT_LENGTH);

    let mut request =
        TestRequest::body(Bytes::from_static(b"{}")).headers(headers).signed_with(&secrets()).into_request();
    *request.uri_mut() = target.clone();
    let sent = request.headers().clone();
    let Some(stored) = STORE.keep(data.len(), || store(request)) else { return };
    let head = DECODE.keep(stored.len(), || RequestHead::decode(&stored)).unwrap();

    assert_eq!(head.target, target.to_string());
    let mut expected = sent;
    NOT_STORED.iter().for_each(|name| drop(expected.remove(*name)));
    assert_eq!(head.headers, expected);
    let expected = params(target.path()).unwrap_or_default();
    let found: Vec<(&str, &str)> = head.params.iter().map(|(name, value)| (&**name, &**value)).collect();
    let expected: Vec<_> = expected.iter().map(|(name, value)| (*name, &**value)).collect();
    assert_eq!(found, expected);
}

/// What is stored of a request, if its path is one that is served.
fn store(request: http::Request<axum::body::Body>) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let inbox = MemoryInbox::new();
        let hooks = PATHS.iter().fold(Hooks::new(secrets()).handlers(handlers![..]), |hooks, path| hooks.path(*path));
        let router: Router = hooks.inbox(inbox.clone()).worker_elsewhere().into_router().unwrap();
        let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
        let stored = inbox.show(1).await.unwrap();
        match answer.status().as_u16() {
            204 => Some(stored.unwrap().head),
            404 => None,
            other => panic!("answered {other}"),
        }
    })
}

/// The parameters of a path that is served; none where one is not UTF-8.
fn params(path: &str) -> Option<Vec<(&'static str, String)>> {
    let path = path.strip_prefix('/')?;
    Some(match path.split_once('/') {
        None => vec![("user", decoded(path)?)],
        Some((user, rest)) => vec![("user", decoded(user)?), ("rest", decoded(rest)?)],
    })
}

/// `%41` is `A`; a `%` without two digits stays.
fn decoded(text: &str) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap());
                rest = &after[2..];
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok()
}
