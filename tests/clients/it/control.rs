//! The examples that drive the sandbox over its control API, from languages that have no client of ours.

use std::net::SocketAddr;

use cronofy_hooks_sandbox::Sandbox;
use tokio::process::Command;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sandbox-control");

/// Runs a test of another language against a paused sandbox.
async fn passes(program: &str, arguments: &[&str]) {
    let sandbox = Sandbox::builder().start().unwrap();
    let serving = sandbox.serve(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let mut command = Command::new(program);
    command.args(arguments).current_dir(EXAMPLES).env("SANDBOX_URL", serving.url()).kill_on_drop(true);
    command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1").env("PYTHONDONTWRITEBYTECODE", "1");
    let output = command.output().await.unwrap_or_else(|error| panic!("{program}: {error}; install {program}"));
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} {arguments:?} failed\n{said}\n{wrong}");
    assert!(sandbox.deliveries().iter().any(|it| it.attempts.len() == 2), "it ran against this sandbox\n{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_python_test_drives_the_sandbox() {
    // As pytest calls it; the example needs nothing of pytest.
    let call = "import test_lunch; test_lunch.test_a_lunch_is_reported_once_although_the_connection_is_cut()";
    passes("python3", &["-c", call]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_test_drives_the_sandbox() {
    passes("node", &["--test", "lunch.test.mjs"]).await;
}
