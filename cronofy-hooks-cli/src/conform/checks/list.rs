//! [`GROUPS`]: the list of all checks.

use super::super::check::ReceiverCheck;
use super::{body_bytes, connections, novelty, occurrences, setup, signature, size, timing};

/// Checks of one subject.
#[derive(Debug)]
pub(in crate::conform) struct CheckGroup {
    pub(in crate::conform) name: &'static str,
    pub(in crate::conform) checks: &'static [ReceiverCheck],
}

/// All checks. Those that others need stand before them.
pub(in crate::conform) const GROUPS: &[CheckGroup] = &[
    CheckGroup { name: "setup", checks: setup::CHECKS },
    CheckGroup { name: "deadline", checks: timing::DEADLINES },
    CheckGroup { name: "signature", checks: signature::CHECKS },
    CheckGroup { name: "bytes", checks: body_bytes::CHECKS },
    CheckGroup { name: "occurrence", checks: occurrences::CHECKS },
    CheckGroup { name: "novelty", checks: novelty::CHECKS },
    CheckGroup { name: "size", checks: size::CHECKS },
    CheckGroup { name: "load", checks: timing::LOAD },
    CheckGroup { name: "connection", checks: connections::CHECKS },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::GROUPS;

    #[test]
    fn names_are_unique_and_what_a_check_needs_stands_before_it() {
        let mut names = BTreeSet::new();
        for check in GROUPS.iter().flat_map(|group| group.checks) {
            let is_plain = check.texts.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            assert!(is_plain, "{}", check.texts.name);
            assert!(check.needs.iter().all(|needed| names.contains(needed)), "{}: {:?}", check.texts.name, check.needs);
            assert!(names.insert(check.texts.name), "{} stands twice", check.texts.name);
            for text in [check.texts.sends, check.texts.why, check.texts.change] {
                assert!(text.ends_with('.') && !text.contains("  "), "{}: {text}", check.texts.name);
            }
        }
    }
}
