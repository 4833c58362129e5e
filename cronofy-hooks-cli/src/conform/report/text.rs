//! The report as text.

use std::io;

use cronofy_hooks_contract::text::latency;

use super::super::check::{CheckOutcome, CheckReport};
use super::super::probe::SentProbe;
use super::ConformReport;
use crate::Io;
use crate::text::one_line;

/// How many wrong replies of a check are shown one by one.
const SHOWN: usize = 6;

impl ConformReport<'_> {
    pub(in crate::conform) fn print(&self, io: &mut Io<'_>) -> io::Result<()> {
        let mut group = "";
        for report in &self.checks {
            if report.group != group {
                group = report.group;
                io.line(group)?;
            }
            report.print(io)?;
        }
        io.line(format_args!("\n{} in {}", self.score(), latency(self.took)))
    }
}

impl CheckReport {
    fn print(&self, io: &mut Io<'_>) -> io::Result<()> {
        let (verdict, name) = (&self.verdict, self.check.texts.name);
        let outcome = match verdict.outcome {
            CheckOutcome::Failed => "FAILED".to_owned(),
            outcome => outcome.words().to_owned(),
        };
        let note = one_line(verdict.note.as_deref().unwrap_or_default());
        let text = if verdict.outcome == CheckOutcome::Passed { self.summary() } else { note };
        io.line(format!("  {outcome:<14}  {name:<24}  {text}").trim_end())?;
        if verdict.outcome == CheckOutcome::Failed { self.print_failure(io) } else { Ok(()) }
    }

    fn print_failure(&self, io: &mut Io<'_>) -> io::Result<()> {
        let wrong: Vec<&SentProbe> = self.verdict.probes.iter().filter(|probe| !probe.is_right()).collect();
        // A check may fail although each reply is right: because of how they compare.
        let shown: Vec<&SentProbe> = if wrong.is_empty() { self.verdict.probes.iter().collect() } else { wrong };
        for probe in shown.iter().take(SHOWN) {
            io.line(format_args!("    sent       {}", one_line(&probe.sent)))?;
            io.line(format_args!("    came back  {}", one_line(&probe.reply.to_string())))?;
            io.line(format_args!("    expected   {}", probe.expected))?;
        }
        if shown.len() > SHOWN {
            io.line(format_args!("    and {} more like these", shown.len() - SHOWN))?;
        }
        io.line(format_args!("    why        {}", self.check.texts.why))?;
        io.line(format_args!("    change     {}", self.check.texts.change))
    }

    /// What was sent, and what came back: each status with its number.
    fn summary(&self) -> String {
        let probes = &self.verdict.probes;
        let mut replies: Vec<(String, usize)> = Vec::new();
        for probe in probes {
            let reply = probe.reply.status().map_or_else(|| "closed".to_owned(), |status| status.to_string());
            match replies.iter_mut().find(|(known, _)| *known == reply) {
                Some((_, count)) => *count += 1,
                None => replies.push((reply, 1)),
            }
        }
        let replies = replies.into_iter().map(|(reply, count)| match count {
            1 => reply,
            count => format!("{count} × {reply}"),
        });
        let replies = replies.collect::<Vec<_>>().join(", ");
        match &*probes.iter().map(|probe| &*probe.sent).collect::<Vec<_>>() {
            [only] => format!("{only}: {replies}"),
            several => format!("{} requests: {replies}", several.len()),
        }
    }
}
