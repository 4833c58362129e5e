//! [`CallPrinter`]: prints each API call of the application once.

use std::io;

use cronofy_hooks_contract::text::latency;
use cronofy_hooks_sandbox::{ApiCaller, CallView, Sandbox};
use serde_json::{Value, json};

use crate::io::Io;
use crate::text::{TextStyle, Tone, milliseconds, one_line, whole_seconds};

/// The number of the last call that was printed.
#[derive(Debug)]
pub(super) struct CallPrinter(u64);

impl CallPrinter {
    /// Skips the calls of an earlier run, which a state file has.
    pub(super) fn new(sandbox: &Sandbox) -> Self {
        Self(sandbox.calls().last().map_or(0, |call| call.number))
    }

    /// Prints what has arrived since the last call.
    pub(super) fn print(&mut self, sandbox: &Sandbox, as_json: bool, io: &mut Io<'_>) -> io::Result<()> {
        for call in sandbox.calls_after(self.0) {
            self.0 = call.number;
            if as_json {
                io.json(&object(&call))?;
                continue;
            }
            io.line(line(&call, io.style()))?;
            for error in call.errors() {
                io.line(format_args!("    {}", one_line(&error)))?;
            }
        }
        Ok(())
    }
}

/// The names of the fields are stable: programs read them.
fn object(call: &CallView) -> Value {
    json!({
        "call": call.number,
        "at": call.at,
        "method": call.method,
        "target": call.masked_target(),
        "account": match &call.caller {
            ApiCaller::Account(account_id) => Some(account_id),
            _ => None,
        },
        "status": call.status,
        "took_ms": milliseconds(call.took),
        "errors": call.errors(),
    })
}

/// In the background of the attempts, unless it was refused.
fn line(call: &CallView, style: TextStyle) -> String {
    let start =
        format!("{}  API    {:<44}  ", whole_seconds(call.at), one_line(&format!("{} {}", call.method, call.path())));
    let took = format!("{} in {}", call.status, latency(call.took));
    if call.is_failure() {
        return style.paint(Tone::Quiet, start) + &style.paint(Tone::Bad, took);
    }
    style.paint(Tone::Quiet, start + &took)
}
