//! The descriptions for other languages: public validators accept them, public generators make types of them that
//! every sample fits, and the sandbox does what they say.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::{env, fs};

use cronofy_hooks_clients::installed::{folder, install, npm, pip};
use cronofy_hooks_sandbox::{ClockMode, Sandbox};
use tokio::process::Command;

const OPENAPI: &str = "openapi.json";
const ASYNCAPI: &str = "asyncapi.json";

/// Requests for each endpoint, unless `CONTRACT_EXAMPLES` says otherwise.
const EXAMPLES: &str = "5";

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contract").join(path)
}

fn workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn description(name: &str) -> PathBuf {
    workspace("cronofy-hooks-contract/export").join(name)
}

/// The folder of the Python tools.
fn python() -> PathBuf {
    let folder = folder(env!("CARGO_TARGET_TMPDIR"), "contract-python");
    install(&folder, &[&here("requirements.txt")], || pip(&folder, &here("requirements.txt")));
    folder.join("bin")
}

/// The folder of the Node.js tools.
fn node() -> PathBuf {
    let folder = folder(env!("CARGO_TARGET_TMPDIR"), "contract-node");
    let files = [here("package.json"), here("package-lock.json")];
    install(&folder, &[&files[0], &files[1]], || npm(&folder, &files));
    folder
}

/// Runs a tool; gives what it wrote.
async fn run(command: &mut Command) -> String {
    let output = command.kill_on_drop(true).output().await;
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} failed\n{said}\n{wrong}");
    said.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_description_is_valid_and_every_sample_fits_its_python_types() {
    let bin = python();
    run(Command::new(bin.join("openapi-spec-validator")).arg(description(OPENAPI))).await;
    let models = bin.join("../models.py");
    run(Command::new(bin.join("datamodel-codegen"))
        .args(["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"])
        .args(["--extra-fields", "allow", "--use-title-as-name", "--formatters", "builtin"])
        // Python has no year 0, and its URLs are rewritten.
        .args(["--type-mappings", "string+date-time=string", "string+date=string", "string+uri=string"])
        .arg("--input")
        .arg(description(OPENAPI))
        .arg("--output")
        .arg(&models))
    .await;
    let said =
        run(Command::new(bin.join("python")).arg(here("samples.py")).arg(models).arg(workspace("schemas"))).await;
    assert!(said.trim_end().ends_with("everything holds"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_fits_the_typescript_types_of_the_openapi_description() {
    let folder = node();
    let tools = folder.join("node_modules/.bin");
    run(Command::new(tools.join("openapi-typescript"))
        .arg(description(OPENAPI))
        .args(["--additional-properties", "--output"])
        .arg(folder.join("api.d.ts")))
    .await;
    run(Command::new("node").arg(here("samples.mjs")).arg(workspace("schemas")).arg(folder.join("samples.ts"))).await;
    run(Command::new(tools.join("tsc"))
        .args(["--noEmit", "--strict", "--skipLibCheck"])
        .arg(folder.join("samples.ts")))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_asyncapi_description_is_valid() {
    let folder = node();
    // A module finds its libraries beside itself.
    let script = folder.join("asyncapi.mjs");
    fs::copy(here("asyncapi.mjs"), &script).unwrap();
    let said = run(Command::new("node").arg(script).arg(description(ASYNCAPI))).await;
    assert!(said.trim_end().ends_with("everything holds"), "{said}");
}

/// Valid and mutated requests for every endpoint: each answer has a status and a body that the description has for
/// it, and none is 500 or above.
///
/// `CONTRACT_EXAMPLES=1000 cargo xtask test clients -- described` is a long run.
#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_answers_as_described() {
    let bin = python();
    let sandbox = Sandbox::builder()
        .client_id("contract")
        .client_secrets(["CRN_contract"])
        .clock(ClockMode::Running(1.0))
        .without_rate_limit()
        .start()
        .unwrap();
    let serving = sandbox.serve(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let calendar_id = &sandbox.accounts()[0].calendar_ids[0];
    // A request with ids that exist goes further than one with any ids.
    let known_ids = format!("[parameters]\ncalendar_id = \"{calendar_id}\"\n");
    let tokens = [("access_token", Sandbox::ACCESS_TOKEN), ("client_secret", "CRN_contract")];
    let tokens = tokens.map(|(name, token)| format!("[auth.openapi.{name}]\nbearer = \"{token}\"\n")).concat();
    let examples = env::var("CONTRACT_EXAMPLES").unwrap_or_else(|_| EXAMPLES.to_owned());
    for (ids, phases) in [(&*known_ids, "coverage,fuzzing"), ("", "fuzzing")] {
        let config = bin.join("../schemathesis.toml");
        fs::write(&config, format!("{ids}{tokens}")).unwrap();
        let checks = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,ignored_auth";
        run(Command::new(bin.join("schemathesis"))
            .arg("--config-file")
            .arg(&config)
            .arg("run")
            .arg(description(OPENAPI))
            .args(["--url", &serving.url(), "--checks", checks, "--max-examples", &examples])
            .args(["--phases", phases, "--mode", "all", "--generation-deterministic", "--max-redirects", "0"])
            .args(["--suppress-health-check", "all", "--continue-on-failure", "--warnings", "off", "--no-color"])
            // It keeps a cache where it runs.
            .current_dir(&bin)
            .env("NO_PROXY", "127.0.0.1")
            .env("no_proxy", "127.0.0.1"))
        .await;
    }
}
