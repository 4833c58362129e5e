//! The report as JUnit XML, which CI servers show.

use std::fmt::Write as _;

use super::super::check::{CheckOutcome, CheckReport};
use super::ConformReport;

impl ConformReport<'_> {
    pub(in crate::conform) fn junit(&self) -> String {
        let (tests, failures) = (self.checks.len(), self.count(CheckOutcome::Failed));
        let skipped = tests - failures - self.count(CheckOutcome::Passed);
        let time = self.took.as_secs_f64();
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        // Writing to a string cannot fail.
        let _ = writeln!(
            xml,
            "  <testsuite name=\"cronofy-hooks conform {}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" \
             skipped=\"{skipped}\" time=\"{time:.3}\">",
            escaped(self.url)
        );
        for report in &self.checks {
            report.junit(&mut xml);
        }
        xml.push_str("  </testsuite>\n</testsuites>\n");
        xml
    }
}

impl CheckReport {
    fn junit(&self, xml: &mut String) {
        let (check, verdict) = (self.check, &self.verdict);
        let time = self.took().as_secs_f64();
        let _ = write!(
            xml,
            "    <testcase classname=\"conform.{}\" name=\"{}\" time=\"{time:.3}\">",
            self.group, check.texts.name
        );
        let note = verdict.note.as_deref().unwrap_or_default();
        match verdict.outcome {
            CheckOutcome::Passed => {}
            CheckOutcome::Failed => {
                let wrong = verdict.probes.iter().filter(|probe| !probe.is_right());
                let wrong: Vec<String> = wrong
                    .map(|probe| {
                        format!("sent: {}; came back: {}; expected: {}", probe.sent, probe.reply, probe.expected)
                    })
                    .chain(verdict.note.clone())
                    .collect();
                let text = format!("{}\nwhy: {}\nchange: {}", wrong.join("\n"), check.texts.why, check.texts.change);
                let message = wrong.first().map_or(note, |first| first);
                let _ =
                    write!(xml, "\n      <failure message=\"{}\">{}</failure>\n    ", escaped(message), escaped(&text));
            }
            outcome => {
                let message = format!("{}: {note}", outcome.words());
                let _ = write!(xml, "\n      <skipped message=\"{}\"/>\n    ", escaped(message.trim_end_matches(": ")));
            }
        }
        xml.push_str("</testcase>\n");
    }
}

/// Text for XML, inside an attribute or an element. Characters that XML does not allow are replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(char),
            char if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_stays_inside_its_attribute() {
        assert_eq!(escaped("a<b>&\"c\"\u{1b}[2J\u{ffff}\né"), "a&lt;b&gt;&amp;&quot;c&quot;\u{fffd}[2J\u{fffd}\né");
    }
}
