//! [`Told`]: each attempt, once, when its outcome is known.

use std::collections::BTreeMap;
use std::io;

use cronofy_hooks_sandbox::{AttemptView, DeliveryView, Fault, Outcome, Sandbox};
use jiff::Timestamp;
use serde::Serialize;

use crate::io::Io;
use crate::plain::one_line;
use crate::time::for_people;

/// How many attempts of each delivery were told.
#[derive(Debug)]
pub(super) struct Told(BTreeMap<u64, usize>);

/// An attempt as JSON. The names of its fields stay: programs read them.
#[derive(Serialize)]
struct AttemptRecord<'a> {
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
}

impl Told {
    /// With what has ended already: a sandbox that goes on from a file has told that before.
    pub(super) fn of(sandbox: &Sandbox) -> Self {
        let ended = |it: &DeliveryView| it.attempts.iter().take_while(|attempt| attempt.outcome.is_some()).count();
        Self(sandbox.deliveries().iter().map(|delivery| (delivery.number, ended(delivery))).collect())
    }

    /// Tells what has ended since the last time.
    pub(super) fn tell(&mut self, sandbox: &Sandbox, json: bool, io: &mut Io<'_>) -> io::Result<()> {
        let deliveries = sandbox.deliveries();
        let mut ended = Vec::new();
        // What the sandbox has forgotten is forgotten here too: it is not told again.
        let mut remembered = BTreeMap::new();
        for delivery in &deliveries {
            let mut told = self.0.get(&delivery.number).copied().unwrap_or_default();
            // In order: what ends before an earlier attempt does waits for it.
            for attempt in delivery.attempts.iter().skip(told) {
                let Some(outcome) = &attempt.outcome else { break };
                ended.push(AttemptRecord::new(delivery, attempt, outcome));
                told += 1;
            }
            remembered.insert(delivery.number, told);
        }
        self.0 = remembered;
        ended.sort_by_key(|record| (record.at, record.delivery, record.attempt));
        for record in &ended {
            if json { io.json(record)? } else { io.line(record.line())? }
        }
        io.show()
    }
}

impl<'a> AttemptRecord<'a> {
    fn new(delivery: &'a DeliveryView, attempt: &'a AttemptView, outcome: &'a Outcome) -> Self {
        let (word, status, reason) = match outcome {
            Outcome::Answered(status) => ("answered", Some(*status), None),
            Outcome::TimedOut => ("timed_out", None, None),
            Outcome::Failed(reason) => ("failed", None, Some(reason.as_str())),
            Outcome::Lost => ("lost", None, None),
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
            took_ms: (attempt.took.as_secs_f64() * 1e6).round() / 1e3,
            fault: attempt.fault.map(Fault::name),
            accepted: outcome.succeeded(),
        }
    }

    fn line(&self) -> String {
        let name = self.subtype.map_or_else(|| self.name.to_owned(), |subtype| format!("{}:{subtype}", self.name));
        let outcome = match (self.status, self.outcome) {
            (Some(status), _) => format!("{status} in {:.1} ms", self.took_ms),
            (None, "timed_out") => "no answer in time".to_owned(),
            (None, "lost") => "lost on the way".to_owned(),
            (None, _) => format!("not delivered: {}", one_line(self.reason.unwrap_or_default())),
        };
        let attempt = if self.attempt > 1 { format!(", attempt {}", self.attempt) } else { String::new() };
        let fault = self.fault.map_or_else(String::new, |fault| format!(" (fault: {fault})"));
        format!("{}  #{:<5} {:<44}  {outcome}{attempt}{fault}", for_people(self.at), self.delivery, one_line(&name))
    }
}
