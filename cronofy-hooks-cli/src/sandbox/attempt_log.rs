//! [`AttemptLog`]: prints each attempt once, when its outcome is known.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use cronofy_hooks_contract::text::latency;
use cronofy_hooks_sandbox::{AttemptOutcome, AttemptView, DeliveryView, Fault, Sandbox};
use jiff::Timestamp;
use serde::Serialize;

use crate::io::Io;
use crate::text::{milliseconds, one_line, whole_seconds};

/// How many attempts of each delivery are printed.
#[derive(Debug)]
pub(super) struct AttemptLog(BTreeMap<u64, usize>);

/// An attempt as JSON. The names of its fields are stable: programs read them.
#[derive(Serialize)]
struct AttemptJson<'a> {
    delivery: u64,
    attempt: u32,
    at: Timestamp,
    name: &'a str,
    subtype: Option<&'a str>,
    url: &'a str,
    outcome: &'static str,
    status: Option<u16>,
    reason: Option<&'a str>,
    took_ms: f64,
    fault: Option<&'static str>,
    accepted: bool,
    #[serde(skip)]
    description: String,
}

impl AttemptLog {
    /// Skips what has ended already: a sandbox with a state file printed it before it stopped.
    pub(super) fn new(sandbox: &Sandbox) -> Self {
        let ended = |it: &DeliveryView| it.attempts.iter().take_while(|attempt| attempt.outcome.is_some()).count();
        Self(sandbox.deliveries().iter().map(|delivery| (delivery.number, ended(delivery))).collect())
    }

    /// Prints what has ended since the last call.
    pub(super) fn print(&mut self, sandbox: &Sandbox, json: bool, io: &mut Io<'_>) -> io::Result<()> {
        let deliveries = sandbox.deliveries();
        let mut ended = Vec::new();
        // A new map, without the deliveries that the sandbox has forgotten: it does not return them again.
        let mut printed = BTreeMap::new();
        for delivery in &deliveries {
            let mut count = self.0.get(&delivery.number).copied().unwrap_or_default();
            // In order: an attempt waits here until all earlier ones have ended.
            for attempt in delivery.attempts.iter().skip(count) {
                let Some(outcome) = &attempt.outcome else { break };
                ended.push(AttemptJson::new(delivery, attempt, outcome));
                count += 1;
            }
            printed.insert(delivery.number, count);
        }
        self.0 = printed;
        ended.sort_by_key(|record| (record.at, record.delivery, record.attempt));
        for record in &ended {
            if json { io.json(record)? } else { io.line(record.line())? }
        }
        io.flush()
    }
}

impl<'a> AttemptJson<'a> {
    fn new(delivery: &'a DeliveryView, attempt: &'a AttemptView, outcome: &'a AttemptOutcome) -> Self {
        let (word, status, reason) = match outcome {
            AttemptOutcome::Answered(status) => ("answered", Some(*status), None),
            AttemptOutcome::TimedOut => ("timed_out", None, None),
            AttemptOutcome::Failed(reason) => ("failed", None, Some(reason.as_str())),
            AttemptOutcome::Lost => ("lost", None, None),
        };
        Self {
            delivery: delivery.number,
            attempt: attempt.number,
            at: attempt.at,
            name: &delivery.name,
            subtype: delivery.subtype.as_deref(),
            url: &delivery.url,
            outcome: word,
            status,
            reason,
            took_ms: milliseconds(attempt.took),
            fault: attempt.fault.map(Fault::name),
            accepted: outcome.succeeded(),
            description: describe(outcome, attempt.took),
        }
    }

    fn line(&self) -> String {
        let name = self.subtype.map_or_else(|| self.name.to_owned(), |subtype| format!("{}:{subtype}", self.name));
        let attempt = if self.attempt > 1 { format!(", attempt {}", self.attempt) } else { String::new() };
        let fault = self.fault.map_or_else(String::new, |fault| format!(" (fault: {fault})"));
        let (at, name) = (whole_seconds(self.at), one_line(&name));
        format!("{at}  #{:<5} {name:<44}  {}{attempt}{fault}", self.delivery, self.description)
    }
}

/// `204 No Content in 3.1 ms`, or why there was no answer.
fn describe(outcome: &AttemptOutcome, took: Duration) -> String {
    match outcome {
        AttemptOutcome::Answered(_) => format!("{outcome} in {}", latency(took)),
        _ => one_line(&outcome.to_string()),
    }
}
