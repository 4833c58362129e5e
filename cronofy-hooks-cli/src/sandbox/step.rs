//! `sandbox step`: controls a running sandbox.

use clap::Args;
use cronofy_hooks_sandbox::Step;
use jiff::SignedDuration;
use serde_json::json;

use super::remote::RemoteSandbox;
use crate::{CommandError, Exit, Io};

/// Runs steps on a running sandbox: moves its clock, adds accounts, writes events, waits for deliveries
#[derive(Clone, Debug, Args)]
#[command(after_long_help = STEPS)]
pub(super) struct StepArgs {
    /// A length of time by which to move the clock, `next`, or a step as JSON; may be repeated
    #[arg(value_name = "STEP", required = true, value_parser = parse_step)]
    steps: Vec<Step>,
    #[command(flatten)]
    sandbox: RemoteSandbox,
}

const STEPS: &str = "\
Examples:
  cronofy-hooks sandbox step 1h
  cronofy-hooks sandbox step next
  cronofy-hooks sandbox step '{\"add_account\": {\"email\": \"bob@example.com\"}}'
  cronofy-hooks sandbox step '{\"upsert_event\": {\"by\": \"user\", \"summary\": \"Lunch\",
      \"start\": \"2026-06-01T12:00:00Z\", \"end\": \"2026-06-01T13:00:00Z\"}}'
  cronofy-hooks sandbox step '{\"choose_time\": {}}'
  cronofy-hooks sandbox step 5m '{\"expect\": {\"deliveries\": \"name:change is:delivered\"}}'

Prints the result of each step as JSON, on a line of its own. All steps are described in OpenAPI at
/sandbox/openapi.json of the sandbox. The clock waits for every answer on the way.

Exit codes: 0 done, 1 a step could not be done or an expectation was not met, 2 wrong usage.";

impl StepArgs {
    pub(super) async fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let steps = serde_json::to_value(&self.steps).map_err(CommandError::failed)?;
        for result in self.sandbox.run(&steps).await? {
            io.json(&result)?;
        }
        Ok(Exit::Done)
    }
}

fn parse_step(text: &str) -> Result<Step, String> {
    if let Ok(by) = text.parse::<SignedDuration>() {
        return Ok(Step::Advance(by));
    }
    let json = if text.starts_with(['{', '"']) { text.to_owned() } else { json!(text).to_string() };
    serde_json::from_str(&json).map_err(|error| {
        format!("{error}; write a length of time such as `1h`, `next`, or JSON such as `{{\"advance\": \"1h\"}}`")
    })
}

#[cfg(test)]
mod tests {
    use cronofy_hooks_sandbox::Step;

    use super::parse_step;

    #[test]
    fn a_step_is_a_length_of_time_a_word_or_json() {
        let hour = Step::Advance(jiff::SignedDuration::from_hours(1));
        assert_eq!(parse_step("1h"), Ok(hour.clone()));
        assert_eq!(parse_step(r#"{"advance": "60m"}"#), Ok(hour));
        assert_eq!(parse_step("next"), Ok(Step::Next));
        for wrong in ["soon", "", "{", r#"{"advence": "1h"}"#, "1 parsec"] {
            let error = parse_step(wrong).expect_err(wrong);
            assert!(error.contains("such as `1h`"), "{wrong}: {error}");
        }
    }
}
