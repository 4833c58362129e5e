//! Compiles every case.

/// What rustc says about each mistake is what is recorded beside it.
#[test]
fn mistakes_are_refused_as_recorded() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("*/fail/*.rs");
}

/// The legal forms compile, and what they build starts.
#[test]
fn legal_forms_run() {
    let cases = trybuild::TestCases::new();
    cases.pass("*/pass/*.rs");
    // What the tests of the macros recorded as expansions, and what they are expansions of.
    cases.pass("../../cronofy-hooks-macros/golden/expanded/*.rs");
}
