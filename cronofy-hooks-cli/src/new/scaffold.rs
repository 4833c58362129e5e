//! [`ScaffoldArgs`]: `scaffold` prints one handler.

use clap::Args;
use serde_json::json;

use super::handler::HandlerChoice;
use crate::{CommandError, Exit, Io};

/// Prints a handler to paste
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(crate) struct ScaffoldArgs {
    /// What it handles: a name that `routes` lists, or `NAME:SUBTYPE`
    name: String,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks scaffold smart_invite >> src/handlers.rs
  cronofy-hooks scaffold conferencing_failing:profile_missing

It uses `cronofy_hooks::cronofy_handler` and `cronofy_hooks::payload::*`; list it in `handlers![…]`.

JSON: {\"function\": \"smart_invite\", \"payload\": \"SmartInvite\", \"source\": \"…\"}

Exit codes: 0 done, 1 the output could not be written, 2 wrong usage, 3 there is no such name.";

impl ScaffoldArgs {
    pub(crate) fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let choice = HandlerChoice::find(&self.name)?;
        if self.json {
            let (function, payload) = (choice.function(), choice.schema.title());
            io.json(&json!({ "function": function, "payload": payload, "source": choice.source() }))?;
        } else {
            io.text(format_args!("\n{}", choice.source()))?;
        }
        Ok(Exit::Done)
    }
}
