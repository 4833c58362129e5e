//! Any bytes at all, signed.

use std::cell::RefCell;
use std::collections::BTreeMap;

use cronofy_hooks_tests::BlockingApp;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::Index;
use proptest::{prop_assert, prop_assert_eq};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{deliveries, runner};

/// The limit of the router unless set.
const LIMIT: usize = 1 << 20;

/// Raw text that stands where a value should.
fn raw() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?[0-9]{1,400}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,6})?",
        Just("1e999999999999".to_owned()),
        Just("-0".to_owned()),
        Just("18446744073709551616".to_owned()),
        Just(r#""\ud800""#.to_owned()),
        Just(r#""a\udc00\ud800b""#.to_owned()),
        Just(r#""\u0000""#.to_owned()),
        Just(r#""\x""#.to_owned()),
        Just("\"\u{1}\"".to_owned()),
        Just("NaN".to_owned()),
        Just("null".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        Just("[null,[],{}]".to_owned()),
        Just(r#"{"type":{"type":"change"}}"#.to_owned()),
        Just(r#"[{"type":["change"],"subtype":7}]"#.to_owned()),
        nested(),
    ]
}

/// Far deeper than serde_json's own limit of 128, now and then unbalanced.
fn nested() -> impl Strategy<Value = String> {
    let depth = prop_oneof![1usize..300, 1000usize..60_000];
    (depth, any::<bool>(), prop_oneof![8 => Just(0usize), 1 => Just(1)]).prop_map(|(depth, objects, missing)| {
        let (open, close) = if objects { ("{\"a\":", "}") } else { ("[", "]") };
        format!("{}1{}", open.repeat(depth), close.repeat(depth - missing))
    })
}

fn key() -> impl Strategy<Value = String> {
    let keys =
        ["notification", "channel", "event", "type", "interactions", "transitions", "changes_since", "authorization"];
    prop_oneof![
        proptest::sample::select(keys.map(|key| format!("{key:?}")).to_vec()),
        Just(r#""\ud800""#.to_owned()),
        Just("7".to_owned())
    ]
}

/// Bytes made of a documented body or of nothing.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let texts: Vec<_> = deliveries().iter().map(|sample| sample.content.to_string()).collect();
    let bodies: Vec<_> = deliveries().into_iter().map(|sample| sample.content).collect();
    let text = proptest::sample::select(texts);
    prop_oneof![
        vec(any::<u8>(), 0..2048),
        "(?s).{0,300}".prop_map(String::into_bytes),
        raw().prop_map(String::into_bytes),
        (text.clone(), any::<Index>()).prop_map(|(text, at)| text.as_bytes()[..at.index(text.len())].to_vec()),
        (text.clone(), vec((any::<Index>(), 0u8..8), 1..8)).prop_map(|(text, flips)| {
            let mut bytes = text.into_bytes();
            for (at, bit) in flips {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            bytes
        }),
        (text.clone(), any::<Index>(), vec(any::<u8>(), 1..4)).prop_map(|(text, at, inserted)| {
            let (before, after) = text.as_bytes().split_at(at.index(text.len()));
            [before, &inserted, after].concat()
        }),
        (proptest::sample::select(bodies), any::<Index>(), raw()).prop_map(|(body, at, raw)| replace(body, at, &raw)),
        (text.clone(), key(), raw(), any::<bool>()).prop_map(|(text, key, raw, inside)| {
            let opening = if inside { "\"notification\":{" } else { "{" };
            text.replacen(opening, &format!("{opening}{key}:{raw},"), 1).into_bytes()
        }),
        (text, key(), raw()).prop_map(|(mut text, key, raw)| {
            text.truncate(text.len() - 1);
            format!("{text},{key}:{raw}}}").into_bytes()
        }),
        (LIMIT - 200..LIMIT + 200).prop_map(|len| {
            let body = br#"{"notification":{"type":"verification"}}"#;
            [&body[..], &vec![b' '; len - body.len()]].concat()
        }),
    ]
}

/// A body in which one value is replaced by raw text.
fn replace(mut body: Value, at: Index, raw: &str) -> Vec<u8> {
    const HERE: &str = "@@here@@";
    let sites = pointers(&body, "");
    *body.pointer_mut(at.get(&sites).as_str()).unwrap() = Value::from(HERE);
    body.to_string().replace(&format!("{HERE:?}"), raw).into_bytes()
}

fn pointers(value: &Value, at: &str) -> Vec<String> {
    let mut found = vec![at.to_owned()];
    for (key, value) in value.as_object().into_iter().flatten() {
        found.extend(pointers(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(pointers(item, &format!("{at}/{index}")));
    }
    found
}

#[test]
fn any_bytes_have_an_answer() {
    let app = BlockingApp::new();
    let answers = RefCell::new(BTreeMap::<u16, u32>::new());
    let result = runner().run(&bytes(), |bytes| {
        let (status, seen) = app.send(&bytes);
        *answers.borrow_mut().entry(status).or_default() += 1;
        let is_json = std::str::from_utf8(&bytes).is_ok_and(|text| serde_json::from_str::<&RawValue>(text).is_ok());
        let expected = match (bytes.len() > LIMIT, is_json) {
            (true, _) => 413,
            (false, false) => 400,
            (false, true) => 204,
        };
        let shown = || String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).into_owned();
        prop_assert_eq!(status, expected, "{}", shown());
        prop_assert_eq!(seen.is_empty(), status != 204, "{}", shown());
        prop_assert!(seen.iter().all(|seen| seen.body == bytes), "other bytes: {}", shown());
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let answers = answers.into_inner();
    for status in [204, 400, 413] {
        assert!(answers.get(&status).is_some_and(|count| *count > 5), "{answers:?}");
    }
}
