//! What is written about a receiver: as text, JSON and JUnit XML, and its progress.

use std::collections::BTreeSet;

use cronofy_hooks_cli::Io;
use serde_json::Value;

use super::receiver::{Fault, Receiver, SECRETS};
use crate::golden::compare;
use crate::support::{CommandOutput, TempFolder, run};

/// A text with `…` in the place of each decimal fraction: times differ from run to run.
fn without_times(text: &str) -> String {
    let ends = [' ', '\n', '"'];
    let words = text.split_inclusive(ends).map(|word| {
        let bare = word.trim_end_matches(ends);
        let is_time = bare.contains('.') && bare.parse::<f64>().is_ok();
        if is_time { word.replace(bare, "…") } else { word.to_owned() }
    });
    words.collect()
}

async fn report(fault: Fault, secrets: &str, more: &[&str]) -> CommandOutput {
    let folder = TempFolder::new();
    let secrets = folder.file("secrets", secrets);
    let url = format!("{}/cronofy", Receiver::start(fault).await);
    let args = [&["conform", &url, "--secret-file", &secrets], more].concat();
    run(&args, b"").await
}

#[tokio::test(start_paused = true)]
async fn text() {
    let mut transcript = String::new();
    for (fault, more) in [
        (Fault::Nothing, &["--skip", "large-body"][..]),
        (Fault::VerifiesNothing, &[]),
        (Fault::ComparesTheWholeHeader, &[]),
        (Fault::HashesForEachValue, &[]),
        (Fault::AnswersNotificationsLate, &[]),
        (Fault::RequiresANotification, &[]),
        (Fault::Redirects, &[]),
    ] {
        let CommandOutput { code, out, err } = report(fault, SECRETS[0], more).await;
        assert_eq!(err, "", "{fault:?}");
        transcript += &format!("# {fault:?}\n{}= {code}\n\n", without_times(&out));
    }
    assert!(transcript.lines().all(|line| line.trim_end() == line), "{transcript}");
    compare("conform.txt", &transcript);
}

#[tokio::test(start_paused = true)]
async fn junit() {
    let folder = TempFolder::new();
    let path = folder.path().join("conform.xml");
    let to = ["--junit", path.to_str().expect("a plain path"), "--skip", "large-body", "--json"];
    let ran = report(Fault::VerifiesNothing, SECRETS[0], &to).await;
    let xml = std::fs::read_to_string(&path).expect("it was written");
    let json: Value = serde_json::from_str(&ran.out).expect("both are written");
    let url = json["url"].as_str().expect("a URL");
    compare("conform.xml", &without_times(&xml.replace(url, "URL")));
    let not_writable = ["--junit", "/nowhere/conform.xml"];
    let ran = report(Fault::Nothing, SECRETS[0], &not_writable).await;
    assert_eq!((ran.code, ran.err.contains("/nowhere/conform.xml cannot be written")), (1, true), "{ran:?}");
}

#[tokio::test(start_paused = true)]
async fn json_has_every_check_and_every_request() {
    let ran = report(Fault::ReadsTheFirstValueOnly, SECRETS[0], &["--json", "--skip", "keep-alive"]).await;
    let report: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let checks = report["checks"].as_array().expect("a list");
    let find = |name: &str| checks.iter().find(|check| check["name"] == name).expect("it is there");
    let position = find("signature-position");
    let requests = position["requests"].as_array().expect("a list");
    let is = |request: &Value| (request["status"].clone(), request["as_expected"].clone(), request["expected"].clone());
    assert_eq!(requests.len(), 6);
    assert_eq!(is(&requests[0]), (204.into(), true.into(), "2xx".into()));
    assert_eq!(is(&requests[1]), (401.into(), false.into(), "2xx".into()));
    assert!(requests[1]["came_back"].as_str().is_some_and(|text| text.starts_with("401 in ")), "{position}");
    assert!(requests[1]["took_ms"].is_number() && position["note"].is_null(), "{position}");
    assert_eq!(position["sent"], Value::Null);
    for text in ["sends", "why", "change"] {
        assert!(position[text].as_str().is_some_and(|text| !text.is_empty()), "{position}");
    }
    assert_eq!(find("signature-spaces")["note"], "it needs `signature-position`");
    assert_eq!(find("signature-spaces")["outcome"], "not_examined");
    assert_eq!(find("every-occurrence")["outcome"], "not_observable");
    assert_eq!(find("keep-alive")["outcome"], "left_out");
    let counts = ["passed", "failed", "not_observable", "not_examined", "left_out"];
    let sum: u64 = counts.iter().map(|count| report[*count].as_u64().expect("a number")).sum();
    assert_eq!(sum, checks.len() as u64);
    // No secret, no signature, no body.
    assert!(!ran.out.contains(SECRETS[0]) && !ran.out.contains("chn_"), "{}", ran.out);
}

#[tokio::test(start_paused = true)]
async fn progress_is_shown_on_a_terminal() {
    let folder = TempFolder::new();
    let secrets = folder.file("secrets", SECRETS[0]);
    let url = format!("{}/cronofy", Receiver::start(Fault::Nothing).await);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = {
        let mut io = Io::new(&mut out, &mut err).live();
        cronofy_hooks_cli::run(["cronofy-hooks", "conform", &url, "--secret-file", &secrets, "--json"], &mut io).await
    };
    let report: Value = serde_json::from_slice(&out).expect("it is JSON");
    let names =
        report["checks"].as_array().expect("a list").iter().map(|check| check["name"].as_str().expect("a name"));
    let names: BTreeSet<&str> = names.collect();
    let err = String::from_utf8(err).expect("it is UTF-8");
    let shown: Vec<&str> = err.split('\r').skip(1).map(|line| line.trim_end_matches("\u{1b}[K")).collect();
    let (last, shown) = shown.split_last().expect("there was progress");
    let shown: BTreeSet<&str> = shown.iter().filter_map(|line| line.split_once(": ")).map(|(_, name)| name).collect();
    assert_eq!((exit.code(), *last, shown), (0, "", names), "{err:?}");
}
