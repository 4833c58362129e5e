//! Headers that are too large for `vectors/signature.json`.

#![allow(clippy::unwrap_used)]

use http::{HeaderMap, HeaderValue};

use super::base64::ENCODED_LEN;
use super::header::{SIGNATURE_HEADER, SignatureError};
use super::secrets::Secrets;

const BODY: &[u8] = br#"{"example":"well-known"}"#;
const SECRET: &str = "CRN_NggYusqPGLxwjw5FHOJYOqSrTPNXy8WQf14OID";
const SIGNATURE: &str = "5DxentQi5YSXODEzTVv06sRwJ3pULIz1KrYv20qxEK0=";

/// The forms of the header are cases of `vectors/signature.json`; these are too large for a file.
#[test]
fn a_header_without_end_is_refused() {
    for (name, line) in [
        ("ten thousand values", vec![SIGNATURE; 10_000].join(",")),
        ("a megabyte of commas", ",".repeat(1 << 20)),
        ("as many commas as a signature has characters", ",".repeat(ENCODED_LEN)),
        ("a megabyte of spaces", format!("{}{SIGNATURE}", " ".repeat(1 << 20))),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE_HEADER, HeaderValue::from_str(&line).unwrap());
        assert_eq!(Secrets::new([SECRET]).unwrap().verify(&headers, BODY), Err(SignatureError::TooMany), "{name}");
    }
}

#[test]
fn unusable_secrets_are_refused_without_being_shown() {
    let eight = vec!["s"; 8];
    let nine = vec!["s"; 9];
    assert!(Secrets::new(eight).is_ok());
    for usual in ["opposable thumbs", "it's", "schlüssel-鍵-🔑", "a\"b"] {
        assert!(Secrets::new([usual]).is_ok(), "{usual}");
    }
    let cases: &[(&[&str], &str)] = &[
        (&[], "no client secret was given; give at least one"),
        (&nine, "more than 8 client secrets were given; give only those that are active"),
        (&["good", ""], "client secret number 2 is empty; give the secret or leave the entry out"),
        (&[" \t"], "client secret number 1 is empty; give the secret or leave the entry out"),
        (&["hunter2\n"], "client secret number 1 begins or ends with white space; remove it"),
        (&[" hunter2"], "client secret number 1 begins or ends with white space; remove it"),
        (&["hunter2\u{a0}"], "client secret number 1 begins or ends with white space; remove it"),
        (&["\"hunter2\""], "client secret number 1 begins or ends with a quotation mark; write it without the marks"),
        (&["'hunter2'"], "client secret number 1 begins or ends with a quotation mark; write it without the marks"),
        (&["“hunter2”"], "client secret number 1 begins or ends with a quotation mark; write it without the marks"),
        (&["‘hunter2’"], "client secret number 1 begins or ends with a quotation mark; write it without the marks"),
        (&["„hunter2“"], "client secret number 1 begins or ends with a quotation mark; write it without the marks"),
        (&["«hunter2»"], "client secret number 1 begins or ends with a quotation mark; write it without the marks"),
        // Quotes around a list: each part keeps one.
        (
            &["\"hunter2", "b\""],
            "client secret number 1 begins or ends with a quotation mark; write it without the marks",
        ),
        (&["\"\""], "client secret number 1 is empty; give the secret or leave the entry out"),
        (&["\u{feff}"], "client secret number 1 is empty; give the secret or leave the entry out"),
        (
            &["\u{feff}hunter2"],
            "client secret number 1 holds a byte order mark, which is invisible; save the text without it, or type the \
             secret anew",
        ),
        (
            &["good", "hun\u{200b}ter2"],
            "client secret number 2 holds an invisible character (U+200B); copy the secret without it, or type it anew",
        ),
        (
            &["hunter2\u{200e}"],
            "client secret number 1 holds an invisible character (U+200E); copy the secret without it, or type it anew",
        ),
    ];
    for (secrets, expected) in cases {
        let error = Secrets::new(secrets.iter().copied()).unwrap_err();
        assert_eq!(error.to_string(), *expected);
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    let error = Secrets::from_env("CRONOFY_HOOKS_NO_SUCH_VARIABLE").unwrap_err();
    let expected = "the environment variable CRONOFY_HOOKS_NO_SUCH_VARIABLE is not set; set it to the client secret of your application";
    assert_eq!(error.to_string(), expected);
}
