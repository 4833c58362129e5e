//! Receivers that verify with the service's own client libraries, or as its published examples do, examined with
//! `cronofy-hooks conform`. What is found stands in the table of `cronofy-hooks-cli/src/docs/receivers.md`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use cronofy_hooks_cli::Io;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::sync::Mutex;

use cronofy_hooks_clients::installed::{folder, install, npm, pip};

const SECRET: &str = "CRN_clients_conform";
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../cronofy-hooks-cli/src/docs/receivers.md");

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// One examination at a time: none takes the processor from another, or writes the page meanwhile.
static EXAMINING: Mutex<()> = Mutex::const_new(());

/// Starts a receiver and examines it.
async fn examine(name: &str, command: &mut Command) -> Value {
    let command = command.env("CRONOFY_CLIENT_SECRET", SECRET).kill_on_drop(true);
    let mut receiver = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut lines = BufReader::new(receiver.stdout.take().unwrap()).lines();
    let url = lines.next_line().await.unwrap().expect("it prints where it listens");
    let folder = folder(env!("CARGO_TARGET_TMPDIR"), "receivers");
    fs::create_dir_all(&folder).unwrap();
    let (secrets, junit) = (folder.join("secret"), folder.join("conform.xml"));
    fs::write(&secrets, SECRET).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = {
        let mut args = vec!["cronofy-hooks", "conform", &url, "--json"];
        args.extend(["--secret-file", secrets.to_str().unwrap(), "--junit", junit.to_str().unwrap()]);
        cronofy_hooks_cli::run(args, &mut Io::new(&mut out, &mut err)).await
    };
    assert_eq!((String::from_utf8_lossy(&err), [0, 4].contains(&exit.code())), ("".into(), true));
    parse_xml(&junit).await;
    serde_json::from_slice(&out).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Another parser reads the JUnit report.
async fn parse_xml(path: &Path) {
    let script = "import sys, xml.etree.ElementTree as tree\n\
                  assert len(tree.parse(sys.argv[1]).findall('testsuite/testcase')) > 35";
    let ended = Command::new("python3").args(["-c", script]).arg(path).status().await.unwrap();
    assert!(ended.success(), "{}", path.display());
}

/// Examines a receiver, and compares what was found with its row of the page. `BLESS=1` records it anew.
async fn examine_and_compare(name: &str, command: &mut Command) {
    let _guard = EXAMINING.lock().await;
    compare(name, &examine(name, command).await);
}

/// The names of the checks that ended in this way.
fn ended<'r>(report: &'r Value, outcome: &str) -> Vec<&'r str> {
    let checks = report["checks"].as_array().unwrap().iter().filter(|check| check["outcome"] == outcome);
    checks.map(|check| check["name"].as_str().unwrap()).collect()
}

fn compare(name: &str, report: &Value) {
    let listed = |outcome| {
        let names: Vec<String> = ended(report, outcome).iter().map(|name| format!("`{name}`")).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let (failed, not_examined) = (listed("failed"), listed("not_examined"));
    let row = format!("| {name} | {} | {failed} | {not_examined} |", report["passed"]);
    let page = fs::read_to_string(PAGE).unwrap();
    let recorded = page.lines().find(|line| line.starts_with(&format!("| {name} |")));
    let recorded = recorded.unwrap_or_else(|| panic!("{PAGE} has no row for {name}: write {row}"));
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        return fs::write(PAGE, page.replace(recorded, &row)).unwrap();
    }
    assert_eq!(recorded, row, "{PAGE}: read the difference, then run with BLESS=1\n{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_verifies_with_the_python_client_is_examined() {
    let folder = folder(env!("CARGO_TARGET_TMPDIR"), "python");
    let requirements = here("requirements.txt");
    install(&folder, &[&requirements], || pip(&folder, &requirements));
    let mut command = Command::new(folder.join("bin/python"));
    examine_and_compare("pycronofy 2.1.1", command.arg(here("receivers/receiver.py")).arg("pycronofy")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_verifies_with_the_node_client_is_examined() {
    let folder = folder(env!("CARGO_TARGET_TMPDIR"), "node");
    let files = [here("node/package.json"), here("node/package-lock.json")];
    install(&folder, &[&files[0], &files[1]], || npm(&folder, &files));
    // A module finds its libraries beside itself.
    let script = folder.join("receiver.mjs");
    fs::copy(here("receivers/receiver.mjs"), &script).unwrap();
    examine_and_compare("cronofy 3.8.4 for Node.js", Command::new("node").arg(script).arg("client")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn receivers_that_verify_as_the_published_examples_are_examined() {
    let mut node = Command::new("node");
    examine_and_compare("the example for Node.js", node.arg(here("receivers/receiver.mjs")).arg("example")).await;
    let mut python = Command::new("python3");
    examine_and_compare("the examples for PHP and Ruby", python.arg(here("receivers/receiver.py")).arg("example"))
        .await;
}

/// The work of this receiver is real, as is the time that the check measures.
#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_hashes_for_each_value_is_found_by_the_clock() {
    let _guard = EXAMINING.lock().await;
    let mut python = Command::new("python3");
    let report = examine("slow", python.arg(here("receivers/receiver.py")).arg("slow")).await;
    assert_eq!(ended(&report, "failed"), ["long-signature-header"], "{report:#}");
}
