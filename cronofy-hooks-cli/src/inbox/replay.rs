//! `inbox replay`.

use clap::Args;
use cronofy_hooks::inbox::{DryRun, DryRunOutcome, JobAction, JobFilter, JobId, Worker};
use serde::Serialize;

use super::change::{ChangeArgs, Verb, exit};
use super::desk::{Desk, Failure};
use super::filter::NothingNamed;
use super::help::below;
use super::record::as_text;
use crate::exit::Exit;
use crate::plain::{jobs, one_line};
use crate::table::Table;

const REPLAY: Verb = Verb { change: JobAction::Replay, command: "replay", participle: "replayed" };

const NO_HANDLERS: &str = "\
no handler ran: they are in your application, not in this program. To run them in transactions that are \
rolled back, give your application this command, `cronofy_hooks_cli::inbox::InboxCommand`, and start it \
with `inbox replay --dry-run`";

/// Handles again what is finished: done, discarded, joined or dead
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
With --dry-run and the application's handlers, each runs in a transaction that is rolled back. One that
takes no `Tx` does not run: what it does could not be taken back. What a handler does outside its
transaction happens all the same.

JSON: {\"changed\": 3}; with --dry-run {\"would_change\": 3, \"jobs\": […]}, jobs as in `list`; with the
application's handlers {\"would_change\": 3, \"dry_runs\": […]}:
  job      \"17.0\"
  name     what it is, such as notification \"change\"
  handler  the function that takes it
  outcome  done, failed or not_run
  error    why it failed or was not run, or null"))]
pub(super) struct Replay {
    #[command(flatten)]
    args: ChangeArgs,
}

/// What the application's handlers made of a dry run.
#[derive(Serialize)]
struct WouldReplay<'r> {
    would_change: usize,
    dry_runs: Vec<DryRunJson<'r>>,
}

/// A dry run as JSON.
#[derive(Serialize)]
struct DryRunJson<'r> {
    #[serde(serialize_with = "as_text")]
    job: JobId,
    name: &'r str,
    handler: &'r str,
    outcome: &'static str,
    error: Option<&'r str>,
}

impl Replay {
    pub(super) fn check(&self) -> Result<(), NothingNamed> {
        REPLAY.check(&self.args)
    }

    pub(super) async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        match (self.args.is_dry(), desk.worker, self.args.selection(&REPLAY, desk)) {
            (true, Some(worker), Some(selection)) => dry_run(worker, selection, desk).await,
            (true, None, _) => {
                let exit = REPLAY.run(&self.args, desk).await?;
                if exit == Exit::Done {
                    desk.io.say(NO_HANDLERS);
                }
                Ok(exit)
            }
            _ => REPLAY.run(&self.args, desk).await,
        }
    }
}

async fn dry_run(worker: &Worker, selection: JobFilter, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
    let dry_runs = worker.dry_run(selection).await?;
    let records: Vec<_> = dry_runs.iter().map(DryRunJson::new).collect();
    let would_change = records.len();
    if desk.json {
        desk.io.json(&WouldReplay { would_change, dry_runs: records })?;
    } else {
        if !records.is_empty() {
            desk.io.text(table(&records).within(desk.io.columns()))?;
        }
        desk.io.line(summary(&dry_runs))?;
    }
    if would_change == 0 {
        desk.io.say("nothing matched");
    }
    Ok(exit(would_change != 0))
}

fn table(records: &[DryRunJson<'_>]) -> Table<5> {
    let mut table = Table::new(["JOB", "OUTCOME", "HANDLER", "NAME", "ERROR"]);
    for record in records {
        table.push([
            record.job.to_string(),
            record.outcome.replace('_', " "),
            one_line(record.handler),
            one_line(record.name),
            record.error.map_or_else(String::new, one_line),
        ]);
    }
    table
}

fn summary(dry_runs: &[DryRun]) -> String {
    let count = |outcome| dry_runs.iter().filter(|it| DryRunJson::new(it).outcome == outcome).count();
    let (all, failed, not_run) = (dry_runs.len() as u64, count("failed"), count("not_run"));
    format!("{} would be replayed; {failed} failed, {not_run} not run", jobs(all))
}

impl<'r> DryRunJson<'r> {
    fn new(dry_run: &'r DryRun) -> Self {
        let (outcome, error) = match &dry_run.outcome {
            DryRunOutcome::Failed(error) => ("failed", Some(&**error)),
            DryRunOutcome::NotRun(reason) => ("not_run", Some(&**reason)),
            _ => ("done", None),
        };
        Self { job: dry_run.job, name: &dry_run.name, handler: dry_run.handler, outcome, error }
    }
}
