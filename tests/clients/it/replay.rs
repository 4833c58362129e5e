//! Client libraries that cannot be installed here: each of their methods as the request that its source makes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use cronofy_hooks_sandbox::{ClockMode, Sandbox};
use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::methods::{prepare, record};

/// A request of a method. A method may need several.
#[derive(Deserialize)]
struct Step {
    method: String,
    /// Method and target. Names in braces stand for what the sandbox has, and for what earlier answers brought.
    send: String,
    /// Whose bearer token it has: `account` or `application`.
    r#as: Option<String>,
    json: Option<Value>,
    /// A form, as the client for Ruby sends to `/oauth`.
    form: Option<String>,
    /// JSON that is no object, as PHP writes an empty one.
    raw: Option<String>,
    /// What the answer has, which the client reads.
    find: Option<String>,
    /// The name for what was found.
    keep: Option<String>,
    /// Of a URL that was found, only this part is kept, counted from the end.
    part: Option<usize>,
}

/// How the requests of a client came about.
pub(crate) const SOURCE: &str = "`replayed/` has the request that the source of each method makes";
/// How the requests of the tests of all clients came about.
pub(crate) const PUBLISHED: &str =
    "`replayed/` has the bodies of these tests as they are published, and in the path the ids of the sandbox";

/// Replays `replayed/NAME.json`, and compares what came of it with the table `methods/NAME.md`.
pub(crate) async fn replay(name: &str, title: &str, how: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("replayed").join(format!("{name}.json"));
    let steps: Vec<Step> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let sandbox = Sandbox::builder().clock(ClockMode::Paused).without_rate_limit().start().unwrap();
    let uids = prepare(&sandbox);
    let serving = sandbox.serve(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let account = sandbox.accounts().remove(0);
    let mut known = BTreeMap::from(
        [
            ("account", account.account_id.as_str()),
            ("calendar", &account.calendar_ids[0]),
            ("client_id", Sandbox::CLIENT_ID),
            ("client_secret", Sandbox::CLIENT_SECRET),
            ("profile", &account.profile_ids[0]),
            ("to_answer", &uids[0]),
            ("to_delete", &uids[1]),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let mut rows: Vec<(String, String)> = Vec::new();
    for step in &steps {
        let came = take(&serving.url(), step, &mut known).await.err().unwrap_or_else(|| "works".to_owned());
        match rows.last_mut().filter(|(method, _)| *method == step.method) {
            // The first step that fails says why the method does.
            Some((_, first)) if first == "works" => *first = came,
            Some(_) => {}
            None => rows.push((step.method.clone(), came)),
        }
    }
    let rows: Vec<_> = rows.iter().map(|(method, came)| (method.as_str(), came.as_str())).collect();
    record(name, title, &format!("{how}. A test sends them to the sandbox"), &rows);
}

/// Sends a request. An error says what is wrong with the answer.
async fn take(url: &str, step: &Step, known: &mut BTreeMap<String, String>) -> Result<(), String> {
    let filled = |text: &str| {
        known.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    };
    let send = filled(&step.send).replace(url, "");
    let (method, target) = send.split_once(' ').unwrap();
    let (content_type, body) = match (&step.json, &step.form, &step.raw) {
        (Some(json), ..) => ("application/json; charset=utf-8", filled(&json.to_string())),
        (_, Some(form), _) => ("application/x-www-form-urlencoded", filled(form)),
        (_, _, Some(raw)) => ("application/json; charset=utf-8", raw.clone()),
        _ => ("", String::new()),
    };
    let bearer = match step.r#as.as_deref() {
        Some("account") => format!("Authorization: Bearer {}\r\n", Sandbox::ACCESS_TOKEN),
        Some(_) => format!("Authorization: Bearer {}\r\n", Sandbox::CLIENT_SECRET),
        None => String::new(),
    };
    let content_type =
        if content_type.is_empty() { String::new() } else { format!("Content-Type: {content_type}\r\n") };
    let host = url.trim_start_matches("http://");
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{bearer}{content_type}Content-Length: {length}\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap();
    if let Some(code) = head.split("code=").nth(1).filter(|_| status == "302") {
        known.insert("code".to_owned(), code.split(['&', '\r']).next().unwrap().to_owned());
    }
    if !["200", "202", "207", "302"].contains(&status) {
        let errors: Value = serde_json::from_str(body).unwrap_or_default();
        let errors = errors["errors"].as_object().into_iter().flat_map(|it| it.values());
        let descriptions = errors.filter_map(|it| it[0]["description"].as_str()).collect::<Vec<_>>().join("; ");
        return Err(format!("{status}: {descriptions}"));
    }
    let Some(pointer) = &step.find else { return Ok(()) };
    let answer: Value = serde_json::from_str(body).map_err(|error| format!("{status}, no JSON: {error}"))?;
    let found = answer.pointer(pointer).ok_or_else(|| format!("{status}, without {pointer}"))?;
    if let Some(name) = &step.keep {
        let found = found.as_str().unwrap_or_default();
        let found = step.part.map_or(found, |part| found.rsplit(['/', '=']).nth(part).unwrap_or_default());
        known.insert(name.clone(), found.to_owned());
    }
    Ok(())
}
