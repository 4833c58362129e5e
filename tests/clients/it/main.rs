//! The service's own client libraries, unmodified, against the sandbox.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod installed;
mod methods;
mod replay;
mod run;
mod snippet;

use std::path::Path;
use std::process::Command;

use crate::installed::{folder, install};
use crate::run::run;

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_works() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder("python");
    let python = folder.join("bin/python");
    install(&folder, &[&here.join("requirements.txt")], || {
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv", "--clear"]).arg(&folder);
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
        pip.arg(here.join("requirements.txt"));
        [(venv, "python3 with its venv: on Debian, apt-get install python3-venv"), (pip, "a package registry")]
    });
    run(python.to_str().unwrap(), &here.join("pycronofy_client.py"), |_| ()).await;
    methods::compare(python.to_str().unwrap(), &here.join("methods.py"), "python", "pycronofy, the client for Python")
        .await;
    snippet::run(python.to_str().unwrap(), "account.py", &folder).await;
    snippet::run("sh", "curl.sh", &folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_client_works() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder("node");
    let files = [here.join("node/package.json"), here.join("node/package-lock.json")];
    install(&folder, &[&files[0], &files[1]], || {
        let mut copy = Command::new("cp");
        copy.args(&files).arg(&folder);
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]).current_dir(&folder);
        [
            (copy, "the files beside this test"),
            (npm, "npm and a package registry: on Debian, apt-get install nodejs npm"),
        ]
    });
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
