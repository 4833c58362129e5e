//! What CONTRIBUTING.md says about adding an interaction and a subtype, done with its own text.

use std::fs;
use std::path::Path;
use std::process::Command;

use cronofy_hooks_tests::root;

/// A program that handles both by name.
const PROGRAM: &str = r##"
use cronofy_hooks::payload::{ConferencingFailing, ConferencingRemoved};
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};
use std::sync::{Arc, Mutex};

type SeenEvents = Arc<Mutex<Vec<String>>>;

#[cronofy_handler(interaction = "conferencing_removed")]
async fn removed(removed: ConferencingRemoved, State(seen): State<SeenEvents>) {
    seen.lock().unwrap().push(format!("removed {:?}", removed.event.event_id));
}

#[cronofy_handler(interaction = "conferencing_failing", subtype = "host_missing")]
async fn host_missing(failing: ConferencingFailing, State(seen): State<SeenEvents>) {
    seen.lock().unwrap().push(format!("{:?}", failing.subtype));
}

#[tokio::test]
async fn both_can_be_handled_by_name() {
    let secrets = Secrets::new(["CRN_secret"]).unwrap();
    let seen = SeenEvents::default();
    let router = Hooks::new(secrets.clone()).handlers(handlers![removed, host_missing, ..]).state(seen.clone());
    let router = router.into_router().unwrap();
    let sample = TestRequest::sample("interaction/conferencing_removed/minimal").unwrap();
    assert_eq!(sample.signed_with(&secrets).send_to(router.clone()).await.status, 204);
    let body = r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_failing","subtype":"host_missing"}]},"event":{}}"#;
    assert_eq!(TestRequest::body(body).signed_with(&secrets).send_to(router).await.status, 204);
    assert_eq!(*seen.lock().unwrap(), ["removed Some(\"qTtZdczOccgaPncGJaCiLg\")", "Some(HostMissing)"]);
}
"##;

#[test]
fn the_page_adds_an_interaction_and_a_subtype() {
    let page = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let [schema, sample, subtype] = json_blocks(&page).try_into().expect("three JSON blocks");

    // A copy, so that the workspace stays as it is. It shares the target folder, so that little is built.
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contributing");
    if copy.exists() {
        fs::remove_dir_all(&copy).unwrap();
    }
    for entry in [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "schemas",
        "cronofy-hooks",
        "cronofy-hooks-types",
        "cronofy-hooks-contract",
        "cronofy-hooks-macros",
        "cronofy-hooks-codegen",
        // The library's own tests start one.
        "tests/postgres-server",
    ] {
        copy_all(&root().join(entry), &copy.join(entry));
    }
    only_members(&copy.join("Cargo.toml"));
    without_the_sandbox(&copy.join("cronofy-hooks/Cargo.toml"));

    fs::write(copy.join("schemas/interaction/conferencing_removed.json"), schema).unwrap();
    let samples = copy.join("schemas/samples/valid/interaction/conferencing_removed");
    fs::create_dir_all(&samples).unwrap();
    fs::write(samples.join("minimal.json"), sample).unwrap();
    let failing = copy.join("schemas/interaction/conferencing_failing.json");
    let text = fs::read_to_string(&failing).unwrap();
    let first = text.lines().find(|line| line.contains("\"profile_missing\"")).expect("a line for each subtype");
    fs::write(&failing, text.replace(first, &format!("{},\n{first}", subtype.trim()))).unwrap();

    cargo(&copy, &["run", "--quiet", "--package", "cronofy-hooks-codegen", "--", "--root", "."]);
    cargo(&copy, &["run", "--quiet", "--package", "cronofy-hooks-codegen", "--", "--root", ".", "--check"]);
    fs::create_dir_all(copy.join("cronofy-hooks/tests")).unwrap();
    fs::write(copy.join("cronofy-hooks/tests/added.rs"), PROGRAM).unwrap();
    cargo(&copy, &["test", "--quiet", "--package", "cronofy-hooks", "--test", "added"]);
}

fn json_blocks(page: &str) -> Vec<String> {
    let blocks = page.split("```json\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// The copy has only the library and its generator.
fn only_members(manifest: &Path) {
    let text = fs::read_to_string(manifest).unwrap();
    let (before, rest) = text.split_once("members = [").unwrap();
    let (_, after) = rest.split_once("exclude = [").expect("the members come before what is excluded");
    let members = r#"members = ["cronofy-hooks", "cronofy-hooks-types", "cronofy-hooks-contract", "cronofy-hooks-macros", "cronofy-hooks-codegen"]"#;
    fs::write(manifest, format!("{before}{members}\nexclude = [{after}")).unwrap();
}

/// Only the recipes for tests need it and the client, and they take long to compile.
fn without_the_sandbox(manifest: &Path) {
    let text = fs::read_to_string(manifest).unwrap();
    let is_left_out =
        |line: &&str| ["cronofy-hooks-client = ", "cronofy-hooks-sandbox = "].iter().any(|it| line.starts_with(it));
    let (left_out, rest): (Vec<_>, Vec<_>) = text.lines().partition(is_left_out);
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    fs::write(manifest, rest.join("\n")).unwrap();
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
        return;
    }
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy_all(&entry.path(), &to.join(entry.file_name()));
    }
}

fn cargo(folder: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.with_file_name("contributing-target"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "cargo {}:\n{text}{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stdout)
    );
}
