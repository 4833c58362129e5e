//! What a client costs to build, from nothing: crates, and CPU time.

use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{self, Spread};
use super::project;

/// A program that makes one call, and the dependencies that it needs beside tokio.
struct ClientKind {
    title: &'static str,
    dependencies: &'static str,
    call: &'static str,
}

/// Each with its default features, or with those that TLS by rustls needs.
const KINDS: [ClientKind; 4] = [
    ClientKind {
        title: "reqwest",
        // With the TLS of the client, so that it is what the client adds to.
        dependencies: "reqwest = { version = \"0.13.5\", default-features = false, features = [\"rustls-no-provider\", \"json\"] }\n\
            rustls = { version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }\nserde_json = \"1\"\n",
        call: "rustls::crypto::ring::default_provider().install_default().ok();\n    \
            let body: serde_json::Value = reqwest::get(\"https://api.cronofy.com/v1/calendars\").await?.json().await?;\n    \
            println!(\"{}\", body[\"calendars\"]);",
    },
    ClientKind {
        title: "cronofy-hooks-client",
        dependencies: "cronofy-hooks-client = { path = \"WORKSPACE/cronofy-hooks-client\" }\n",
        call: "use cronofy_hooks_client::*;\n    \
            let credentials = ApplicationCredentials::new(\"id\", \"secret\");\n    \
            let client = ApplicationClient::builder(DataCenter::De, credentials, MemoryTokenStore::default()).build()?;\n    \
            println!(\"{}\", client.account(\"acc_1\").calendars().await?.len());",
    },
    ClientKind {
        title: "octocrab",
        dependencies: "octocrab = \"0.54\"\n",
        call: "let issues = octocrab::instance().issues(\"a\", \"b\").list().send().await?;\n    \
            println!(\"{}\", issues.items.len());",
    },
    ClientKind {
        title: "async-stripe",
        dependencies: "async-stripe = { version = \"0.41\", features = [\"runtime-tokio-hyper-rustls\"] }\n",
        call: "let client = stripe::Client::new(\"sk_test\");\n    \
            let customers = stripe::Customer::list(&client, &stripe::ListCustomers::new()).await?;\n    \
            println!(\"{}\", customers.data.len());",
    },
];

impl ClientKind {
    fn write(&self, root: &Path) -> Result<PathBuf, Box<dyn Error>> {
        let folder = root.join(format!("client-{}", self.title));
        fs::create_dir_all(folder.join("src"))?;
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the benches are in a workspace")?;
        let dependencies = self.dependencies.replace("WORKSPACE", &workspace.display().to_string());
        let manifest = format!(
            "[package]\nname = \"application\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n{dependencies}\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        let source = format!(
            "#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    {}\n    Ok(())\n}}\n",
            self.call
        );
        fs::write(folder.join("src/main.rs"), source)?;
        // The same versions of everything that the workspace has; the rest is looked up, and downloaded once.
        if !folder.join("Cargo.lock").exists() {
            fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        }
        let fetched = Command::new(env!("CARGO")).args(["fetch", "--quiet"]).current_dir(&folder).status()?;
        if !fetched.success() {
            return Err(format!("the dependencies of {} cannot be downloaded", self.title).into());
        }
        Ok(folder)
    }
}

/// A program with each client, built from nothing in the dev profile, in turn.
pub(crate) fn minimal(root: &Path, rounds: usize) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let folders = KINDS.iter().map(|kind| kind.write(root)).collect::<Result<Vec<_>, _>>()?;
    let mut seconds = vec![Vec::new(); KINDS.len()];
    for _ in 0..rounds {
        for (folder, seconds) in folders.iter().zip(&mut seconds) {
            let target = folder.join("target");
            project::remove(&target)?;
            seconds.push(measure::cpu("build", "0", folder, &target)?);
            // It is large, and nothing reads it any more.
            fs::remove_dir_all(&target)?;
        }
    }
    writeln!(out, "\na program with one call, built from nothing (dev profile); median of {rounds} rounds")?;
    for ((kind, folder), seconds) in KINDS.iter().zip(&folders).zip(&seconds) {
        let (crates, spread) = (project::crates(folder)?, Spread::of(seconds.iter().copied()));
        writeln!(out, "{:24}{crates:4} crates   {spread} s of CPU", kind.title)?;
    }
    Ok(())
}
