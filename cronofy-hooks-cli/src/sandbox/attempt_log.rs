//! [`AttemptLog`]: prints each attempt once, when its outcome is known, and before it the API calls.

use std::collections::BTreeMap;
use std::io;

use cronofy_hooks_contract::text::{Diagnosis, PossibleCause, latency};
use cronofy_hooks_sandbox::{AttemptOutcome, AttemptView, DeliveryView, Fault, Sandbox};
use serde_json::{Value, json};

use super::call_printer::CallPrinter;
use crate::io::Io;
use crate::text::{TextStyle, Tone, milliseconds, one_line, whole_seconds};

/// What is printed already.
#[derive(Debug)]
pub(super) struct AttemptLog {
    /// How many attempts of each delivery.
    attempts: BTreeMap<u64, usize>,
    /// The lists of other causes that were printed. Each is printed once: retries fail for the same ones.
    other_causes: Vec<Vec<PossibleCause>>,
    calls: CallPrinter,
}

impl AttemptLog {
    /// Skips what has ended already: a sandbox with a state file printed it before it stopped.
    pub(super) fn new(sandbox: &Sandbox) -> Self {
        let ended = |it: &DeliveryView| it.attempts.iter().take_while(|attempt| attempt.outcome.is_some()).count();
        let attempts = sandbox.deliveries().iter().map(|delivery| (delivery.number, ended(delivery))).collect();
        Self { attempts, other_causes: Vec::new(), calls: CallPrinter::new(sandbox) }
    }

    /// Prints what has ended since the last call. Returns the deliveries that it has read.
    pub(super) fn print(
        &mut self,
        sandbox: &Sandbox,
        url: &str,
        as_json: bool,
        io: &mut Io<'_>,
    ) -> io::Result<Vec<DeliveryView>> {
        // A call comes before what it causes.
        self.calls.print(sandbox, as_json, io)?;
        let deliveries = sandbox.deliveries();
        let mut ended = Vec::new();
        // A new map, without the deliveries that the sandbox has forgotten: it does not return them again.
        let mut printed = BTreeMap::new();
        for delivery in &deliveries {
            let mut count = self.attempts.get(&delivery.number).copied().unwrap_or_default();
            // In order: an attempt waits here until all earlier ones have ended.
            for attempt in delivery.attempts.iter().skip(count) {
                let Some(outcome) = &attempt.outcome else { break };
                let diagnosis = sandbox.diagnosis(delivery, attempt);
                ended.push(EndedAttempt { delivery, attempt, outcome, diagnosis });
                count += 1;
            }
            printed.insert(delivery.number, count);
        }
        self.attempts = printed;
        ended.sort_by_key(|it| (it.attempt.at, it.delivery.number, it.attempt.number));
        for it in &ended {
            if as_json {
                io.json(&it.json())?;
            } else {
                io.line(it.line(io.style()))?;
                it.explanation().into_iter().try_for_each(|line| io.line(line))?;
                let others = it.diagnosis.as_ref().map(|it| &*it.other_causes).unwrap_or_default();
                if !others.is_empty() && !self.other_causes.iter().any(|it| it == others) {
                    others.iter().try_for_each(|it| io.line(format_args!("    Or {}. {}", it.cause, it.help)))?;
                    let (delivery, attempt) = (it.delivery.number, it.attempt.number);
                    let page = format!("{url}/verify?delivery={delivery}&attempt={attempt}");
                    io.line(format_args!("    Find out which: {}", io.style().link(page)))?;
                    self.other_causes.push(others.to_vec());
                }
            }
        }
        io.flush()?;
        Ok(deliveries)
    }

    /// The number of the newest delivery.
    pub(super) fn newest(&self) -> Option<u64> {
        self.attempts.last_key_value().map(|(number, _)| *number)
    }
}

/// An attempt whose outcome is known.
struct EndedAttempt<'a> {
    delivery: &'a DeliveryView,
    attempt: &'a AttemptView,
    outcome: &'a AttemptOutcome,
    diagnosis: Option<Diagnosis>,
}

impl EndedAttempt<'_> {
    /// The names of the fields are stable: programs read them.
    fn json(&self) -> Value {
        let Self { delivery, attempt, outcome, diagnosis } = self;
        let (word, status, reason) = match outcome {
            AttemptOutcome::Answered(status) => ("answered", Some(status), None),
            AttemptOutcome::TimedOut => ("timed_out", None, None),
            AttemptOutcome::Refused => ("failed", None, Some("connection refused")),
            AttemptOutcome::BrokenOff => ("failed", None, Some("connection closed without an answer")),
            AttemptOutcome::Failed(reason) => ("failed", None, Some(reason.as_str())),
            AttemptOutcome::Lost => ("lost", None, None),
        };
        json!({
            "delivery": delivery.number,
            "attempt": attempt.number,
            "at": attempt.at,
            "name": delivery.name,
            "subtype": delivery.subtype,
            "url": delivery.url,
            "outcome": word,
            "status": status,
            "reason": reason,
            "took_ms": milliseconds(attempt.took),
            "fault": attempt.fault.map(Fault::name),
            "accepted": outcome.succeeded(),
            "meaning": diagnosis.as_ref().map(|it| &it.meaning),
            "help": diagnosis.as_ref().and_then(|it| it.help.as_ref()),
            "other_causes": diagnosis.as_ref().map(Diagnosis::other_causes_json),
        })
    }

    fn line(&self, style: TextStyle) -> String {
        let Self { delivery, attempt, outcome, .. } = self;
        let subtype = delivery.subtype.as_ref().map_or_else(String::new, |subtype| format!(":{subtype}"));
        let name = one_line(&format!("{}{subtype}", delivery.name));
        let mut line = format!("{}  #{:<5} {name:<44}  ", whole_seconds(attempt.at), delivery.number);
        let tone = if outcome.succeeded() { Tone::Good } else { Tone::Bad };
        line += &style.paint(tone, one_line(&outcome.to_string()));
        if matches!(outcome, AttemptOutcome::Answered(_)) {
            line += &format!(" in {}", latency(attempt.took));
        }
        if attempt.number > 1 {
            line += &format!(", attempt {}", attempt.number);
        }
        if let Some(fault) = attempt.fault {
            line += &style.paint(Tone::Warning, format_args!(" (fault: {fault})"));
        }
        line
    }

    /// What is wrong and what to do, if something is. An injected fault is in the line itself.
    fn explanation(&self) -> Option<String> {
        let Diagnosis { meaning, help, .. } = self.diagnosis.as_ref()?;
        let help = help.as_ref()?;
        Some(format!("    {}. {}", one_line(meaning), one_line(help)))
    }
}
