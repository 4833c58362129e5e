//! The example of the README is as short as it is meant to be. That it does what it says is its own test.

#[test]
fn the_whole_loop_takes_twenty_lines() {
    let readme = include_str!("../../README.md");
    let (_, example) = readme.split_once("```rust\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let (_, body) = example.split_once("Result<(), ClientError> {\n").unwrap();
    let (body, _) = body.split_once("    Ok(())\n").unwrap();
    for asked in ["create_channel", "subscription(", "changed_since", "MemoryTokenStore"] {
        assert!(body.contains(asked), "{asked} is a part of it");
    }
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    assert!(lines <= 20, "{lines} lines");
}

/// Each test that the table names is there.
#[test]
fn the_table_of_tests_is_true() {
    let table = include_str!("../README.md");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut found = 0;
    for name in table.split('`').skip(1).step_by(2) {
        let Some((file, test)) = name.split_once("::").filter(|(file, _)| *file != "it") else { continue };
        let source = std::fs::read_to_string(folder.join(file).with_extension("rs")).unwrap();
        assert!(source.contains(&format!("fn {test}()")), "{name} is no test");
        found += 1;
    }
    assert!(found > 20, "{found} tests are named");
}
