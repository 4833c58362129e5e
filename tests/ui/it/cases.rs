//! Compiles every mistake.

/// rustc reports each mistake as in the record beside it.
#[test]
fn each_mistake_has_its_recorded_error() {
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
}
