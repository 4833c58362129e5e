//! `verify` with requests as tools save them, and with bodies that were damaged on the way.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cronofy_hooks::Secrets;
use serde_json::{Value, json};

use crate::support::{CommandOutput, TempFolder, run};

const SECRET: &str = "CRN_only_for_this_test";
const BODY: &str = r#"{"notification":{"type":"change"},"note":"Zürich – “é”"}"#;

fn sign(body: &str) -> String {
    let secrets = Secrets::new([SECRET]).expect("it is a secret");
    secrets.sign(body.as_bytes()).to_str().expect("it is text").to_owned()
}

/// Runs `verify` on a file with more arguments.
async fn verify(file: impl AsRef<[u8]>, more: &[&str]) -> CommandOutput {
    let folder = TempFolder::new();
    let (secret, file) = (folder.file("secret", SECRET), folder.file("file", file));
    run(&[&["verify", &*file, "--secret-file", &secret][..], more].concat(), b"").await
}

/// The report of `verify --json`.
async fn report(file: impl AsRef<[u8]>) -> Value {
    let ran = verify(file, &["--json"]).await;
    assert_eq!(ran.err, "", "{ran:?}");
    let report: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(report["matches"], ran.code == 0, "{ran:?}");
    report
}

fn har(bodies: &[&str], secret_of: impl Fn(&str) -> String) -> String {
    let entry = |body: &&str| {
        let headers = json!([{ "name": "Cronofy-HMAC-SHA256", "value": secret_of(body) }]);
        json!({ "request": { "method": "POST", "headers": headers, "postData": { "mimeType": "application/json", "text": body } },
                "response": { "status": 204 } })
    };
    let page = json!({ "request": { "method": "GET", "headers": [{ "name": "Accept", "value": "*/*" }] } });
    let entries: Vec<_> = std::iter::once(page).chain(bodies.iter().map(entry)).collect();
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

#[tokio::test]
async fn requests_match_however_they_were_saved() {
    let signature = sign(BODY);
    let head = format!("POST /cronofy HTTP/1.1\r\nCronofy-HMAC-SHA256: {signature}\r\n");
    let http = format!("{head}\r\n{BODY}");
    let (first, rest) = BODY.split_at(9);
    let chunked = format!(
        "{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:X};a=b\r\n{rest}\r\n0\r\n\r\n",
        first.len(),
        rest.len()
    );
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(http.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let quoted = BODY.replace('ü', "\\u00fc");
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("http", format!("\u{feff}{http}").into()),
        ("http", utf16),
        ("http", http.replace("256: ", "256: AAAA,\r\n\t").into()),
        ("http", chunked.into()),
        ("curl_command", format!("curl http://127.0.0.1:3000 -H 'cronofy-hmac-sha256: {signature}' -d '{BODY}'").into()),
        ("curl_command", format!("curl $'http://x' -H $'cronofy-hmac-sha256: {signature}' --data-raw $'{quoted}'").into()),
        ("curl_output", format!("$ curl -v http://x -d '{BODY}'\n* Connected\n> POST / HTTP/1.1\n> cronofy-hmac-sha256: {signature}\n>\n< HTTP/1.1 401 Unauthorized\n<\nno\n").into()),
        ("har", har(&[BODY], sign).into()),
        ("json", json!({ "headers": { "Cronofy-HMAC-SHA256": signature }, "body": BODY }).to_string().into()),
        ("json", json!({ "headers": { "x": "y", "cronofy-hmac-sha256": [signature] }, "body": STANDARD.encode(BODY), "isBase64Encoded": true }).to_string().into()),
        ("json", json!({ "requests": [{ "request": { "raw": STANDARD.encode(&http) } }] }).to_string().into()),
    ];
    for (format, file) in cases {
        let report = report(&file).await;
        let shown = String::from_utf8_lossy(&file);
        assert_eq!((&report["matches"], &report["format"]), (&json!(true), &json!(format)), "{shown}\n{report}");
    }
}

#[tokio::test]
async fn headers_and_body_may_be_in_two_files() {
    let folder = TempFolder::new();
    let (secret, body) = (folder.file("secret", SECRET), folder.file("body.json", BODY));
    let headers = format!("POST / HTTP/1.1\nCronofy-HMAC-SHA256: {}\n", sign(BODY));
    let of_curl = format!(
        "*   Trying 127.0.0.1:3000...\n> POST / HTTP/1.1\r\n> Cronofy-HMAC-SHA256: {}\r\n> \r\n* upload completely sent off\n< HTTP/1.1 204 No Content\r\n< \r\n",
        sign(BODY)
    );
    let command = format!("curl http://x -H 'Cronofy-HMAC-SHA256: {}' --data-binary @body.json", sign(BODY));
    for (text, why) in
        [(headers, None), (of_curl, Some("`curl -v` does not print the body")), (command, Some("from `body.json`"))]
    {
        let file = folder.file("headers.txt", text);
        let both = run(&["verify", &file, "--body", &body, "--secret-file", &secret], b"").await;
        assert_eq!((both.code, &*both.err), (0, ""), "{both:?}");
        if let Some(why) = why {
            let alone = run(&["verify", &file, "--secret-file", &secret], b"").await;
            assert!(alone.code == 1 && alone.err.contains(why) && alone.err.contains("`--body FILE`"), "{alone:?}");
        }
    }
}

#[tokio::test]
async fn one_of_several_requests_is_chosen() {
    let file = har(&[BODY, "{}"], sign);
    let several = verify(&file, &[]).await;
    assert!(
        several.code == 2 && several.err.contains("2 requests with a signature; choose one with `--number`"),
        "{several:?}"
    );
    for (number, code) in [("1", 0), ("2", 0), ("3", 3)] {
        let chosen = verify(&file, &["--number", number]).await;
        assert_eq!(chosen.code, code, "{number}: {chosen:?}");
    }
    assert_eq!(verify(&file, &["--number", "0"]).await.code, 2);
}

#[tokio::test]
async fn a_damaged_body_is_reported_before_the_secret_is_blamed() {
    let head = format!("Cronofy-HMAC-SHA256: {}\n", sign(BODY));
    let short = BODY.split_at(30).0;
    let lost = BODY.replace(['ü', '–'], "\u{fffd}");
    // Each with something else that changed, so that putting it right alone does not help.
    let wrong: String = BODY.replace("change", "other").bytes().map(char::from).collect();
    for (file, reason) in [
        (format!("{head}Content-Length: {}\n\n{short}", BODY.len()), "the body has 30 of the "),
        (format!("{head}\n{short}"), "the JSON of the body ends early"),
        (format!("{head}Transfer-Encoding: chunked\n\n1e\r\n{short}\r\n"), "the chunks of the body end early"),
        (format!("{head}\n"), "the body is empty"),
        (format!("{head}\n{lost}"), "2 times the body has U+FFFD"),
        (format!("{head}\n{wrong}"), "the text of the body was decoded with the wrong encoding"),
        (format!("{head}\n{{}}"), "no value of the header is a signature of this body with the client secret"),
    ] {
        let report = report(&file).await;
        assert!(report["reason"].as_str().is_some_and(|it| it.starts_with(reason)), "{file}\n{report}");
        assert!(report["help"].is_string() && report["if"].is_null(), "{report}");
    }
}

#[tokio::test]
async fn a_wrong_encoding_is_put_right() {
    let head = format!("Cronofy-HMAC-SHA256: {}\n\n", sign(BODY));
    let latin: String = BODY.bytes().map(char::from).collect();
    // `–` and `“` are beyond Latin-1.
    let saved = BODY.replace('–', "\u{0}").replace(['“', '”'], "'");
    let of_saved = format!("Cronofy-HMAC-SHA256: {}\n\n", sign(&saved));
    let saved: Vec<u8> = saved.chars().map(|char| u8::try_from(char).expect("Latin-1")).collect();
    for (file, changes) in [
        (format!("{head}{latin}").into_bytes(), json!(["windows_1252_undone"])),
        (format!("{head}{latin}\n").into_bytes(), json!(["windows_1252_undone", "without_final_line_break"])),
        ([of_saved.as_bytes(), &saved].concat(), json!(["windows_1252_to_utf8"])),
    ] {
        let report = report(&file).await;
        assert_eq!((&report["if"]["body"], &report["matches"]), (&changes, &json!(false)), "{report}");
        assert!(report["help"].as_str().is_some_and(|it| it.contains("wrong encoding")), "{report}");
    }
    let wrapped = head.replacen('=', "\n =", 1);
    let report = report(format!("{wrapped}{BODY}")).await;
    assert!(report["reason"].as_str().is_some_and(|it| it.contains("base64 with white space in it")), "{report}");
}

#[tokio::test]
async fn what_is_not_recognized_lists_what_can_be_read() {
    for (file, what) in [
        ("hello\n", "this is not a request"),
        (BODY, "this is the body of a notification without its headers"),
        ("{\"headers\": {", "this begins like JSON and ends early"),
        ("\u{1}\u{2}", "this is not a request"),
    ] {
        let ran = verify(file, &[]).await;
        assert_eq!((ran.code, &*ran.out), (1, ""), "{ran:?}");
        for expected in [what, "HTTP text", "curl -v", "HAR", "JSON", "`--body`"] {
            assert!(ran.err.contains(expected), "{file:?} {expected}: {ran:?}");
        }
    }
    let none = verify(r#"{"log": {"version": "1.2", "entries": []}}"#, &[]).await;
    assert!(none.code == 1 && none.err.contains("this HAR file has no requests; save it after"), "{none:?}");
    let open = verify("curl http://x -d '{", &[]).await;
    assert!(open.code == 1 && open.err.contains("a quotation mark of the cURL command is missing"), "{open:?}");
}
