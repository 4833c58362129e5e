//! The dry run of `inbox replay`, which runs the handlers of an application.

use cronofy_hooks::inbox::{DryRun, DryRunOutcome, JobFilter, JobId, Worker};
use serde::Serialize;

use super::change::{ChangeArgs, REPLAY};
use super::context::{Context, exit};
use super::job_json::as_text;
use super::jobs_table::counted_jobs;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::text::{TextTable, one_line};

const NO_HANDLERS: &str = "\
no handler ran: the handlers are in your application, not in this program. To run them in transactions \
that are rolled back, add this command, `cronofy_hooks_cli::inbox::InboxCommand`, to your application, and \
run its `inbox replay --dry-run`";

/// The help of `inbox replay`.
pub(super) const REPLAY_HELP: &str = "\
With --dry-run and the application's handlers, each handler runs in a transaction that is rolled back. A
handler without `Tx` does not run: its effects could not be rolled back. Effects of a handler outside its
transaction remain.

JSON: {\"changed\": 3}; with --dry-run {\"would_change\": 3, \"jobs\": […]}, jobs as in `list`; with the
application's handlers {\"would_change\": 3, \"dry_runs\": […]}:
  job      \"17.0\"
  name     the name of the job, such as notification \"change\"
  handler  the function that handles it
  outcome  done, failed or not_run
  error    why it failed or did not run, or null";

#[derive(Serialize)]
struct WouldReplayJson<'r> {
    would_change: usize,
    dry_runs: Vec<DryRunJson<'r>>,
}

#[derive(Serialize)]
struct DryRunJson<'r> {
    #[serde(serialize_with = "as_text")]
    job: JobId,
    name: &'r str,
    handler: &'r str,
    outcome: &'static str,
    error: Option<&'r str>,
}

pub(super) async fn replay(args: &ChangeArgs, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
    match (args.dry_run, context.worker, REPLAY.filter(args, context)) {
        (true, Some(worker), Some(filter)) => dry_run(worker, filter, context).await,
        (true, None, _) => {
            let exit = REPLAY.run(args, context).await?;
            if exit == Exit::Done {
                context.io.say(NO_HANDLERS);
            }
            Ok(exit)
        }
        _ => REPLAY.run(args, context).await,
    }
}

async fn dry_run(worker: &Worker, filter: JobFilter, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
    let dry_runs = worker.dry_run(filter).await?;
    let dry_runs: Vec<_> = dry_runs.iter().map(DryRunJson::new).collect();
    let would_change = dry_runs.len();
    if context.json {
        context.io.json(&WouldReplayJson { would_change, dry_runs })?;
    } else {
        if would_change != 0 {
            context.io.text(table(&dry_runs).within(context.io.columns()))?;
        }
        context.io.line(summary(&dry_runs))?;
    }
    if would_change == 0 {
        context.io.say("nothing matched");
    }
    Ok(exit(would_change != 0))
}

fn table(dry_runs: &[DryRunJson<'_>]) -> TextTable<5> {
    let mut table = TextTable::new(["JOB", "OUTCOME", "HANDLER", "NAME", "ERROR"]);
    for dry_run in dry_runs {
        table.push([
            dry_run.job.to_string(),
            dry_run.outcome.replace('_', " "),
            one_line(dry_run.handler),
            one_line(dry_run.name),
            dry_run.error.map_or_else(String::new, one_line),
        ]);
    }
    table
}

fn summary(dry_runs: &[DryRunJson<'_>]) -> String {
    let count = |outcome| dry_runs.iter().filter(|it| it.outcome == outcome).count();
    let (all, failed, not_run) = (dry_runs.len() as u64, count("failed"), count("not_run"));
    format!("{} would be replayed; {failed} failed, {not_run} not run", counted_jobs(all))
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
