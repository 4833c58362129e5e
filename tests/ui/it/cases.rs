//! Compiles every mistake.

use super::counted;
use super::records::AREAS;

/// rustc reports each mistake as in the record beside it, and reports nothing else.
#[test]
fn each_mistake_has_its_recorded_error_and_no_other() {
    {
        let cases = trybuild::TestCases::new();
        // Those of an application with an inbox need the library with another feature: `inbox.rs` compiles them.
        for area in AREAS.iter().filter(|area| **area != "inbox") {
            cases.compile_fail(format!("fail/{area}/*.rs"));
        }
        // They are compiled when the value is dropped.
    }
    counted::each_error_is_recorded();
}
