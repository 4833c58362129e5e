//! `sandbox`: a process that serves, sends, prints its attempts, and shuts down.

use std::process::Stdio;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use cronofy_hooks::Secrets;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::support::{TempFolder, run};

/// Long enough for a busy machine.
const TIMEOUT: Duration = Duration::from_secs(30);

pub(crate) const SECRET: &str = "CRN_only_for_this_test";

/// The running command.
pub(crate) struct SandboxProcess {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl SandboxProcess {
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cronofy-hooks"));
        command.arg("sandbox").args(args).env("SANDBOX_SECRET", SECRET).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary is built");
        let lines = BufReader::new(child.stdout.take().expect("it has an output")).lines();
        Self { child, lines }
    }

    pub(crate) async fn line(&mut self) -> String {
        let line = timeout(TIMEOUT, self.lines.next_line()).await.expect("in time").expect("it is UTF-8");
        line.expect("it prints a line")
    }

    pub(crate) async fn json(&mut self) -> Value {
        serde_json::from_str(&self.line().await).expect("it is JSON")
    }

    /// Stops it. Returns the exit code and standard error.
    pub(crate) async fn terminate(self) -> (Option<i32>, String) {
        let id = self.child.id().expect("it runs").to_string();
        let sent = Command::new("sh").args(["-c", r#"kill -TERM "$0""#, &id]).status().await.expect("there is a shell");
        assert!(sent.success(), "SIGTERM reached it");
        let ended = timeout(TIMEOUT, self.child.wait_with_output()).await.expect("in time").expect("it ended");
        (ended.status.code(), String::from_utf8(ended.stderr).expect("it is UTF-8"))
    }
}

/// Starts a receiver that accepts everything. Returns its URL, and what it receives.
pub(crate) async fn receiver() -> (String, mpsc::UnboundedReceiver<(HeaderMap, Bytes)>) {
    let (sender, received) = mpsc::unbounded_channel();
    let take = move |headers: HeaderMap, body: Bytes| async move {
        sender.send((headers, body)).expect("the test waits");
        StatusCode::NO_CONTENT
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let url = format!("http://{}/cronofy", listener.local_addr().expect("it listens"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/cronofy", post(take))).await });
    (url, received)
}

/// Sends a GET request with the token. Returns the answer as text.
pub(crate) async fn get(url: &str, path: &str, token: &str) -> String {
    let address = url.strip_prefix("http://").expect("it is plain HTTP");
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    answer
}

#[tokio::test]
async fn the_sandbox_serves_sends_and_shuts_down() {
    let (receiver, mut received) = receiver().await;
    let args = ["--port", "0", "--json", "--start", "2026-03-02", "--secret-env", "SANDBOX_SECRET", "--forward-to"];
    let mut sandbox = SandboxProcess::start(&[&args[..], &[&receiver]].concat());
    let banner = sandbox.json().await;
    let (url, token) = (banner["url"].as_str().expect("a URL"), banner["access_token"].as_str().expect("a token"));
    assert!(url.starts_with("http://127.0.0.1:"), "{banner}");
    let answer = get(url, "/v1/account", token).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.contains(banner["account_id"].as_str().expect("an id")),
        "{answer}"
    );

    let (headers, body) = timeout(TIMEOUT, received.recv()).await.expect("in time").expect("it sends");
    Secrets::new([SECRET]).expect("it is a secret").verify(&headers, &body).expect("it is signed");
    let body: Value = serde_json::from_slice(&body).expect("it is JSON");
    assert_eq!(body["notification"]["type"], "verification");
    assert_eq!(body["channel"]["channel_id"], banner["channel_id"]);
    // The call and the attempt happened side by side.
    let (call, attempt) = match (sandbox.json().await, sandbox.json().await) {
        (call, attempt) if call["call"].is_u64() => (call, attempt),
        (attempt, call) => (call, attempt),
    };
    assert_eq!(
        (&call["method"], &call["target"], &call["status"]),
        (&json!("GET"), &json!("/v1/account"), &json!(200))
    );
    assert_eq!((&call["account"], &call["errors"]), (&banner["account_id"], &json!([])));
    assert!(!call.to_string().contains(token), "{call}");
    assert_eq!(
        (&attempt["name"], &attempt["outcome"], &attempt["status"]),
        (&json!("verification"), &json!("answered"), &json!(204))
    );
    assert_eq!(
        (&attempt["attempt"], &attempt["accepted"], &attempt["url"]),
        (&json!(1), &json!(true), &json!(receiver))
    );
    assert!(attempt["at"].as_str().is_some_and(|at| at.starts_with("2026-03-02T00:00:0")), "{attempt}");
    assert_eq!(sandbox.terminate().await, (Some(0), "{\"message\":\"stopped\"}\n".to_owned()));
}

#[tokio::test]
async fn the_banner_explains_the_sandbox_and_faults_are_printed() {
    let (receiver, _received) = receiver().await;
    let args = ["--port", "0", "--clock", "3600", "--fault", "drop,times=1", "--forward-to", &receiver];
    let mut sandbox = SandboxProcess::start(&args);
    let mut banner = String::new();
    while !banner.ends_with("attempts:\n") {
        banner += &(sandbox.line().await + "\n");
    }
    for expected in
        ["console        http://127.0.0.1:", "client secret  CRN_sandbox_secret", "API_BASE_URL = \"http", "to http"]
    {
        assert!(banner.contains(expected), "{expected}: {banner}");
    }
    let (first, second) = (sandbox.line().await, sandbox.line().await);
    assert!(first.contains("verification") && first.ends_with("(fault: drop)"), "{first}");
    assert!(second.contains("204 No Content in ") && second.ends_with("attempt 2"), "{second}");
    let (_, rest) = banner.split_once("console        ").expect("the address");
    let url = rest.split("/\n").next().expect("a line");
    get(url, "/v1/userinfo?token=RTS_of_production", "AT_of_production").await;
    let (call, reason) = (sandbox.line().await, sandbox.line().await);
    assert!(call.contains("  API    GET /v1/userinfo  ") && call.contains("401 in "), "{call}");
    assert!(reason.starts_with("    the access token is unknown, expired or revoked"), "{reason}");
    assert!(!format!("{call}{reason}").contains("of_production"), "{call} {reason}");
    assert_eq!(sandbox.terminate().await.0, Some(0));
}

#[tokio::test]
async fn attempts_are_not_printed_again_after_a_restart() {
    let folder = TempFolder::new();
    let state = folder.path().join("state.json");
    let state = state.to_str().expect("the folder has a plain name");
    for _ in 0..2 {
        // Another port, and so another channel with its own verification.
        let (receiver, _received) = receiver().await;
        let mut sandbox =
            SandboxProcess::start(&["--port", "0", "--json", "--state", state, "--forward-to", &receiver]);
        assert!(sandbox.json().await["url"].is_string());
        let attempt = sandbox.json().await;
        assert_eq!((&attempt["name"], &attempt["url"]), (&json!("verification"), &json!(receiver)));
        assert_eq!(sandbox.terminate().await.0, Some(0));
    }
}

#[tokio::test]
async fn an_unfinished_request_does_not_delay_the_shutdown() {
    let mut sandbox = SandboxProcess::start(&["--port", "0", "--json"]);
    let banner = sandbox.json().await;
    let address = banner["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("a URL");
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let begun = b"POST /v1/channels HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{";
    stream.write_all(begun).await.expect("it reads");
    // It answers a later request, so it has also read the unfinished one.
    get(banner["url"].as_str().expect("a URL"), "/v1/account", "").await;
    assert_eq!(sandbox.terminate().await, (Some(0), "{\"message\":\"stopped\"}\n".to_owned()));
}

#[tokio::test]
async fn the_rate_limit_can_be_turned_off() {
    for (more, refused) in [(None, true), (Some("--no-rate-limit"), false)] {
        let args = ["--port", "0", "--json", "--clock", "paused"].into_iter().chain(more);
        let mut sandbox = SandboxProcess::start(&args.collect::<Vec<_>>());
        let banner = sandbox.json().await;
        let (url, token) = (banner["url"].as_str().expect("a URL"), banner["access_token"].as_str().expect("a token"));
        for _ in 0..50 {
            assert!(get(url, "/v1/account", token).await.starts_with("HTTP/1.1 200 "));
        }
        let answer = get(url, "/v1/account", token).await;
        assert_eq!(answer.starts_with("HTTP/1.1 429 "), refused, "{answer}");
        assert_eq!(answer.contains("--no-rate-limit"), refused, "{answer}");
    }
}

#[tokio::test]
async fn further_accounts_have_tokens_of_their_own() {
    let args = ["--port", "0", "--json", "--account", "bob@example.com", "--account", "eve@example.com"];
    let mut sandbox = SandboxProcess::start(&args);
    let banner = sandbox.json().await;
    let url = banner["url"].as_str().expect("a URL");
    let added = banner["accounts"].as_array().expect("the accounts");
    assert_eq!(added.iter().map(|it| &it["email"]).collect::<Vec<_>>(), ["bob@example.com", "eve@example.com"]);
    for account in added {
        let token = account["access_token"].as_str().expect("a token");
        let refresh_token = account["refresh_token"].as_str().expect("a refresh token");
        assert!(refresh_token != token && account["refresh_token"] != banner["refresh_token"], "{account}");
        let answer = get(url, "/v1/account", token).await;
        for field in ["account_id", "email"] {
            assert!(answer.contains(account[field].as_str().expect("text")), "{field}: {answer}");
        }
        let calendars = get(url, "/v1/calendars", token).await;
        assert!(calendars.contains(account["calendar_ids"][0].as_str().expect("an id")), "{calendars}");
    }
}

#[tokio::test]
async fn a_failed_start_says_why() {
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let port = taken.local_addr().expect("it listens").port().to_string();
    let lunch = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/sandbox-control/lunch.yaml");
    for (args, code, expected) in [
        (vec!["--port", &*port], 1, "error: another program already listens on 127.0.0.1:"),
        (vec!["--port", &*port], 1, "or choose another port, such as any free one with `--port 0`"),
        (vec!["play", lunch, "--port", &*port], 1, "such as any free one with `--port 0`"),
        (vec!["--port", "0", "--secret-env", "NOT_SET_ANYWHERE"], 1, "error: there is no client secret"),
        (vec!["--port", "0", "--account", "bob"], 1, "error: `bob` is no e-mail address"),
        (vec!["--port", "0", "--clock", "slow"], 2, "write `real`, `paused`, or a factor"),
        (vec!["--port", "0", "--fault", "drpo=5%"], 2, "there is no fault `drpo`; did you mean `drop`?"),
        (vec!["--port", "0", "--start", "tomorrow"], 2, "not a time"),
        (vec!["--port", "0", "--forward-to", "/cronofy"], 2, "write one such as http://127.0.0.1:3000/cronofy"),
        (
            vec!["--port", "0", "--forward-to", "https://127.0.0.1:3000/"],
            2,
            "only plain HTTP is supported; write http://",
        ),
    ] {
        let args: Vec<_> = ["sandbox"].into_iter().chain(args).collect();
        let ran = run(&args, b"").await;
        assert_eq!((ran.code, &*ran.out), (code, ""), "{args:?}: {ran:?}");
        assert!(ran.err.contains(expected), "{args:?}: {ran:?}");
    }
}

/// The example, against an application.
#[tokio::test]
async fn a_scenario_is_played_and_its_expectations_are_checked() {
    let (receiver, mut received) = receiver().await;
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/sandbox-control/lunch.yaml");
    let played = run(&["sandbox", "play", example, "--port", "0", "--application", &receiver, "--json"], b"").await;
    assert_eq!(played.code, 0, "{played:?}");
    let lines: Vec<Value> = played.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(lines[0]["url"].as_str().is_some_and(|url| url.starts_with("http://127.0.0.1:")), "{played:?}");
    let [.., last, verdict] = &lines[..] else { panic!("{played:?}") };
    assert_eq!(last["result"]["deliveries"].as_array().map(Vec::len), Some(1), "{played:?}");
    let is_expectation = |it: &&Value| it["run"].get("expect").is_some();
    let (steps, expectations) = (lines.len() - 2, lines.iter().filter(is_expectation).count());
    assert_eq!(*verdict, json!({ "steps": steps, "expectations": expectations, "failed": null }));
    let mut types = Vec::new();
    while let Ok((_, body)) = received.try_recv() {
        let body: Value = serde_json::from_slice(&body).expect("it is JSON");
        types.push(body["notification"]["type"].as_str().unwrap_or_default().to_owned());
    }
    assert_eq!(types, ["verification", "change", "change", "change", "event_subscription"], "two connections are cut");

    let failing = "steps:\n  - trigger: { to: 'http://127.0.0.1:9/', sample: change }\n  - advance: 1s\n  - expect: { deliveries: 'is:delivered', within: 0s }\n";
    let played = run(&["sandbox", "play", "-", "--port", "0"], failing.as_bytes()).await;
    assert_eq!(played.code, 4, "{played:?}");
    assert!(played.out.contains("failed") && played.out.contains("change (failing: connection refused)"), "{played:?}");
    assert!(played.out.ends_with("\n3 steps, 1 expectation: stopped at step 2\n"), "{played:?}");

    for (file, error) in [
        ("steps:\n  - advence: 1h\n", "advence"),
        ("steps:\n  - advance: soon\n", "2"),
        ("begins: now\nsteps: []\n", "begins"),
        ("steps:\n  - create_channel: { callback_url: '{application}' }\n", "set `application`"),
    ] {
        let played = run(&["sandbox", "play", "-", "--port", "0"], file.as_bytes()).await;
        assert!(played.code == 1 && played.err.contains(error), "{file}: {played:?}");
    }
}

/// Posts a form of the console as its page does. Returns the head of the answer.
pub(crate) async fn post_form(url: &str, path: &str, fields: &[(&str, &str)]) -> String {
    let page = get(url, "/clock", "").await;
    let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a form has a token");
    let mut body = format!("token={}", rest.split('"').next().unwrap_or_default());
    for (name, value) in fields {
        let escaped: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        body += &format!("&{name}={escaped}");
    }
    let address = url.strip_prefix("http://").expect("it is plain HTTP");
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    answer
}

/// Nothing listened at the URL of a channel, which was therefore closed. Its file passes with an application that works.
#[tokio::test]
async fn a_channel_that_was_closed_without_a_fault_is_saved_as_a_scenario_that_plays() {
    let args = ["--port", "0", "--json", "--start", "2026-03-02", "--forward-to", "http://127.0.0.1:9/cronofy"];
    let mut sandbox = SandboxProcess::start(&args);
    let banner = sandbox.json().await;
    let url = banner["url"].as_str().expect("a URL");
    assert_eq!(sandbox.json().await["accepted"], false);
    let moved = run(&["sandbox", "step", "25h", "--sandbox", url], b"").await;
    assert_eq!(moved.code, 0, "{moved:?}");
    let answer = get(url, "/scenario/scenario.yaml", "").await;
    let (_, file) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(file.contains("# The channel chn_") && file.contains("your application failed for 24 hours"), "{file}");
    assert!(file.contains("name:verification is:delivered") && !file.contains("closed: true"), "{file}");
    let (receiver, _received) = receiver().await;
    let played = run(&["sandbox", "play", "-", "--port", "0", "--application", &receiver], file.as_bytes()).await;
    assert_eq!(played.code, 0, "{file}\n{played:?}");
    assert!(played.out.ends_with(" expectation: all as expected\n"), "{played:?}");
    // The page names the program by the path with which it was started.
    let page = get(url, "/scenario", "").await;
    let command = format!(">{} sandbox play scenario.yaml --port 0<", env!("CARGO_BIN_EXE_cronofy-hooks"));
    assert!(page.contains(&command), "{command}: {page}");
}

/// What was done in the console, over the control API and by the application is played again, with the same end.
#[tokio::test]
async fn what_was_done_is_saved_as_a_scenario_that_plays() {
    let (receiver, _received) = receiver().await;
    let start = ["--port", "0", "--clock", "paused", "--start", "2026-03-02T08:00:00Z", "--seed", "7", "--json"];
    let mut sandbox = SandboxProcess::start(&[&start[..], &["--fault", "delay,times=1"]].concat());
    let url = sandbox.json().await["url"].as_str().expect("a URL").to_owned();
    let form = async |path: &str, fields: &[(&str, &str)]| {
        let answer = post_form(&url, path, fields).await;
        assert!(answer.starts_with("HTTP/1.1 303"), "{path}: {answer}");
        answer.lines().find_map(|line| line.strip_prefix("location: ").map(str::to_owned)).unwrap_or_default()
    };
    let account = ("account", "acc_000000000000000000000001");
    form("/channels", &[("callback_url", &receiver), account]).await;
    form("/channels", &[("callback_url", "http://127.0.0.1:9/x"), account]).await;
    // The application reads and refreshes in between, which changes no id of what is recorded.
    get(&url, "/v1/events?tzid=Etc/UTC", "sandbox_access_token").await;
    let event = [
        ("summary", "Board: \u{201c}Q1\u{201d}"),
        ("start", "2026-03-02T12:00"),
        ("minutes", "60"),
        ("calendar", "cal_sandbox_work"),
    ];
    let of_application =
        [("by", "application"), ("url", &receiver), ("before", "5"), ("after", "0"), ("conference", "on")];
    form("/calendar/new", &[&event[..], &of_application].concat()).await;
    let lunch =
        form("/calendar/new", &[&event[..3], &[("calendar", "cal_sandbox_private"), ("by", "user")]].concat()).await;
    form("/clock/move", &[("to", "3600")]).await;
    form(&format!("{lunch}/move"), &[("by", "60")]).await;
    form("/clock/move", &[("to", "60")]).await;
    form("/faults", &[("fault", "cut"), ("rate", "100"), ("times", "1"), ("only", "change")]).await;
    let body = r#"{"notification":{"type":"change"},"nothing":null}"#;
    let sent = form("/trigger", &[("url", &receiver), ("body", body), ("trigger", "on")]).await;
    form("/clock/move", &[("to", "next")]).await;
    form(&format!("{sent}/replay"), &[]).await;
    let steps = r#"{"add_account": {"email": "bob@example.com"}}"#;
    let added = run(&["sandbox", "step", steps, "--sandbox", &url], b"").await;
    assert_eq!(added.code, 0, "{added:?}");
    let review = json!([
        { "upsert_event": {
            "event_id": "review", "summary": "Review of Zaphod", "description": "Zaphod is late",
            "start": "2026-03-02T14:00:00Z", "end": "2026-03-02T15:00:00Z", "location": { "description": "Zaphod's" },
            "attendees": { "invite": [{ "email": "Zaphod@example.org", "display_name": "Zaphod" }] },
            "subscriptions": [{
                "type": "webhook", "uri": receiver, "transitions": [{ "before": "event_start", "offset": { "minutes": 5 } }],
            }],
        } },
        { "add_account": { "email": "zaphod@example.org", "name": "Zaphod Real" } },
        { "upsert_event": {
            "by": "user", "account": "zaphod@example.org", "summary": "Zaphod",
            "start": "2026-03-02T16:00:00Z", "end": "2026-03-02T17:00:00Z",
        } },
        { "create_channel": { "account": "zaphod@example.org", "callback_url": receiver } },
        { "trigger": { "to": receiver, "body": {
            "notification": { "type": "event_subscription", "interactions": [{ "type": "meeting_agent_complete" }] },
            "event": { "event_id": "review", "summary": "Review of Zaphod" }, "zaphod_s": "Zaphod",
        } } },
        { "request_gdpr": "zaphod@example.org" },
    ]);
    for step in review.as_array().expect("steps") {
        let done = run(&["sandbox", "step", &step.to_string(), "--sandbox", &url], b"").await;
        assert_eq!(done.code, 0, "{step}: {done:?}");
    }
    form(&format!("{lunch}/delete"), &[("who", "user")]).await;
    let dinner =
        form("/calendar/new", &[&event[..3], &[("calendar", "cal_sandbox_private"), ("by", "user")]].concat()).await;
    form(&format!("{dinner}/delete"), &[("who", "application")]).await;
    form("/clock/move", &[("to", "14400")]).await;

    let [file, with_personal_data] = ["", "?personal=shown"].map(|query| format!("/scenario/scenario.yaml{query}"));
    let file = get(&url, &file, "").await;
    let (_, file) = file.split_once("\r\n\r\n").expect("a body");
    let with_personal_data = get(&url, &with_personal_data, "").await;
    let (_, with_personal_data) = with_personal_data.split_once("\r\n\r\n").expect("a body");
    assert_eq!(sandbox.terminate().await.0, Some(0));
    let summary = "Board: \u{201c}Q1\u{201d}";
    for personal in ["Zaphod@example.org", "Review of Zaphod", "Zaphod is late", "bob@example.com", summary] {
        assert!(with_personal_data.contains(personal) && !file.contains(personal), "{personal}: {file}");
    }
    assert!(!file.replace("zaphod_s:", "").to_lowercase().contains("zaphod"), "{file}");
    assert_eq!(file.lines().count(), with_personal_data.lines().count());
    // The attendee and the account are one person, and so are both events with one summary.
    assert_eq!(file.matches("person2@example.com").count(), 5, "{file}");
    for expected in [
        "summary: Event 1",
        "starts_at: 2026-03-02T08:00:00Z",
        "seed: 7",
        "fault: delay",
        "callback_url: \"{application}\"",
        "by: user",
        "calendar: Private",
        "advance: 1h",
        "event_trigger: true",
        "nothing: null",
        "replay:",
        "add_account:",
        "deliveries: \"name:verification is:failing status:refused\"",
        "deliveries: \"name:event_end is:delivered\"",
    ] {
        assert!(file.contains(expected), "{expected}: {file}");
    }
    assert!(!file.contains("  #"), "all of it is repeated: {file}");
    let played = run(&["sandbox", "play", "-", "--port", "0"], file.as_bytes()).await;
    assert_eq!(played.code, 0, "{file}\n{played:?}");
    let played = run(&["sandbox", "play", "-", "--port", "0"], with_personal_data.as_bytes()).await;
    assert_eq!(played.code, 0, "{with_personal_data}\n{played:?}");
    // A receiver that answers otherwise is found.
    let played =
        run(&["sandbox", "play", "-", "--port", "0", "--application", "http://127.0.0.1:9/"], file.as_bytes()).await;
    assert_eq!(played.code, 4, "{played:?}");
}

#[tokio::test]
async fn a_running_sandbox_is_controlled_from_the_command_line() {
    let (receiver, mut received) = receiver().await;
    let mut sandbox = SandboxProcess::start(&["--port", "0", "--clock", "paused", "--start", "2026-03-02", "--json"]);
    let url = sandbox.json().await["url"].as_str().expect("a URL").to_owned();
    let via = format!("--via-sandbox={url}");
    let sent = run(&["trigger", "change", "--to", &receiver, &via, "--set", "notification.changes_since=x"], b"").await;
    assert_eq!(sent.code, 0, "{sent:?}");
    assert!(sent.out.contains(&format!("{url}/deliveries/")), "{sent:?}");
    let (_, body) = timeout(TIMEOUT, received.recv()).await.expect("in time").expect("it sends");
    let body: Value = serde_json::from_slice(&body).expect("it is JSON");
    assert_eq!(body["notification"]["changes_since"], "x");

    let of_url = ["--sandbox", &url];
    let moved = run(&[&["sandbox", "step", "1h", "next"][..], &of_url].concat(), b"").await;
    assert_eq!(moved.code, 1, "{moved:?}");
    assert!(moved.err.contains("nothing is planned"), "{moved:?}");
    let moved = run(&[&["sandbox", "step", "1h"][..], &of_url].concat(), b"").await;
    assert_eq!((moved.code, moved.out.as_str()), (0, "{\"now\":\"2026-03-02T02:00:00Z\"}\n"), "{moved:?}");
    let rules = r#"{"faults": [{"fault": "cut"}, {"fault": "drop", "enabled": false}]}"#;
    for (arguments, said) in [
        (&["fault", "drop=5%"][..], "1 rule injects faults"),
        (&["fault", "--add", "cut,times=1"], "2 rules inject faults"),
        // Neither a rule without a time left nor one that is off counts.
        (&["fault", "--add", "delay,times=0"], "2 rules inject faults"),
        (&["step", rules], ""),
        (&["fault", "--add"], "1 rule injects faults"),
        (&["fault", "delay"], "1 rule injects faults"),
        (&["fault"], "no faults are injected"),
    ] {
        let set = run(&[&["sandbox"][..], arguments, &of_url].concat(), b"").await;
        assert!(set.code == 0 && set.err.contains(said), "{arguments:?}: {set:?}");
    }
    assert_eq!(sandbox.terminate().await.0, Some(0));
    let gone = run(&[&["sandbox", "step", "1h"][..], &of_url].concat(), b"").await;
    assert!(gone.code == 1 && gone.err.contains("no sandbox answers"), "{gone:?}");
}
