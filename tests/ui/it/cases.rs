//! Compiles every mistake.

use super::counted;

/// rustc reports each mistake as in the record beside it, and reports nothing else.
#[test]
fn each_mistake_has_its_recorded_error_and_no_other() {
    {
        let cases = trybuild::TestCases::new();
        cases.compile_fail("fail/*/*.rs");
        // They are compiled when the value is dropped.
    }
    counted::each_error_is_recorded();
}
