//! `schemas`, `routes` and `codegen`.

use cronofy_hooks::{Hooks, Secrets, handlers};
use serde_json::{Value, json};

use crate::support::{CommandOutput, TempFolder, run};

fn objects(output: &CommandOutput) -> Vec<Value> {
    assert_eq!((output.code, &*output.err), (0, ""), "{output:?}");
    output.out.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

#[tokio::test]
async fn routes_are_those_of_the_library() {
    let hooks = Hooks::new(Secrets::new(["CRN_secret"]).expect("it is a secret")).handlers::<()>(handlers![..]);
    let routes = hooks.routes();
    let documented = routes
        .iter()
        .filter(|entry| !entry.route.name().is_empty())
        .map(|entry| (entry.route.kind().as_str(), entry.route.name()));
    let documented: Vec<_> = documented.collect();
    let output = run(&["routes", "--json"], b"").await;
    let listed = objects(&output);
    let names =
        listed.iter().map(|it| (it["kind"].as_str().unwrap_or_default(), it["name"].as_str().unwrap_or_default()));
    assert_eq!(names.collect::<Vec<_>>(), documented);
    let failing = listed.iter().find(|it| it["name"] == "conferencing_failing").expect("it is there");
    assert_eq!(failing["subtypes"], json!(["profile_missing", "missing_meeting_url"]));
    assert_eq!(failing["payload"], "ConferencingFailing");

    let output = run(&["routes", "conferencing_failing"], b"").await;
    assert_eq!(output.code, 0, "{output:?}");
    assert!(output.out.contains("#[cronofy_handler(interaction = \"conferencing_failing\")]\nasync fn conferencing_failing(failing: ConferencingFailing) {\n    match failing.subtype {\n"), "{output:?}");
    let output = run(&["routes", "chnage"], b"").await;
    assert_eq!((output.code, &*output.err), (3, "error: there is no route `chnage`; did you mean `change`?\n"));
}

#[tokio::test]
async fn schemas_are_listed_shown_and_found() {
    let listed = objects(&run(&["schemas", "list", "--json"], b"").await);
    assert!(listed.iter().any(|it| it["name"] == "request/subscription"), "{listed:?}");
    for schema in &listed {
        let name = schema["name"].as_str().expect("it has a name");
        let [shown] = &*objects(&run(&["schemas", "show", name, "--json"], b"").await) else {
            panic!("not one: {name}")
        };
        assert_eq!(shown["title"], schema["title"], "{name}");
    }
    let output = run(&["schemas", "show", "changes"], b"").await;
    assert_eq!(output.code, 3, "{output:?}");
    assert!(output.err.contains("there is no schema `changes`; did you mean `notification/change`"), "{output:?}");
}

#[tokio::test]
async fn bodies_are_validated() {
    let good = br#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_1","callback_url":"https://example.com/","filters":{}}}"#;
    let output = run(&["schemas", "validate", "change", "-"], good).await;
    assert_eq!((output.code, &*output.out), (0, "valid: the body matches notification/change\n"), "{output:?}");

    let bad = br#"{"notification":{"type":"change","changes_since":"yesterday"},"channel":{"channel_id":1}}"#;
    let output = run(&["schemas", "validate", "notification/change", "-", "--json"], bad).await;
    assert_eq!(output.code, 4, "{output:?}");
    let report: Value = serde_json::from_str(&output.out).expect("it is JSON");
    let found: Vec<_> = report["errors"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| format!("{} {}", it["at"], it["keyword"]))
        .collect();
    assert!(found.contains(&r#""/notification/changes_since" "format""#.to_owned()), "{found:?}");
    assert!(found.contains(&r#""/channel/channel_id" "type""#.to_owned()), "{found:?}");
    let output = run(&["schemas", "validate", "change", "-"], bad).await;
    assert!(output.out.starts_with("not valid: the body does not match notification/change\n  /"), "{output:?}");

    for (input, code, expected) in [(&b"{"[..], 1, "error: - is not JSON"), (b"", 1, "error: - is not JSON")] {
        let output = run(&["schemas", "validate", "change", "-"], input).await;
        assert_eq!(output.code, code, "{output:?}");
        assert!(output.err.contains(expected), "{output:?}");
    }
}

#[tokio::test]
async fn descriptions_for_other_languages_are_exported() {
    for (flag, version) in [("--openapi", "openapi"), ("--asyncapi", "asyncapi")] {
        let printed = run(&["schemas", "export", flag], b"").await;
        let description: Value = serde_json::from_str(&printed.out).expect("it is JSON");
        assert!(description[version].as_str().is_some_and(|version| version.starts_with('3')), "{flag}");
        let folder = TempFolder::new();
        let file = folder.path().join("api/description.json");
        let file = file.to_str().expect("a plain name");
        let export = ["schemas", "export", flag, "--out", file];
        assert_eq!(run(&export, b"").await.out, format!("1 description written to {file}\n"));
        assert_eq!(std::fs::read_to_string(file).ok().as_deref(), Some(&*printed.out));
        folder.file("api/description.json", "{}");
        let output = run(&export, b"").await;
        assert!(output.code == 1 && output.err.contains("has other content"), "{output:?}");
        let forced = [&export[..], &["--force", "--json"]].concat();
        assert_eq!(objects(&run(&forced, b"").await), [json!({ "out": file, "written": 1 })]);
    }
    for wrong in [&["--openapi", "--asyncapi"][..], &["folder", "--openapi"], &["folder", "--out", "file"], &[]] {
        let arguments = [&["schemas", "export"], wrong].concat();
        assert_eq!(run(&arguments, b"").await.code, 2, "{arguments:?}");
    }
}

#[tokio::test]
async fn exported_schemas_can_be_given_to_codegen() {
    let folder = TempFolder::new();
    let schemas = folder.path().join("schemas");
    let schemas = schemas.to_str().expect("a plain name");
    let output = run(&["schemas", "export", schemas, "--json"], b"").await;
    let count = objects(&run(&["schemas", "list", "--json"], b"").await).len();
    assert_eq!(objects(&output), [json!({ "folder": schemas, "written": count })]);
    assert!(run(&["schemas", "export", schemas], b"").await.out.starts_with("0 schemas written"));
    folder.file("schemas/notification/change.json", "{}");
    let output = run(&["schemas", "export", schemas], b"").await;
    assert_eq!(output.code, 1, "{output:?}");
    assert!(output.err.contains("has other content") && output.err.contains("--force"), "{output:?}");
    assert!(run(&["schemas", "export", schemas, "--force"], b"").await.out.starts_with("1 schema written"));

    #[cfg(feature = "codegen")]
    {
        let file = folder.path().join("src/notifications.rs");
        let file = file.to_str().expect("a plain name");
        let generate = ["codegen", schemas, "--output", file];
        let check = ["codegen", schemas, "--output", file, "--check"];
        assert_eq!(run(&check, b"").await.code, 4);
        assert_eq!(run(&generate, b"").await.out, format!("wrote {file}\n"));
        assert_eq!(run(&check, b"").await.out, format!("{file} is fresh\n"));
        let text = std::fs::read_to_string(file).expect("it is written");
        assert!(text.contains("pub struct ConferencingFailing"), "{text}");
        assert_eq!(run(&["codegen", schemas], b"").await.out, text);
        folder.file("src/notifications.rs", "// edited");
        let output = run(&["codegen", schemas, "--output", file, "--check", "--json"], b"").await;
        assert_eq!(
            (output.code, &*output.out),
            (4, &*format!("{}\n", json!({ "output": file, "fresh": false, "written": false })))
        );
        folder.file("schemas/notification/change.json", r#"{"title": "Change", "type": "object", "not": {}}"#);
        let output = run(&generate, b"").await;
        assert_eq!(output.code, 1, "{output:?}");
        assert!(
            output.err.contains("schemas/notification/change.json: `#`: ") && output.err.contains("help:"),
            "{output:?}"
        );
    }
}

#[tokio::test]
async fn every_shell_has_a_script() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell], b"").await;
        assert_eq!((output.code, &*output.err), (0, ""), "{shell}");
        assert!(output.out.contains("cronofy-hooks") && output.out.contains("trigger"), "{shell}");
    }
    assert_eq!(run(&["completions", "dos"], b"").await.code, 2);
}
