//! Runs a snippet of the sandbox's console as it is pasted.

use std::net::SocketAddr;
use std::path::Path;

use cronofy_hooks_sandbox::{ClockMode, Sandbox};
use tokio::process::Command;

/// Where the console has its snippets.
pub(crate) const SNIPPETS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../cronofy-hooks-sandbox/src/console/assets/snippets");

/// Writes the snippet into a folder, where it finds its library, and runs it against a sandbox of its own.
pub(crate) async fn run(program: &str, name: &str, folder: &Path) {
    let sandbox = Sandbox::builder().clock(ClockMode::Running(1.0)).start().unwrap();
    let serving = sandbox.serve(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let snippet = std::fs::read_to_string(Path::new(SNIPPETS).join(name)).unwrap();
    let script = folder.join(name);
    std::fs::write(&script, snippet.replace("http://127.0.0.1:4040", &serving.url())).unwrap();
    let mut command = Command::new(program);
    command.arg(&script).kill_on_drop(true).env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
    let output = command.output().await.unwrap_or_else(|error| panic!("{program}: {error}; install {program}"));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{name} failed\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains(&sandbox.accounts()[0].account_id), "{name} prints the account: {said}");
}
