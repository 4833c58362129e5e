#![allow(clippy::unwrap_used)]

use super::*;

const BODY: &[u8] = br#"{"example":"well-known"}"#;
const FIRST: (&str, &str) =
    ("CRN_NggYusqPGLxwjw5FHOJYOqSrTPNXy8WQf14OID", "5DxentQi5YSXODEzTVv06sRwJ3pULIz1KrYv20qxEK0=");
const SECOND: (&str, &str) =
    ("CRN_nGlYDFXwfSXgB9rvGNBJyfE454GGPtWIbNuPwr", "BmQmWVuZ70ILWjr1CAt5oC7YOolgnku4WZtlrKfx/6k=");

fn verify(secrets: &[&str], lines: &[&str]) -> Result<(), SignatureError> {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(SIGNATURE_HEADER, HeaderValue::from_str(line).unwrap());
    }
    Secrets::new(secrets.iter().copied()).unwrap().verify(&headers, BODY)
}

#[test]
fn header_forms() {
    let both = format!("{},{}", FIRST.1, SECOND.1);
    let spaced = format!(" {} , {}\t", SECOND.1, FIRST.1);
    let among_others = format!("something-else,{},", FIRST.1);
    let unpadded = FIRST.1.trim_end_matches('=');
    let url_safe = SECOND.1.replace('/', "_");
    let not_canonical = FIRST.1.replace("K0=", "K1=");
    let sixteen = format!("{}{}", "x,".repeat(15), FIRST.1);
    let seventeen = format!("{}{}", "x,".repeat(16), FIRST.1);
    let many = vec![SECOND.1; 10_000].join(",");
    let commas = ",".repeat(1 << 20);
    // Its length is that of a signature.
    let short = ",".repeat(ENCODED_LEN);
    let long = format!("{}{}", " ".repeat(5_000), FIRST.1);
    let cases: &[(&str, &[&str], Result<(), SignatureError>)] = &[
        ("one", &[FIRST.1], Ok(())),
        ("two values", &[&both], Ok(())),
        ("spaces", &[&spaced], Ok(())),
        ("other values", &[&among_others], Ok(())),
        ("repeated header", &[SECOND.1, FIRST.1], Ok(())),
        ("as many as are read", &[&sixteen], Ok(())),
        ("another secret's", &[SECOND.1], Err(SignatureError::Mismatch)),
        ("no header", &[], Err(SignatureError::Missing)),
        ("empty", &[""], Err(SignatureError::Malformed)),
        ("only commas", &[",,,"], Err(SignatureError::Malformed)),
        ("not base64", &["something-else"], Err(SignatureError::Malformed)),
        ("padding left out", &[unpadded], Err(SignatureError::Malformed)),
        ("trailing bits", &[&not_canonical], Err(SignatureError::Malformed)),
        ("one too many", &[&seventeen], Err(SignatureError::TooMany)),
        ("ten thousand", &[&many], Err(SignatureError::TooMany)),
        ("a megabyte of commas", &[&commas], Err(SignatureError::TooMany)),
        ("too many in few bytes", &[&short], Err(SignatureError::TooMany)),
        ("too long", &[&long], Err(SignatureError::TooMany)),
    ];
    for (name, lines, expected) in cases {
        assert_eq!(verify(&[FIRST.0], lines), *expected, "{name}");
    }
    assert_eq!(verify(&[SECOND.0], &[&url_safe]), Err(SignatureError::Malformed), "URL-safe base64");
}

#[test]
fn any_secret_may_match() {
    assert_eq!(verify(&[SECOND.0, FIRST.0], &[FIRST.1]), Ok(()));
    assert_eq!(verify(&["another"], &[FIRST.1, SECOND.1]), Err(SignatureError::Mismatch));
}

#[test]
fn signs_once_per_secret() {
    let secrets = Secrets::new([FIRST.0, SECOND.0]).unwrap();
    assert_eq!(secrets.sign(BODY), format!("{},{}", FIRST.1, SECOND.1));
}

#[test]
fn unusable_secrets_are_refused_without_being_shown() {
    let eight = vec!["s"; 8];
    let nine = vec!["s"; 9];
    assert!(Secrets::new(eight).is_ok());
    let cases: &[(&[&str], &str)] = &[
        (&[], "no client secret was given; give at least one"),
        (&nine, "more than 8 client secrets were given; give only those that are active"),
        (&["good", ""], "client secret number 2 is empty; give the secret or leave the entry out"),
        (&[" \t"], "client secret number 1 is empty; give the secret or leave the entry out"),
        (&["hunter2\n"], "client secret number 1 begins or ends with white space; remove it"),
        (&[" hunter2"], "client secret number 1 begins or ends with white space; remove it"),
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
