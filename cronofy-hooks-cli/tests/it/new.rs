//! `new` and `scaffold`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cronofy_hooks_contract::schemas;
use serde_json::Value;

use crate::support::{TempFolder, run};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files below a folder, by their paths.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("a text");
                found.insert(path.strip_prefix(folder).expect("it is below").to_owned(), text);
            }
        }
    }
    found
}

async fn written(args: &[&str], folder: &Path) -> BTreeMap<PathBuf, String> {
    let folder = folder.to_str().expect("a plain name");
    let output = run(&[&["new", folder][..], args].concat(), b"").await;
    assert_eq!((output.code, &*output.err), (0, ""), "{output:?}");
    files(Path::new(folder))
}

/// The example is a member of the workspace, so what `new` writes compiles, and passes its own tests and the checks.
#[tokio::test]
async fn the_example_is_what_it_writes() {
    let temp = TempFolder::new();
    fs::create_dir_all(temp.path().join("cronofy-hooks")).expect("a folder");
    fs::write(temp.path().join("cronofy-hooks/Cargo.toml"), "").expect("a file");
    let checkout = temp.path().to_str().expect("a plain name");
    let wanted = written(&["--handle", "all", "--path", checkout], &temp.path().join("examples/starter")).await;
    let example = workspace().join("examples/starter");
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        for (path, text) in &wanted {
            fs::write(example.join(path), text).expect("the file can be written");
        }
    }
    let present = files(&example);
    for (path, text) in &wanted {
        assert_eq!(present.get(path), Some(text), "examples/starter/{}: run with BLESS=1", path.display());
    }
    assert_eq!(present.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
}

#[tokio::test]
async fn it_writes_the_handlers_that_were_asked_for() {
    let temp = TempFolder::new();
    let names = "event_start,conferencing_failing:profile_missing,event_start";
    let files = written(&["--handle", names], &temp.path().join("planner")).await;
    let handlers = &files[Path::new("src/handlers.rs")];
    assert!(
        handlers.contains("    handlers![event_start, conferencing_failing_profile_missing, anything_else]\n"),
        "{handlers}"
    );
    let attribute = r#"#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]"#;
    assert!(handlers.contains(attribute) && !handlers.contains("BoxError"), "{handlers}");
    assert!(!handlers.contains("match failing.subtype"), "it has one subtype: {handlers}");

    let manifest = &files[Path::new("Cargo.toml")];
    assert!(manifest.starts_with("[package]\nname = \"planner\"\n"), "{manifest}");
    let released = format!("cronofy-hooks-sandbox = {{ version = \"{}\" }}\n", env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&released), "{manifest}");
    for path in ["Cargo.toml", "Dockerfile", "README.md"] {
        let text = &files[Path::new(path)];
        assert!(["{name}", "{image}", "{cronofy"].iter().all(|place| !text.contains(place)), "{path}: {text}");
    }
    assert!(files[Path::new("Dockerfile")].contains("/app/target/release/planner "));

    let files = written(&[], &temp.path().join("Calendar")).await;
    let readme = &files[Path::new("README.md")];
    assert!(readme.starts_with("# Calendar\n") && readme.contains("docker build --tag calendar .\n"), "{readme}");
    assert!(readme.contains(" --volume calendar:/data calendar\n"), "{readme}");
}

#[tokio::test]
async fn with_a_checkout_it_takes_the_versions_of_that() {
    let temp = TempFolder::new();
    fs::create_dir_all(temp.path().join("checkout/cronofy-hooks")).expect("a folder");
    temp.file("checkout/cronofy-hooks/Cargo.toml", "");
    let checkout = temp.path().join("checkout");
    temp.file("checkout/Cargo.lock", "version = 4\n");
    let args = ["--path", checkout.to_str().expect("a plain name")];
    let files = written(&args, &checkout.join("../apps/planner")).await;
    assert_eq!(files[Path::new("Cargo.lock")], "version = 4\n");
    let manifest = &files[Path::new("Cargo.toml")];
    assert!(manifest.contains("{ path = \"../../checkout/cronofy-hooks\", features"), "{manifest}");

    let other = checkout.join("../apps/other");
    let output = run(&[&["new", other.to_str().expect("a plain name"), "--json"][..], &args].concat(), b"").await;
    let report: Value = serde_json::from_str(&output.out).expect("it is JSON");
    let named = report["files"].as_array().expect("a list").iter().map(|path| path.as_str().expect("a path").into());
    assert_eq!(named.collect::<BTreeSet<PathBuf>>(), self::files(&other).into_keys().collect());
}

/// What an application without `change` needs of the crates is less: nothing that it imports is unused.
#[tokio::test]
async fn every_choice_is_formatted() {
    let temp = TempFolder::new();
    let mut sources = Vec::new();
    let several = "change,verification,event_start,event_end,smart_invite,authorization";
    for names in ["verification", "change", several, "all"] {
        let folder = temp.path().join(format!("app{}", sources.len()));
        written(&["--handle", names], &folder).await;
        sources.push(folder.join("src/handlers.rs"));
    }
    let rustfmt = Command::new("rustfmt").args(["--check", "--edition", "2024"]).args(&sources).output();
    let rustfmt = rustfmt.expect("rustfmt is a component of the toolchain");
    assert!(rustfmt.status.success(), "{}", String::from_utf8_lossy(&rustfmt.stdout));
}

#[tokio::test]
async fn nothing_is_overwritten() {
    let temp = TempFolder::new();
    let folder = temp.path().join("app");
    fs::create_dir(&folder).expect("a folder");
    let file = temp.file("app/taken", "mine");
    for taken in [folder.to_str().expect("a plain name"), &file] {
        let output = run(&["new", taken], b"").await;
        assert_eq!(output.code, 1, "{output:?}");
        assert!(output.err.contains(" exists and is not an empty folder; choose another one"), "{output:?}");
    }
    assert_eq!(files(&folder), BTreeMap::from([(PathBuf::from("taken"), "mine".to_owned())]));

    let empty = temp.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    assert!(written(&[], &empty).await.contains_key(Path::new("src/main.rs")));
}

#[tokio::test]
async fn what_is_wrong_is_named_before_anything_is_written() {
    let temp = TempFolder::new();
    let app = temp.path().join("app");
    let app = app.to_str().expect("a plain name");
    let cases: [(&[&str], u8, &str); 4] = [
        (&["--handle", "chagne"], 3, "error: there is no route `chagne`; did you mean `change`?\n"),
        (&["--handle", "meeting_agent_failed:join_timeuot"], 3, "did you mean `meeting_agent_failed:join_timeout`"),
        (&["--path", "nowhere"], 1, "nowhere cannot be found"),
        (&["--path", folder_without_crates()], 1, "is no checkout of cronofy-hooks; give the folder that has"),
    ];
    for (args, code, words) in cases {
        let output = run(&[&["new", app][..], args].concat(), b"").await;
        assert_eq!(output.code, i32::from(code), "{output:?}");
        assert!(output.err.contains(words), "{words}: {output:?}");
    }
    assert!(files(temp.path()).is_empty());
}

fn folder_without_crates() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/src")
}

/// Cargo itself is asked about each name, except those of dependencies, which it refuses later.
#[tokio::test]
async fn names_are_refused_where_cargo_refuses_them() {
    let temp = TempFolder::new();
    let names = [
        "planner",
        "planner-2",
        "my_app",
        "_x",
        "A",
        "2nd",
        "a.b",
        "a b",
        "a+b",
        "-a",
        "async",
        "gen",
        "Self",
        "union",
        "test",
        "deps",
        "build",
        "core",
        "examples",
        "incremental",
        "dyn",
    ];
    for name in names {
        let ours = temp.path().join("ours").join(name);
        let accepted = run(&["new", ours.to_str().expect("a plain name")], b"").await.code == 0;
        let cargo = Command::new(env!("CARGO"))
            .args(["new", "--quiet", "--vcs", "none", "--offline", "--name", name])
            .arg(temp.path().join("cargo").join(name))
            .output()
            .expect("cargo runs");
        assert_eq!(accepted, cargo.status.success(), "{name}: {}", String::from_utf8_lossy(&cargo.stderr));
    }
    for name in ["tokio", "cronofy-hooks", "serde_json"] {
        let output = run(&["new", temp.path().join(name).to_str().expect("a plain name")], b"").await;
        assert_eq!(output.code, 2, "{output:?}");
        assert!(output.err.contains("is the name of a dependency; choose another one"), "{output:?}");
    }
}

#[tokio::test]
async fn scaffold_prints_one_handler() {
    let output = run(&["scaffold", "event_end"], b"").await;
    let expected = r##"
/// An event ends: the notification comes at the offset before or after it that the subscription asks for.
#[cronofy_handler(transition = "event_end")]
async fn event_end(end: EventEnd) {
    if let (Some(id), Some(ends_at)) = (&end.event.event_id, end.event.ends_at()) {
        println!("{id} ends at {ends_at}");
    }
}
"##;
    assert_eq!((output.code, &*output.out, &*output.err), (0, expected, ""));
    let output = run(&["scaffold", "evnt_end"], b"").await;
    assert_eq!(output.code, 3, "{output:?}");
    for schema in schemas().iter().filter(|schema| schema.is_delivery()) {
        let output = run(&["scaffold", schema.name, "--json"], b"").await;
        let json: serde_json::Value = serde_json::from_str(&output.out).expect("it is JSON");
        assert_eq!(json["payload"], schema.title(), "{output:?}");
    }
}

/// The values for a sandbox are those that it has.
#[cfg(feature = "sandbox")]
#[test]
fn the_environment_is_that_of_a_sandbox() {
    use cronofy_hooks_sandbox::Sandbox;

    let text = fs::read_to_string(workspace().join("examples/starter/sandbox.env")).expect("a file");
    for value in [Sandbox::CLIENT_ID, Sandbox::CLIENT_SECRET, Sandbox::REFRESH_TOKEN, "http://127.0.0.1:4040"] {
        assert!(text.lines().any(|line| line.ends_with(&format!("={value}"))), "{value}");
    }
}
