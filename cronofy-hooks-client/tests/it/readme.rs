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
