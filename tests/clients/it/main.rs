//! The service's own client libraries, unmodified, against the sandbox.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod contract;
mod installed;
mod methods;
mod run;
mod snippet;

use std::path::Path;

use crate::installed::{folder, install, npm, pip};
use crate::run::run;

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_works() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder("python");
    let python = folder.join("bin/python");
    let requirements = here.join("requirements.txt");
    install(&folder, &[&requirements], || pip(&folder, &requirements));
    run(python.to_str().unwrap(), &here.join("pycronofy_client.py"), |_| ()).await;
    methods::compare(python.to_str().unwrap(), &here.join("methods.py"), "python", "pycronofy").await;
    snippet::run(python.to_str().unwrap(), "account.py", &folder).await;
    snippet::run("sh", "curl.sh", &folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_client_works() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = folder("node");
    let files = [here.join("node/package.json"), here.join("node/package-lock.json")];
    install(&folder, &[&files[0], &files[1]], || npm(&folder, &files));
    // A module finds its libraries beside itself.
    let beside = |name: &str| {
        let script = folder.join(name);
        std::fs::copy(here.join(name), &script).unwrap();
        script
    };
    run("node", &beside("node_client.mjs"), |_| ()).await;
    methods::compare("node", &beside("methods.mjs"), "node", "cronofy for Node.js").await;
    snippet::run("node", "account.mjs", &folder).await;
}
