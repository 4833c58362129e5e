//! `schemas`, `routes` and `codegen`.

use cronofy_hooks::{Hooks, Secrets, handlers};
use serde_json::{Value, json};

use crate::support::{Folder, Ran, run};

fn objects(ran: &Ran) -> Vec<Value> {
    assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
    ran.out.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

#[tokio::test]
async fn routes_are_those_of_the_library() {
    let hooks = Hooks::new(Secrets::new(["CRN_secret"]).expect("it is a secret")).handlers::<()>(handlers![..]);
    let routes = hooks.routes();
    let known = routes
        .iter()
        .filter(|entry| !entry.route.name().is_empty())
        .map(|entry| (entry.route.kind().as_str(), entry.route.name()));
    let known: Vec<_> = known.collect();
    let ran = run(&["routes", "--json"], b"").await;
    let told = objects(&ran);
    let told_names =
        told.iter().map(|it| (it["kind"].as_str().unwrap_or_default(), it["name"].as_str().unwrap_or_default()));
    assert_eq!(told_names.collect::<Vec<_>>(), known);
    let failing = told.iter().find(|it| it["name"] == "conferencing_failing").expect("it is there");
    assert_eq!(failing["subtypes"], json!(["profile_missing", "missing_meeting_url"]));
    assert_eq!(failing["payload"], "ConferencingFailing");

    let ran = run(&["routes", "conferencing_failing"], b"").await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("#[cronofy_handler(interaction = \"conferencing_failing\")]\nasync fn conferencing_failing(failing: ConferencingFailing) {}"), "{ran:?}");
    let ran = run(&["routes", "chnage"], b"").await;
    assert_eq!(
        (ran.code, &*ran.err),
        (3, "error: nothing that is documented is called `chnage`; did you mean `change`?\n")
    );
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
    let ran = run(&["schemas", "show", "changes"], b"").await;
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("there is no schema `changes`; did you mean `notification/change`"), "{ran:?}");
}

#[tokio::test]
async fn bodies_are_validated() {
    let good = br#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_1","callback_url":"https://example.com/","filters":{}}}"#;
    let ran = run(&["schemas", "validate", "change", "-"], good).await;
    assert_eq!((ran.code, &*ran.out), (0, "valid: it is as notification/change says\n"), "{ran:?}");

    let bad = br#"{"notification":{"type":"change","changes_since":"yesterday"},"channel":{"channel_id":1}}"#;
    let ran = run(&["schemas", "validate", "notification/change", "-", "--json"], bad).await;
    assert_eq!(ran.code, 4, "{ran:?}");
    let told: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let found: Vec<_> =
        told["errors"].as_array().expect("a list").iter().map(|it| format!("{} {}", it["at"], it["keyword"])).collect();
    assert!(found.contains(&r#""/notification/changes_since" "format""#.to_owned()), "{found:?}");
    assert!(found.contains(&r#""/channel/channel_id" "type""#.to_owned()), "{found:?}");
    let ran = run(&["schemas", "validate", "change", "-"], bad).await;
    assert!(ran.out.starts_with("not valid: it is not as notification/change says\n  /"), "{ran:?}");

    for (input, code, expected) in [(&b"{"[..], 1, "error: - is no JSON"), (b"", 1, "error: - is no JSON")] {
        let ran = run(&["schemas", "validate", "change", "-"], input).await;
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.err.contains(expected), "{ran:?}");
    }
}

#[tokio::test]
async fn an_export_can_be_generated_from() {
    let folder = Folder::new();
    let schemas = folder.path().join("schemas");
    let schemas = schemas.to_str().expect("a plain name");
    let ran = run(&["schemas", "export", schemas, "--json"], b"").await;
    let count = objects(&run(&["schemas", "list", "--json"], b"").await).len();
    assert_eq!(objects(&ran), [json!({ "folder": schemas, "written": count })]);
    assert!(run(&["schemas", "export", schemas], b"").await.out.starts_with("0 schemas written"));
    folder.file("schemas/notification/change.json", "{}");
    let ran = run(&["schemas", "export", schemas], b"").await;
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("holds something else") && ran.err.contains("--force"), "{ran:?}");
    assert!(run(&["schemas", "export", schemas, "--force"], b"").await.out.starts_with("1 schema written"));

    #[cfg(feature = "codegen")]
    {
        let output = folder.path().join("src/notifications.rs");
        let output = output.to_str().expect("a plain name");
        let generate = ["codegen", schemas, "--output", output];
        let check = ["codegen", schemas, "--output", output, "--check"];
        assert_eq!(run(&check, b"").await.code, 4);
        assert_eq!(run(&generate, b"").await.out, format!("wrote {output}\n"));
        assert_eq!(run(&check, b"").await.out, format!("{output} is fresh\n"));
        let text = std::fs::read_to_string(output).expect("it is written");
        assert!(text.contains("pub struct ConferencingFailing"), "{text}");
        assert_eq!(run(&["codegen", schemas], b"").await.out, text);
        folder.file("src/notifications.rs", "// edited");
        let ran = run(&["codegen", schemas, "--output", output, "--check", "--json"], b"").await;
        assert_eq!(
            (ran.code, &*ran.out),
            (4, &*format!("{}\n", json!({ "output": output, "fresh": false, "written": false })))
        );
        folder.file("schemas/notification/change.json", r#"{"title": "Change", "type": "object", "not": {}}"#);
        let ran = run(&generate, b"").await;
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.contains("schemas/notification/change.json: `#`: ") && ran.err.contains("help:"), "{ran:?}");
    }
}

#[tokio::test]
async fn shells_get_their_scripts() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run(&["completions", shell], b"").await;
        assert_eq!((ran.code, &*ran.err), (0, ""), "{shell}");
        assert!(ran.out.contains("cronofy-hooks") && ran.out.contains("trigger"), "{shell}");
    }
    assert_eq!(run(&["completions", "dos"], b"").await.code, 2);
}
