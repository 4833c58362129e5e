//! What every recorded message has to be.

use super::exceptions;
use super::records::{AREAS, all_mistakes, files};

#[test]
fn there_are_enough_cases() {
    let count = |kind| AREAS.iter().map(|area| files(area, kind, "rs").len()).sum::<usize>();
    assert!(count("fail") >= 60 && count("pass") >= 40, "{} fail, {} pass", count("fail"), count("pass"));
}

#[test]
fn every_record_belongs_to_a_case() {
    for area in AREAS {
        let names = |extension| -> Vec<_> {
            files(area, "fail", extension).iter().map(|path| path.with_extension("")).collect()
        };
        assert_eq!(names("rs"), names("stderr"));
        assert!(files(area, "pass", "stderr").is_empty(), "{area}/pass");
    }
}

#[test]
fn one_mistake_is_one_error() {
    let mut mistakes = 0;
    let mut errors = 0;
    for mistake in all_mistakes() {
        let found = mistake.errors().len();
        let exception = exceptions::SEVERAL_ERRORS.iter().find(|exception| exception.case == mistake.name);
        match exception {
            Some(exception) => assert_eq!(found, exception.errors, "{}: {}", mistake.name, exception.reason),
            None => {
                assert_eq!(found, 1, "{}", mistake.name);
                mistakes += 1;
                errors += found;
            }
        }
    }
    assert!(errors <= mistakes, "{errors} errors for {mistakes} mistakes");
    assert!(exceptions::SEVERAL_ERRORS.len() <= 10, "few");
}

#[test]
fn every_message_names_the_cure() {
    for mistake in all_mistakes() {
        let exception = exceptions::NO_CURE.iter().any(|exception| exception.case == mistake.name);
        let all = mistake.errors().iter().all(|error| error.lines().any(names_a_cure));
        assert_eq!(all, !exception, "{}:\n{}", mistake.name, mistake.recorded);
    }
}

/// A `help` or a `note` that says more than what rustc adds to every message of its kind.
fn names_a_cure(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches("= ");
    let Some(text) = line.strip_prefix("help: ").or_else(|| line.strip_prefix("note: ")) else { return false };
    let of_rustc = [
        "the trait `",
        "the following other types",
        "for that trait implementation",
        "this error originates",
        "required ",
        "the lint level",
        "within `",
        "future is not",
        "the struct `",
        "the function `",
        "associated functions are",
        "`cronofy_handler` is in scope",
        "a struct with a similar name exists (notice the capitalization)",
    ];
    !of_rustc.iter().any(|beginning| text.starts_with(beginning))
}

#[test]
fn no_message_names_what_is_internal() {
    let internal = ["__", "DESCRIPTOR", "Descriptor", "META", "Meta", "NotAHandler", "Unlisted>", "crate::"];
    for mistake in all_mistakes() {
        let lines = mistake.recorded.lines().filter(|line| !line.contains("= note: this error originates in"));
        // What is quoted of the case itself is the user's.
        let lines = lines.filter(|line| !line.trim_start().starts_with(|first: char| first.is_ascii_digit()));
        let found = lines.filter(|line| internal.iter().any(|name| line.contains(name))).count();
        let exception = exceptions::INTERNAL_NAMES.iter().any(|exception| exception.case == mistake.name);
        assert_eq!(found > 0, exception, "{}:\n{}", mistake.name, mistake.recorded);
    }
}

/// The suite gives the same result whether the sources of the standard library are installed.
#[test]
fn no_message_quotes_the_standard_library() {
    for mistake in all_mistakes() {
        assert!(!mistake.recorded.contains("$RUST"), "{}", mistake.name);
    }
}

/// What a missing handler's message offers to paste is in a case that compiles.
#[test]
fn the_offered_handler_compiles() {
    let recorded = all_mistakes().into_iter().find(|mistake| mistake.name == "list/missing_handler");
    let recorded = recorded.expect("the case").recorded;
    let offered: Vec<_> =
        recorded.lines().filter(|line| line.starts_with("                  ")).map(str::trim).collect();
    let compiled = std::fs::read_to_string(super::records::root().join("list/pass/everything_without_a_fallback.rs"));
    let compiled = compiled.expect("the case");
    assert_eq!(offered.len(), 2, "{recorded}");
    for line in offered {
        assert!(compiled.contains(line.trim_end_matches('}')), "{line}");
    }
}
