//! The dry run of `inbox replay`, which runs the handlers of an application.

use cronofy_hooks::inbox::{DryRun, DryRunOutcome, JobFilter, Worker};
use serde_json::{Value, json};

use super::change::{ChangeArgs, REPLAY};
use super::context::Context;
use super::jobs_table::counted_jobs;
use crate::text::{TextTable, one_line};
use crate::{CommandError, Exit};

const NO_HANDLERS: &str = "\
no handler ran: the handlers are in your application, not in this program. To run them in transactions \
that are rolled back, call `cronofy_hooks::Worker::dry_run` in your application; or add this command, \
`InboxCommand` of the crate cronofy-hooks-cli, and run its `inbox replay --dry-run`";

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
    let would_change = dry_runs.len();
    if context.json {
        let all: Vec<_> = dry_runs.iter().map(as_json).collect();
        context.io.json(&json!({ "would_change": would_change, "dry_runs": all }))?;
    } else {
        if would_change != 0 {
            context.io.table(&table(&dry_runs))?;
        }
        context.io.line(summary(&dry_runs))?;
    }
    if would_change == 0 {
        context.io.say("nothing matched");
    }
    Ok(Exit::matched(would_change != 0))
}

fn as_json(it: &DryRun) -> Value {
    let (outcome, error) = outcome(it);
    json!({ "job": it.job.to_string(), "name": it.name, "handler": it.handler, "outcome": outcome, "error": error })
}

fn table(dry_runs: &[DryRun]) -> TextTable<5> {
    let mut table = TextTable::new(["JOB", "OUTCOME", "HANDLER", "NAME", "ERROR"]);
    for it in dry_runs {
        let (outcome, error) = outcome(it);
        table.push([
            it.job.to_string(),
            outcome.replace('_', " "),
            one_line(it.handler),
            one_line(&it.name),
            error.map_or_else(String::new, one_line),
        ]);
    }
    table
}

fn summary(dry_runs: &[DryRun]) -> String {
    let count = |word| dry_runs.iter().filter(|it| outcome(it).0 == word).count();
    let (all, failed, not_run) = (dry_runs.len() as u64, count("failed"), count("not_run"));
    format!("{} would be replayed; {failed} failed, {not_run} not run", counted_jobs(all))
}

/// A word for the outcome, and why the handler failed or did not run.
fn outcome(dry_run: &DryRun) -> (&'static str, Option<&str>) {
    match &dry_run.outcome {
        DryRunOutcome::Failed(error) => ("failed", Some(error)),
        DryRunOutcome::NotRun(reason) => ("not_run", Some(reason)),
        _ => ("done", None),
    }
}
