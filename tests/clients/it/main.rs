//! The service's own client libraries, unmodified, against the sandbox.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod contract;
mod control;
mod methods;
mod receiver_snippet;
mod receivers;
mod replay;
mod run;
mod snippet;

use std::path::Path;

use cronofy_hooks_clients::installed::{folder, install, npm, pip};

use crate::run::run;

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_works() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder(env!("CARGO_TARGET_TMPDIR"), "python");
    let python = folder.join("bin/python");
    let requirements = here.join("requirements.txt");
    install(&folder, &[&requirements], || pip(&folder, &requirements));
    run(python.to_str().unwrap(), &here.join("pycronofy_client.py"), |_| ()).await;
    methods::compare(python.to_str().unwrap(), &here.join("methods.py"), "python", "pycronofy, the client for Python")
        .await;
    snippet::run(python.to_str().unwrap(), "account.py", &folder).await;
    snippet::run("sh", "curl.sh", &folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_client_works() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder(env!("CARGO_TARGET_TMPDIR"), "node");
    let files = [here.join("node/package.json"), here.join("node/package-lock.json")];
    install(&folder, &[&files[0], &files[1]], || npm(&folder, &files));
    // A module finds its libraries beside itself.
    let beside = |name: &str| {
        let script = folder.join(name);
        std::fs::copy(here.join(name), &script).unwrap();
        script
    };
    run("node", &beside("node_client.mjs"), |_| ()).await;
    methods::compare("node", &beside("methods.mjs"), "node", "cronofy, the client for Node.js").await;
    snippet::run("node", "account.mjs", &folder).await;
}

#[tokio::test]
async fn what_the_ruby_client_sends_is_answered() {
    replay::replay("ruby", "The client for Ruby", replay::SOURCE).await;
}

#[tokio::test]
async fn what_the_php_client_sends_is_answered() {
    replay::replay("php", "The client for PHP", replay::SOURCE).await;
}

#[tokio::test]
async fn what_the_csharp_client_sends_is_answered() {
    replay::replay("csharp", "The client for C#", replay::SOURCE).await;
}

#[tokio::test]
async fn what_the_clients_publish_in_their_own_tests_is_answered() {
    replay::replay("published", "The tests of the clients", replay::PUBLISHED).await;
}
