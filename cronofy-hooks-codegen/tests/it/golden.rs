//! The file that another crate includes, and its messages.

use std::path::PathBuf;
use std::{env, fs};

use cronofy_hooks_codegen::{Error, Generator};

fn fixture(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// `BLESS=1 cargo test -p cronofy-hooks-codegen` writes the expected file anew. Read the diff.
#[test]
fn fixtures_are_generated_as_recorded() -> Result<(), Box<dyn std::error::Error>> {
    for name in ["polls", "foreign"] {
        let actual = Generator::new(fixture(&format!("{name}/schemas"))).generate()?;
        let expected = fixture(&format!("{name}/expected.rs"));
        if env::var_os("BLESS").is_some() {
            fs::write(&expected, &actual)?;
        }
        assert!(fs::read_to_string(&expected)? == actual, "{} is stale: set BLESS=1", expected.display());
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
