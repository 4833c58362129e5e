//! The page "My handler does not compile", whose second half is generated from the cases, and the
//! expansion in the documentation of the macro.

use std::fmt::Write as _;
use std::{env, fs};

use super::records::{AREAS, FailCase, PAGE, fail_cases, root};

const MARK: &str = "<!-- The tests in `tests/ui` generate the rest from their cases, with BLESS=1. -->\n";

#[test]
fn the_page_has_every_case() {
    let path = root().join("../../cronofy-hooks/src/docs/my_handler_does_not_compile.md");
    let page = fs::read_to_string(&path).expect("the page").replace("\r\n", "\n");
    let (by_hand, _) = page.split_once(MARK).expect("the mark");
    let fresh = format!("{by_hand}{MARK}{}", generated());
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &fresh).expect("to be written");
    } else {
        assert!(fresh == page, "the page is stale: run with BLESS=1, and read the difference");
    }
}

#[test]
fn the_documented_expansion_is_the_recorded_one() {
    let golden = root().join("../../cronofy-hooks-macros/golden/expanded/one_argument.rs");
    let golden = fs::read_to_string(golden).expect("the golden expansion");
    let from = golden.find("/// Pulls").expect("the handler");
    let fresh = format!(
        "The function as it was, and beside it, with a doc comment of two paragraphs and one argument:\n\n```text\n{}```\n",
        &golden[from..]
    );
    let path = root().join("../../cronofy-hooks/src/docs/expansion.md");
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &fresh).expect("to be written");
    }
    assert!(fs::read_to_string(&path).expect("the page") == fresh, "the page is stale: run with BLESS=1");
}

/// The example of this package is compiled with the tests, without a warning.
#[test]
fn the_first_example_of_the_readme_is_compiled() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("a file").replace("\r\n", "\n");
    let (readme, compiled) = (read("../../README.md"), read("examples/readme.rs"));
    let (_, compiled) = compiled.split_once("\n\n").expect("the head of the example");
    let (_, example) = readme.split_once("```rust,no_run\n").expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    assert_eq!(example, compiled, "copy the example of the README to tests/ui/examples/readme.rs");
}

fn generated() -> String {
    let mut page = String::new();
    for area in AREAS {
        let title = match *area {
            "attribute" => "In the attribute",
            "policy" => "In the options for an inbox",
            "signature" => "In the signature",
            "types" => "In the types",
            "request" => "In a request",
            _ => "In the list",
        };
        let _ = write!(page, "\n# {title}\n");
        for case in fail_cases(area) {
            assert!(!case.cure.is_empty(), "{} has no comment at its head", case.name);
            let _ = write!(page, "\n```text\n{}\n```\n\n{}\n", first_lines(&case), case.cure);
        }
    }
    page
}

/// The message of the first error, without its place and what rustc adds.
fn first_lines(case: &FailCase) -> String {
    let first = *case.errors().first().expect("an error");
    let message = first.lines().take_while(|line| !line.trim_start().starts_with("--> "));
    let lines = message.map(|line| shortened(&without_indent(line)));
    // The page does not name itself.
    let lines: Vec<String> = lines.filter(|line| line != PAGE).collect();
    lines.join("\n").trim_end().to_owned()
}

/// rustc indents the lines after the first by the width of `error: `.
fn without_indent(line: &str) -> String {
    let line = line.replace("error[E0080]: evaluation panicked: ", "error: ");
    match line.strip_prefix("       ") {
        Some(text) => text.trim_start_matches("       ").to_owned(),
        None => line,
    }
}

/// Cuts off the end of a long list of names.
fn shortened(line: &str) -> String {
    const WIDTH: usize = 160;
    let names = line.match_indices(", `").map(|(at, _)| at).filter(|at| *at < WIDTH);
    match names.last() {
        Some(at) if line.len() > WIDTH => format!("{}, …", &line[..at]),
        _ => line.to_owned(),
    }
}
