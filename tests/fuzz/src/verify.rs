//! `cronofy-hooks verify` on any file.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cronofy_hooks::{SIGNATURE_HEADER, Secrets};
use cronofy_hooks_cli::Io;
use cronofy_hooks_tests::{OTHER_SECRET, SECRET};
use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use tempfile::TempDir;

use crate::cost::AllocationLimit;

/// Every way in which a body may have been changed is tried: JSON that is indented takes twice as
/// many bytes as it is deep, and serde reads no more than 128 levels.
const LIMIT: AllocationLimit =
    AllocationLimit { bytes: 256 << 10, bytes_per_byte: 512, calls: 2048, calls_per_byte: 2 };

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    // Two secrets, one of them as a person may have copied it.
    std::fs::write(folder.path().join("secrets"), format!("\"{OTHER_SECRET}\"\n{SECRET}\n")).unwrap();
    folder
});

/// The input: a request as a person saved it. In it `{signature}` stands for the signature of what
/// follows the first empty line, `{hex}` for the same in hexadecimal, `{other}` for that by the secret
/// in quotes.
///
/// # Panics
/// When it is said to match where the library refuses, or the other way round; when a secret is
/// printed; when it costs more than a constant times the file.
pub fn check(data: &[u8]) {
    let file = fill_in(data);
    let secret_file = FOLDER.path().join("secrets");
    let args = ["cronofy-hooks", "verify", "-", "--json", "--secret-file", secret_file.to_str().unwrap()];
    let (code, out, err) = LIMIT.keep(file.len(), || run(&args, &file));
    for secret in [SECRET, OTHER_SECRET] {
        assert!(!out.contains(secret) && !err.contains(secret), "a secret is printed: {out}{err}");
    }
    if [1, 2].contains(&code) {
        let failure: Value = serde_json::from_str(&err).unwrap();
        assert!(out.is_empty() && failure["error"].is_string() && failure["exit"] == code, "{out}{err}");
        return;
    }
    let report: Value = serde_json::from_str(&out).unwrap();
    assert!(err.is_empty(), "{err}");
    assert_eq!(report["matches"], code == 0, "{report}");
    assert!([0, 4].contains(&code), "{code}");
    assert_eq!(report["reason"].is_string(), code == 4, "{report}");

    if report["format"] != "http" || file.starts_with(b"\xff\xfe") || file.starts_with(b"\xfe\xff") {
        return;
    }
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file);
    let (signatures, body) = split(file);
    if report["notes"].to_string().contains("chunk") {
        return;
    }
    assert_eq!(report["body_bytes"], body.len(), "{report}");
    let values: usize = signatures.iter().map(|line| line.split(|byte| *byte == b',').count()).sum();
    assert_eq!(report["values"].as_array().map(Vec::len), Some(values), "{report}");
    let mut headers = HeaderMap::new();
    for line in signatures {
        if let Ok(value) = HeaderValue::from_bytes(&line) {
            headers.append(SIGNATURE_HEADER, value);
        }
    }
    let secrets = Secrets::new([SECRET]).unwrap();
    assert_eq!(code == 0, secrets.verify(&headers, body).is_ok(), "{report}");
}

fn run(args: &[&str], input: &[u8]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = {
        let mut io = Io::new(&mut out, &mut err).input(input);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(cronofy_hooks_cli::run(args, &mut io))
    };
    (exit.code(), String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn fill_in(data: &[u8]) -> Vec<u8> {
    let end = [&b"\r\n\r\n"[..], b"\n\n"]
        .into_iter()
        .find_map(|end| Some(data.windows(end.len()).position(|window| window == end)? + end.len()));
    let (head, body) = data.split_at(end.unwrap_or(data.len()));
    let sign = |secret| Secrets::new([secret]).unwrap().sign(body).to_str().unwrap().to_owned();
    let signature = sign(SECRET);
    let hex: String = STANDARD.decode(&signature).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    let words = [("{signature}", signature), ("{hex}", hex), ("{other}", sign(OTHER_SECRET))];
    // A file of words would be many times as long as the input.
    let mut left = 32;
    let mut filled = Vec::new();
    let mut rest = head;
    while let Some((first, after)) = rest.split_first() {
        let word = words.iter().find(|(word, _)| left > 0 && rest.starts_with(word.as_bytes()));
        match word {
            Some((word, text)) => {
                left -= 1;
                filled.extend_from_slice(text.as_bytes());
                rest = &rest[word.len()..];
            }
            None => {
                filled.push(*first);
                rest = after;
            }
        }
    }
    [&filled, body].concat()
}

/// The lines of the signature header, and the body, of a file that is a request.
fn split(file: &[u8]) -> (Vec<Vec<u8>>, &[u8]) {
    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    let mut rest = file;
    loop {
        let (line, after) = match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => (&rest[..end], Some(&rest[end + 1..])),
            None => (rest, None),
        };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        rest = after.unwrap_or_default();
        if line.is_empty() {
            break;
        }
        let colon = line.iter().position(|byte| *byte == b':');
        match (headers.last_mut(), colon) {
            // A header that goes on in the next line.
            (Some((_, value)), _) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            }
            (_, Some(colon)) => {
                let name = String::from_utf8_lossy(&line[..colon]).trim().to_ascii_lowercase();
                headers.push((name, line[colon + 1..].trim_ascii().to_vec()));
            }
            _ => {}
        }
        if after.is_none() {
            break;
        }
    }
    let of = |wanted: &str| {
        let bare =
            |name: &str| name.strip_prefix("http_").map_or_else(|| name.to_owned(), |name| name.replace('_', "-"));
        let values = headers.iter().filter(|(name, _)| bare(name) == wanted);
        values.map(|(_, value)| value.trim_ascii().to_vec()).collect::<Vec<_>>()
    };
    let length = of("content-length").pop().and_then(|value| String::from_utf8(value).ok()?.parse::<usize>().ok());
    (of("cronofy-hmac-sha256"), &rest[..length.unwrap_or(rest.len()).min(rest.len())])
}
