//! `verify`: what matches, and the reasons when it does not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cronofy_hooks::Secrets;
use serde_json::{Value, json};

use crate::program::{program, run as run_program};
use crate::support::{TempFolder, run};

/// The example of the documentation.
const SECRET: &str = "CRN_NggYusqPGLxwjw5FHOJYOqSrTPNXy8WQf14OID";
const BODY: &str = r#"{"example":"well-known"}"#;
const SIGNATURE: &str = "5DxentQi5YSXODEzTVv06sRwJ3pULIz1KrYv20qxEK0=";
/// The same signature in hexadecimal.
const HEX: &str = "e43c5e9ed422e584973831334d5bf4eac470277a542c8cf52ab62fdb4ab110ad";
/// The signature with another secret.
const OTHER: &str = "BmQmWVuZ70ILWjr1CAt5oC7YOolgnku4WZtlrKfx/6k=";

/// Runs `verify --json`. Returns the exit code and the object.
async fn verify(secret: &str, body: &str, signature: &str) -> (i32, Value) {
    let folder = TempFolder::new();
    let (secret, body) = (folder.file("secret", secret), folder.file("body", body));
    let args = ["verify", "--json", "--secret-file", &secret, "--body", &body, "--signature", signature];
    let ran = run(&args, b"").await;
    assert_eq!(ran.err, "", "{ran:?}");
    assert!(!ran.out.contains("CRN_"), "{ran:?}");
    (ran.code, serde_json::from_str(&ran.out).expect("it is JSON"))
}

#[tokio::test]
async fn the_matching_value_and_secret_are_reported() {
    for (secret, signature, value, number) in [
        (SECRET.to_owned(), SIGNATURE.to_owned(), 1, 1),
        (format!("CRN_old\n{SECRET}\n"), format!("{OTHER}, {SIGNATURE}"), 2, 2),
        (SECRET.to_owned(), format!("something-else,{SIGNATURE}"), 2, 1),
        (format!(" CRN_odd\n{SECRET}"), SIGNATURE.to_owned(), 1, 2),
        // An unchanged value or secret is preferred.
        (SECRET.to_owned(), format!("{HEX},{SIGNATURE}"), 2, 1),
        (format!("\"{SECRET}\"\n{SECRET}"), SIGNATURE.to_owned(), 1, 2),
    ] {
        let (code, report) = verify(&secret, BODY, &signature).await;
        assert_eq!((code, &report["matches"], &report["reason"]), (0, &json!(true), &Value::Null), "{report}");
        assert_eq!((&report["value"], &report["secret"]), (&json!(value), &json!(number)), "{report}");
    }
}

#[tokio::test]
async fn changes_of_the_body_are_found() {
    let signed = |body: &str| {
        let secrets = Secrets::new([SECRET]).expect("it is a secret");
        secrets.sign(body.as_bytes()).to_str().expect("it is text").to_owned()
    };
    let cases = [
        // The signed body, the saved body, and the change.
        (BODY, "{\"example\":\"well-known\"}\n", "without_final_line_break"),
        (BODY, "{\"example\":\"well-known\"}\r\n", "without_final_line_break"),
        ("{}\n", "{}", "with_final_line_break"),
        (BODY, "\n {\"example\":\"well-known\"} \n", "without_outer_space"),
        (BODY, "\u{feff}{\"example\":\"well-known\"}", "without_byte_order_mark"),
        ("{\n\"a\": 1\n}", "{\r\n\"a\": 1\r\n}", "line_breaks_of_unix"),
        ("{\r\n\"a\": 1\r\n}", "{\n\"a\": 1\n}", "line_breaks_of_windows"),
        (BODY, "{\n  \"example\": \"well-known\"\n}", "json_compact"),
        (r#"{"a": [1, 2]}"#, r#"{"a":[1,2]}"#, "json_spaced"),
        ("{\n  \"a\": 1\n}", r#"{"a":1}"#, "json_indented"),
        (r#"{"a":"é/"}"#, r#"{ "a": "\u00e9\/" }"#, "json_unescaped"),
        (r#"{"a":"\u00e9"}"#, r#"{"a": "é"}"#, "json_escaped"),
    ];
    for (was, saved, expected) in cases {
        let (code, report) = verify(SECRET, saved, &signed(was)).await;
        assert_eq!((code, &report["matches"]), (4, &json!(false)), "{saved:?}: {report}");
        assert_eq!(report["if"], json!({ "body": [expected], "value": 1, "secret": null }), "{saved:?}: {report}");
        assert!(report["help"].is_string() && report["reason"].is_string(), "{report}");
    }
}

#[tokio::test]
async fn changes_of_secrets_and_values_are_found() {
    for (secret, signature, reason) in [
        (format!("{SECRET} "), SIGNATURE, "client secret 1 has white space around it"),
        (format!("\"{SECRET}\""), SIGNATURE, "client secret 1 has quotation marks around it"),
        (format!("“{SECRET}”"), SIGNATURE, "client secret 1 has quotation marks around it"),
        (format!("\u{feff}{SECRET}"), SIGNATURE, "client secret 1 has characters without width"),
        (SECRET.to_owned(), HEX, "value 1 of the header is hexadecimal"),
        (SECRET.to_owned(), SIGNATURE.trim_end_matches('='), "value 1 of the header is base64 without its `=`"),
    ] {
        let (code, report) = verify(&secret, BODY, signature).await;
        assert_eq!(code, 4, "{report}");
        assert!(report["reason"].as_str().is_some_and(|it| it.contains(reason)), "{reason}: {report}");
        assert!(report["if"].is_object(), "{report}");
    }
    for (signature, kinds, reason) in [
        (
            format!("{OTHER},{OTHER}"),
            json!(["signature", "signature"]),
            "no value of the header is a signature of this body",
        ),
        ("{signature},aGk=,".to_owned(), json!(["not_base64", "wrong_length", "empty"]), "the header has no signature"),
    ] {
        let (code, report) = verify(SECRET, BODY, &signature).await;
        let found: Value =
            report["values"].as_array().expect("a list").iter().map(|value| value["is"].clone()).collect();
        assert_eq!((code, &found, &report["if"]), (4, &kinds, &Value::Null), "{report}");
        assert!(report["reason"].as_str().is_some_and(|it| it.contains(reason)), "{report}");
    }
    let (code, report) = verify(SECRET, "", OTHER).await;
    assert_eq!((code, &report["reason"]), (4, &json!("the body is empty")));
}

#[tokio::test]
async fn a_saved_request_is_parsed() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", format!("{SECRET}\n"));
    let request =
        format!("POST /cronofy HTTP/1.1\r\nHost: example.com\r\nCronofy-HMAC-SHA256: {SIGNATURE}\r\n\r\n{BODY}");
    let path = folder.file("request.http", &request);
    let ran = run(&["verify", &path, "--secret-file", &secret], b"").await;
    assert_eq!((ran.code, &*ran.out), (0, "matches: value 1 of 1 was signed with client secret 1 of 1\n"), "{ran:?}");

    let ran = run(&["verify", "-", "--secret-file", &secret], format!("{request}\n").as_bytes()).await;
    let expected = "does not match\n  reason: the body matches without the line break at its end; then value 1 of 1 matches\n  \
                    help:   an editor or a copy changed the bytes: save the body as it arrived, without opening it\n";
    assert_eq!((ran.code, &*ran.out), (4, expected), "{ran:?}");

    let with_length = request.replace("Host:", &format!("Content-Length: {}\r\nHost:", BODY.len()));
    let ran = run(&["verify", "-", "--secret-file", &secret], format!("{with_length}\n").as_bytes()).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("note:   the file continues after the 24 bytes"), "{ran:?}");

    let unsigned = request.replace("Cronofy-HMAC-SHA256", "X-Other");
    let ran = run(&["verify", "-", "--secret-file", &secret], unsigned.as_bytes()).await;
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.contains("there is no header Cronofy-HMAC-SHA256"), "{ran:?}");
}

#[tokio::test]
async fn a_failed_check_is_not_a_mismatch() {
    let folder = TempFolder::new();
    let (secret, empty) = (folder.file("secret", SECRET), folder.file("empty", "\n"));
    for (args, code, expected) in [
        (
            vec!["verify", "/nowhere/request.http", "--secret-file", &secret],
            1,
            "error: /nowhere/request.http cannot be read",
        ),
        (vec!["verify", "-", "--secret-file", "/nowhere/secret"], 1, "error: /nowhere/secret cannot be read"),
        (vec!["verify", "-", "--secret-file", &empty], 1, "error: there is no client secret"),
        (vec!["verify", "-", "--secret-file", &secret], 1, "error: this JSON has no headers beside a body"),
        (vec!["verify", "--body", "-", "--header", "x", "--secret-file", &secret], 2, "error: `--header` takes a name"),
        (vec!["verify"], 2, "required arguments were not provided"),
        (vec!["verify", "-", "--signature", SIGNATURE], 2, "cannot be used with"),
    ] {
        let ran = run(&args, b"{}").await;
        assert_eq!((ran.code, &*ran.out), (code, ""), "{args:?}: {ran:?}");
        assert!(ran.err.contains(expected), "{args:?}: {ran:?}");
    }
}

#[test]
fn a_secret_in_place_of_a_variable_name_is_not_printed() {
    let ended = run_program(program("verify - --secret-env").arg(SECRET).env_remove("CRONOFY_CLIENT_SECRET"));
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(!ended.err.contains("CRN_") && ended.err.contains("there is no client secret"), "{ended:?}");

    let folder = TempFolder::new();
    let body = folder.file("body", BODY);
    for (secret, code) in [(SECRET.to_owned(), 0), (format!("CRN_old,{SECRET}"), 0), ("CRN_old".to_owned(), 4)] {
        let mut command = program("verify --signature");
        let ended = run_program(command.args([SIGNATURE, "--body", &body]).env("CRONOFY_CLIENT_SECRET", secret));
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(!ended.out.contains("CRN_"), "{ended:?}");
    }
}

#[tokio::test]
async fn every_vector_gets_its_verdict() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/signature.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).expect("it is there")).expect("it is JSON");
    let cases = file["cases"].as_array().expect("a list");
    assert!(cases.len() >= 120, "{}", cases.len());
    let folder = TempFolder::new();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    for case in cases {
        let list = |name: &str| case[name].as_array().expect("a list").iter().map(text).collect::<Vec<_>>();
        let body = match case.get("body_base64") {
            Some(encoded) => STANDARD.decode(text(encoded)).expect("it is base64"),
            None => text(&case["body"]).into_bytes(),
        };
        let (secret, body) = (folder.file("secret", list("secrets").join("\n")), folder.file("body", body));
        let mut args = vec!["verify".to_owned(), "--secret-file".to_owned(), secret, "--body".to_owned(), body];
        for line in list("headers") {
            args.extend(["--header".to_owned(), format!("Cronofy-HMAC-SHA256: {line}")]);
        }
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        let ran = run(&args, b"").await;
        let code = match (case["verdict"].as_str(), case["because"].as_str()) {
            (Some("accept"), None) => 0,
            (Some("refuse"), Some("no_secret")) => 1,
            (Some("refuse"), Some(_)) => 4,
            _ => panic!("no verdict: {case}"),
        };
        assert_eq!(ran.code, code, "{}: {ran:?}", case["name"]);
    }
}
