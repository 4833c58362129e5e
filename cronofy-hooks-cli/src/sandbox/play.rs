//! `sandbox play`: plays a scenario.

use std::path::PathBuf;

use clap::Args;
use cronofy_hooks_contract::text::counted;
use cronofy_hooks_sandbox::{Scenario, Step};
use serde_json::{Value, json};

use super::serving::{ServingArgs, shutdown_signal};
use crate::args::plain_http;
use crate::text::{Tone, one_line};
use crate::{CommandError, Exit, Io};

/// Plays a scenario: steps in a file, on a sandbox that begins the same each time
#[derive(Clone, Debug, Args)]
#[command(after_long_help = AFTER)]
pub(super) struct PlayArgs {
    /// The file, in YAML or JSON; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The URL of the application, in place of the one in the file
    #[arg(long, value_name = "URL", value_parser = plain_http)]
    application: Option<String>,
    #[command(flatten)]
    serving: ServingArgs,
    /// Keeps the sandbox running after the last step, until Ctrl-C
    #[arg(long)]
    keep: bool,
    /// Prints JSON: an object per line, first the address, then each step, last the verdict
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Examples:
  cronofy-hooks sandbox play lunch.yaml
  cronofy-hooks sandbox play lunch.yaml --application http://127.0.0.1:3000/cronofy --keep

A scenario:
  application: http://127.0.0.1:3000/cronofy   # `{application}` stands for it below
  starts_at: 2026-06-01T08:00:00Z              # the clock is paused
  seed: 7                                      # of every random choice
  steps:
    - create_channel: { callback_url: '{application}' }
    - faults: [{ fault: cut, times: 1 }]
    - upsert_event:
        by: user
        summary: Lunch
        start: 2026-06-01T12:00:00Z
        end: 2026-06-01T13:00:00Z
    - advance: 1m
    - expect: { deliveries: 'name:change is:delivered', count: 1 }

`expect_channel: { channel_id: chn_1, closed: true }` expects that a channel was closed. All steps are described in
OpenAPI at /sandbox/openapi.json of a running sandbox; its console saves what was done in it as a scenario.

JSON of the first line: url, the address of the API and the console.
JSON of a step:
  step    its index, from 0
  run     the step
  result  what it made, or null
  error   why it could not be done, or null
JSON of the last line:
  steps         how many steps the scenario has
  expectations  how many of them are expectations
  failed        the index of the step that could not be done, or null if all was as expected

Exit codes: 0 every step was done, 1 it could not be played, 2 wrong usage, 4 a step could not be done or an
expectation was not met.";

impl PlayArgs {
    pub(super) async fn run(&self, io: &mut Io<'_>) -> Result<Exit, CommandError> {
        let bytes = io.read_file(&self.file)?;
        let mut scenario: Scenario = serde_saphyr::from_slice(&bytes).map_err(|error| {
            CommandError::failed(format_args!("{} is no scenario; correct this:\n{error}", self.file.display()))
        })?;
        scenario.application = self.application.clone().or(scenario.application);
        let steps = scenario.steps()?;
        let sandbox = scenario.sandbox().client_secrets(self.serving.secrets()?).program(io.program()).start()?;
        let serving = self.serving.serve(&sandbox).await?;
        if self.json {
            io.json(&json!({ "url": serving.url() }))?;
        } else {
            io.line(format_args!("console  {}", io.style().link(format_args!("{}/", serving.url()))))?;
        }
        let mut failed = None;
        for (index, step) in steps.iter().enumerate() {
            let result = sandbox.run(step).await.map_err(|error| format!("{error:#}"));
            self.report(index, step, &result, io)?;
            if result.is_err() {
                failed = Some(index);
                break;
            }
        }
        self.verdict(&steps, failed, io)?;
        if self.keep {
            io.say("the sandbox goes on; Ctrl-C stops it");
            shutdown_signal().await;
        }
        sandbox.close().await?;
        Ok(if failed.is_some() { Exit::Mismatch } else { Exit::Done })
    }

    /// The last line: whether everything was as expected. `failed` is the index of the step that was not.
    fn verdict(&self, steps: &[Step], failed: Option<usize>, io: &mut Io<'_>) -> Result<(), CommandError> {
        let is_expectation = |it: &&Step| matches!(it, Step::Expect(_) | Step::ExpectChannel(_));
        let expectations = steps.iter().filter(is_expectation).count();
        if self.json {
            io.json(&json!({ "steps": steps.len(), "expectations": expectations, "failed": failed }))?;
        } else {
            let steps = counted(steps.len() as u64, "step", "steps");
            let expectations = counted(expectations as u64, "expectation", "expectations");
            let (tone, text) = match failed {
                None => (Tone::Good, format!("{steps}, {expectations}: all as expected")),
                Some(index) => (Tone::Bad, format!("{steps}, {expectations}: stopped at step {index}")),
            };
            io.line(io.style().paint(tone, text))?;
        }
        io.flush()?;
        Ok(())
    }

    fn report(
        &self,
        index: usize,
        step: &Step,
        result: &Result<Value, String>,
        io: &mut Io<'_>,
    ) -> Result<(), CommandError> {
        let written = serde_json::to_value(step).map_err(CommandError::failed)?;
        if self.json {
            let (made, error) = (result.as_ref().ok(), result.as_ref().err());
            io.json(&json!({ "step": index, "run": written, "result": made, "error": error }))?;
        } else {
            let (tone, mark) = if result.is_ok() { (Tone::Good, "done  ") } else { (Tone::Bad, "failed") };
            let mark = io.style().paint(tone, mark);
            io.line(format_args!("{index:>3}  {mark}  {}", one_line(&written.to_string())))?;
            match result {
                Ok(made) if made.as_object().is_some_and(serde_json::Map::is_empty) => {}
                Ok(made) => io.line(format_args!("     {}", one_line(&made.to_string())))?,
                Err(error) => io.line(format_args!("     {}", one_line(error)))?,
            }
        }
        io.flush()?;
        Ok(())
    }
}
