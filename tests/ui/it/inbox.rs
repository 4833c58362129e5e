//! Compiles the mistakes of an application with an inbox. The checks of their records are in the other test program.

mod counted;
#[allow(dead_code, reason = "the other test program checks the records")]
mod records;

/// rustc reports each mistake as in the record beside it, and reports nothing else.
#[test]
fn each_mistake_has_its_recorded_error_and_no_other() {
    {
        let cases = trybuild::TestCases::new();
        cases.compile_fail("../fail/inbox/*.rs");
        // They are compiled when the value is dropped.
    }
    counted::each_error_is_recorded();
}
