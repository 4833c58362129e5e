//! The rules for every recorded message.

use std::fs;

use super::exceptions;
use super::records::{AREAS, PAGE, all_fail_cases, files, root};

#[test]
fn every_record_belongs_to_a_case() {
    for area in AREAS {
        let files = |extension| files(&format!("fail/{area}"), extension);
        let names = |extension| files(extension).iter().map(|path| path.with_extension("")).collect::<Vec<_>>();
        assert_eq!(names("rs"), names("stderr"));
    }
}

/// A file that its `mod.rs` does not list would not be compiled.
#[test]
fn every_legal_form_is_compiled() {
    let folders = AREAS.iter().map(|area| format!("pass/{area}"));
    for folder in folders.chain(["../../cronofy-hooks-macros/golden/expanded".to_owned()]) {
        let list = fs::read_to_string(root().join(&folder).join("mod.rs")).expect("the list of cases");
        for file in files(&folder, "rs").iter().filter(|file| !file.ends_with("mod.rs")) {
            let name = file.file_stem().expect("a name").to_string_lossy();
            let listed =
                [format!("    {name},\n"), format!("pub mod {name};\n")].iter().any(|line| list.contains(line));
            assert!(listed, "{} is not in the list of its folder", file.display());
        }
    }
}

#[test]
fn one_mistake_is_one_error() {
    for case in all_fail_cases() {
        let exception = exceptions::SEVERAL_ERRORS.iter().find(|exception| exception.case == case.name);
        let (expected, reason) = exception.map_or((1, "one mistake"), |exception| (exception.errors, exception.reason));
        assert_eq!(case.errors().len(), expected, "{}: {reason}", case.name);
    }
}

#[test]
fn every_message_has_a_cure() {
    for case in all_fail_cases() {
        let exception = exceptions::NO_CURE.iter().any(|exception| exception.case == case.name);
        let all = case.errors().iter().all(|error| error.lines().any(names_a_cure));
        assert_eq!(all, !exception, "{}:\n{}", case.name, case.recorded);
    }
}

#[test]
fn every_message_names_the_page() {
    for case in all_fail_cases() {
        let exception = exceptions::NO_PAGE.contains(&&*case.name);
        assert_eq!(case.recorded.contains(PAGE), !exception, "{}:\n{}", case.name, case.recorded);
    }
}

/// Whether the line is a `help` or a `note` beyond those that rustc adds to every message of its kind.
fn names_a_cure(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches("= ");
    let Some(text) = line.strip_prefix("help: ").or_else(|| line.strip_prefix("note: ")) else { return false };
    let of_rustc = [
        "see the page",
        "the trait `",
        "the following other types",
        "for that trait implementation",
        "this error originates",
        "required ",
        "the lint level",
        "within `",
        "future is not",
        "the struct `",
        "the module `",
        "expected struct `",
        "the function `",
        "associated functions are",
        "`cronofy_handler` is in scope",
        "a struct with a similar name exists (notice the capitalization)",
    ];
    !of_rustc.iter().any(|beginning| text.starts_with(beginning))
}

#[test]
fn no_message_has_an_internal_name() {
    let internal = ["__", "DESCRIPTOR", "Descriptor", "META", "Meta", "NotAHandler", "crate::"];
    for case in all_fail_cases() {
        let of_rustc = [
            "= note: this error originates in",
            "note: required by a bound in `cronofy_hooks::__private::HandlerFunction",
        ];
        let lines = case.recorded.lines().filter(|line| !of_rustc.iter().any(|text| line.contains(text)));
        // A line with a number quotes the code of the case, and one with a bar the library's.
        let quotes = |line: &str| line.trim_start().starts_with(|first: char| first.is_ascii_digit() || first == '|');
        let lines = lines.filter(|line| !quotes(line));
        let found = lines.filter(|line| internal.iter().any(|name| line.contains(name))).count();
        let exception = exceptions::INTERNAL_NAMES.iter().any(|exception| exception.case == case.name);
        assert_eq!(found > 0, exception, "{}:\n{}", case.name, case.recorded);
    }
}

/// Otherwise the result would depend on whether the sources of the standard library are installed.
#[test]
fn no_message_quotes_the_standard_library() {
    for case in all_fail_cases() {
        assert!(!case.recorded.contains("$RUST"), "{}", case.name);
    }
}

/// The message about a missing handler has a handler to paste. A legal form has the same one.
#[test]
fn the_handler_in_the_message_compiles() {
    let recorded = all_fail_cases().into_iter().find(|case| case.name == "list/missing_handler");
    let recorded = recorded.expect("the case").recorded;
    let to_paste: Vec<_> =
        recorded.lines().filter(|line| line.starts_with("                  ")).map(str::trim).collect();
    let compiled = fs::read_to_string(root().join("pass/list/everything_without_a_fallback.rs"));
    let compiled = compiled.expect("the case");
    assert_eq!(to_paste.len(), 2, "{recorded}");
    for line in to_paste {
        assert!(compiled.contains(line.trim_end_matches('}')), "{line}");
    }
}
