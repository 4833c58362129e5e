//! Compiles every case.

/// What rustc says about each mistake is what is recorded beside it.
#[test]
fn mistakes_are_refused_as_recorded() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("*/fail/*.rs");
}
