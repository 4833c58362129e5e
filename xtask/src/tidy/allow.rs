//! [`Allowed`]: the recorded exceptions of a rule.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::Fault;

/// Subjects, each with the reason why the rule does not hold for it: `subject  # reason`, one a line.
#[derive(Debug)]
pub(super) struct Allowed {
    /// The comment at the beginning of the list.
    preface: String,
    reasons: BTreeMap<String, String>,
}

impl Allowed {
    pub(super) fn parse(text: &str) -> Self {
        let preface = text.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let entry = |line: &str| {
            let (subject, reason) = line.split_once('#').unwrap_or((line, ""));
            (subject.trim().to_owned(), reason.trim().to_owned())
        };
        Self { preface, reasons: lines.map(entry).collect() }
    }

    /// What is wrong: faults that are not allowed, and exceptions that are not needed or have no reason.
    pub(super) fn complaints(&self, faults: &[Fault]) -> Vec<String> {
        let found: BTreeSet<&str> = faults.iter().map(|fault| &*fault.subject).collect();
        let faults = faults.iter().filter(|fault| !self.reasons.contains_key(&fault.subject));
        let mut complaints: Vec<String> = faults.map(|fault| fault.message.clone()).collect();
        for (subject, reason) in &self.reasons {
            if !found.contains(&**subject) {
                complaints.push(format!("the exception `{subject}` is no longer needed: remove it"));
            } else if reason.is_empty() {
                complaints.push(format!("the exception `{subject}` has no reason"));
            }
        }
        complaints
    }

    /// The list with the exceptions that are needed now, and how many there are.
    pub(super) fn updated(&self, faults: &[Fault]) -> (String, usize) {
        let subjects: BTreeSet<&str> = faults.iter().map(|fault| &*fault.subject).collect();
        let mut text = self.preface.clone();
        for subject in &subjects {
            let reason = self.reasons.get(*subject).map_or("", String::as_str);
            text.push_str(format!("{subject}  # {reason}").trim_end());
            text.push('\n');
        }
        (text, subjects.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Allowed;
    use crate::tidy::rules::Fault;

    const LIST: &str = "# Why there are exceptions.\na.rs  # because\nb.rs  #\ngone.rs  # once\n";

    fn faults() -> Vec<Fault> {
        ["a.rs", "b.rs", "c.rs"].map(|path| Fault::new(path, format!("{path} is wrong"))).to_vec()
    }

    #[test]
    fn an_exception_needs_a_reason_and_a_fault() {
        assert_eq!(
            Allowed::parse(LIST).complaints(&faults()),
            [
                "c.rs is wrong",
                "the exception `b.rs` has no reason",
                "the exception `gone.rs` is no longer needed: remove it"
            ]
        );
        assert_eq!(Allowed::parse("a.rs # because").complaints(&faults()[..1]), Vec::<String>::new());
    }

    #[test]
    fn an_update_keeps_the_reasons_of_what_is_still_needed() {
        let (text, count) = Allowed::parse(LIST).updated(&faults());
        assert_eq!((&*text, count), ("# Why there are exceptions.\na.rs  # because\nb.rs  #\nc.rs  #\n", 3));
    }
}
