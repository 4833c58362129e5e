//! The expansion of values, and the message of each mistake. `tests/ui` has one case for each kind of
//! place at which rustc shows a message.

mod expansion;
mod policy;
mod route;

use self::expansion::{errors, expand};

/// Checks the first two lines of the only message. A case has the options, what is wrong and what to
/// write. Before the options of each case stand those that all have.
fn check_messages(before: &str, cases: &[(&str, &str, &str)]) {
    for (options, what, help) in cases {
        let found = errors(expand(&format!("{before}{options}")));
        let [message] = found.as_slice() else { panic!("{options}: {found:?}") };
        let lines: Vec<_> = message.lines().take(2).collect();
        assert_eq!(lines, [*what, &format!("help: {help}")], "{options}");
    }
}
