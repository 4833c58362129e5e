//! The file that another crate includes, and its messages.

use std::path::PathBuf;
use std::{env, fs};

use cronofy_hooks_codegen::{Error, Generator, SchemaPatch, SchemaSet};

fn fixture(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// `BLESS=1 cargo test -p cronofy-hooks-codegen` writes the expected file anew. Read the diff.
#[test]
fn fixtures_are_generated_as_recorded() -> Result<(), Box<dyn std::error::Error>> {
    for name in ["polls", "foreign"] {
        let actual = Generator::new(fixture(&format!("{name}/schemas"))).generate()?;
        let expected = fixture(&format!("{name}/expected.rs"));
        if env::var_os("BLESS").is_some_and(|value| value == "1") {
            fs::write(&expected, &actual)?;
        }
        assert!(fs::read_to_string(&expected)? == actual, "{} is stale: set BLESS=1", expected.display());
    }
    Ok(())
}

/// The patch of a recorder, and the types after it.
#[test]
fn a_patch_is_applied_as_recorded() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::temp_dir().join(format!("cronofy-hooks-codegen-patch-{}", std::process::id()));
    let before = SchemaSet::read(&fixture("polls/schemas"))?;
    for schema in &before.schemas {
        let path = folder.join(&schema.path);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, &schema.text)?;
    }
    let patch = SchemaPatch::parse(&fs::read_to_string(fixture("polls/drift.json"))?)?;
    let files = [
        "interaction/poll_answered.json",
        "notification/poll_closed.json",
        "shared/poll.json",
        "notification/poll_shown.json",
    ];
    let (written, again) = (patch.write(&folder)?, patch.write(&folder)?);
    let (actual, after) = (Generator::new(&folder).generate()?, SchemaSet::read(&folder)?);
    fs::remove_dir_all(&folder)?;
    assert_eq!((written.iter().map(String::as_str).collect::<Vec<_>>(), again), (files.to_vec(), Vec::new()));
    for schema in &before.schemas {
        let patched = after.schemas.iter().find(|other| other.path == schema.path).map(|other| &other.text);
        // A list on one line has one element more.
        let lines = schema.text.lines().filter(|line| !line.contains("enum"));
        let lines = lines.filter(|line| !patched.is_some_and(|text| text.contains(line)));
        assert_eq!(lines.collect::<Vec<_>>(), Vec::<&str>::new(), "{}: a line is gone", schema.path);
    }
    let expected = fixture("polls/drifted.rs");
    let actual = actual.replace(&folder.file_name().unwrap_or_default().to_string_lossy().into_owned(), "schemas");
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        fs::write(&expected, &actual)?;
    }
    assert!(fs::read_to_string(&expected)? == actual, "{} is stale: set BLESS=1", expected.display());
    Ok(())
}

#[test]
fn a_patch_that_does_not_fit_says_where() -> Result<(), Error> {
    let set = SchemaSet::read(&fixture("polls/schemas"))?;
    let mistake = |patch: &str| {
        let applied = SchemaPatch::parse(patch).and_then(|patch| patch.apply(&set));
        applied.err().map(|error| error.to_string()).unwrap_or_default()
    };
    for (patch, expected) in [
        ("[]", "the patch: it is no object of files"),
        (r#"{"shared/poll.json": [{"op": "remove", "path": "/title"}]}"#, "shared/poll.json: `#/0`: this is no `add`"),
        (
            r#"{"shared/pole.json": [{"op": "add", "path": "/x", "value": 1}]}"#,
            "shared/pole.json: there is no such file",
        ),
        (
            r#"{"shared/poll.json": [{"op": "add", "path": "/x/y", "value": 1}]}"#,
            "shared/poll.json: `#/x/y`: there is nothing at `/x`",
        ),
        (r#"{"../x.json": [{"op": "add", "path": "", "value": {}}]}"#, "the file is in no folder for schemas"),
        (
            r#"{"shared/poll.json": [{"op": "add", "path": "/properties/x", "value": {"if": {}}}]}"#,
            "keyword `if` is not supported",
        ),
    ] {
        assert!(mistake(patch).contains(expected), "{patch}: {}", mistake(patch));
    }
    Ok(())
}

#[test]
fn names_are_absolute_under_the_given_path() -> Result<(), Error> {
    let text = Generator::new(fixture("polls/schemas")).crate_path("::hooks").generate()?;
    assert!(!text.contains("cronofy_hooks::"));
    assert!(text.contains("impl ::hooks::payload::Payload for PollClosed"));
    assert!(text.contains(r#"#[serde(crate = "::hooks::__private::serde")]"#));
    assert!(!text.contains("\nuse "));
    Ok(())
}

#[test]
fn a_crate_path_is_absolute() {
    let error = Generator::new(fixture("polls/schemas")).crate_path("hooks").generate().err();
    assert_eq!(
        error.map(|error| error.to_string()).as_deref(),
        Some(
            "`hooks` is no absolute path of a crate or module\n  help: write it like `::cronofy_hooks` or `crate::hooks`"
        )
    );
}

#[test]
fn a_folder_without_schemas_is_a_mistake() {
    let error = Generator::new(fixture("polls/schemas/shared/..")).generate();
    assert!(error.is_ok(), "a path with dots is a path");
    let empty = env::temp_dir().join(format!("cronofy-hooks-codegen-empty-{}", std::process::id()));
    assert!(fs::create_dir_all(&empty).is_ok());
    assert!(matches!(Generator::new(&empty).generate(), Err(Error::Empty(_))));
    assert!(fs::remove_dir(&empty).is_ok());
}
