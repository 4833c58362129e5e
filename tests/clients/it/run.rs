//! Runs a script against a sandbox of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use cronofy_hooks_sandbox::{ClockMode, Sandbox};
use tokio::process::Command;

/// Long enough for a slow machine; a script that hangs is a failure.
const LONGEST: Duration = Duration::from_secs(120);
/// Two, as while one replaces the other: every notification then has two signatures.
const SECRETS: [&str; 2] = ["CRN_clients_old", "CRN_clients_new"];

/// The script gets what it needs from its environment, and fails where an assertion does not hold. Returns what it
/// printed.
pub(crate) async fn run(program: &str, script: &Path, prepare: impl FnOnce(&Sandbox)) -> String {
    let sandbox = Sandbox::builder()
        .client_id("clients")
        .client_secrets(SECRETS)
        .clock(ClockMode::Running(1.0))
        .page_size(3)
        .without_rate_limit()
        .start()
        .unwrap();
    let serving = sandbox.serve(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let account = sandbox.accounts().remove(0);
    prepare(&sandbox);
    let mut command = Command::new(program);
    command.arg(script).kill_on_drop(true).env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    for (name, value) in [
        ("URL", serving.url().as_str()),
        ("CLIENT_ID", "clients"),
        ("CLIENT_SECRET", SECRETS[1]),
        ("OTHER_CLIENT_SECRET", SECRETS[0]),
        ("ACCESS_TOKEN", Sandbox::ACCESS_TOKEN),
        ("REFRESH_TOKEN", Sandbox::REFRESH_TOKEN),
        ("ACCOUNT_ID", account.account_id.as_str()),
        ("CALENDAR_ID", account.calendar_ids[0].as_str()),
    ] {
        command.env(format!("SANDBOX_{name}"), value);
    }
    let output = tokio::time::timeout(LONGEST, command.output()).await.expect("the script ends in time");
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; this test needs it: install {program}"));
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{} failed\n{said}\n{wrong}", script.display());
    assert!(said.trim_end().ends_with("everything holds"), "{} ended early\n{said}\n{wrong}", script.display());
    said.into_owned()
}
