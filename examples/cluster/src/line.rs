//! [`ProcessLine`]: what a process prints when a handler begins or ends.

use std::fmt;
use std::io::Write as _;

/// One line of standard output, for people and for the demonstration.
///
/// `k3x9-07  save_recording  begins  this takes a while`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProcessLine {
    /// What the notification is about.
    pub(crate) subject: String,
    pub(crate) handler: String,
    pub(crate) step: HandlerStep,
    pub(crate) note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HandlerStep {
    Begins,
    /// The handler says so; it is so when its transaction is committed.
    Done,
    Fails,
}

impl HandlerStep {
    const ALL: [(Self, &str); 3] = [(Self::Begins, "begins"), (Self::Done, "done"), (Self::Fails, "fails")];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(step, _)| *step == self).map_or("", |(_, word)| word)
    }
}

impl ProcessLine {
    /// None of what other lines say.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (subject, handler, word) = (words.next()?, words.next()?, words.next()?);
        let (step, _) = HandlerStep::ALL.into_iter().find(|(_, known)| *known == word)?;
        let note = words.collect::<Vec<_>>().join(" ");
        Some(Self { subject: subject.to_owned(), handler: handler.to_owned(), step, note })
    }
}

impl fmt::Display for ProcessLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}  {:22}  {:6}  {}", self.subject, self.handler, self.step.word(), self.note);
        f.write_str(text.trim_end())
    }
}

/// A line on standard output.
pub(crate) fn print(line: impl fmt::Display) {
    // A reader that has gone away is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A sentence on standard error.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::{HandlerStep, ProcessLine};

    #[test]
    fn what_is_printed_is_read() {
        for (step, note) in [(HandlerStep::Begins, "this takes a while"), (HandlerStep::Done, "")] {
            let line = ProcessLine { subject: "k3x9-07".into(), handler: "remind".into(), step, note: note.into() };
            assert_eq!(ProcessLine::read(&line.to_string()), Some(line));
        }
        for other in ["", "listening on http://127.0.0.1:3000/cronofy", "k3x9-07 remind begin"] {
            assert_eq!(ProcessLine::read(other), None, "{other}");
        }
    }
}
