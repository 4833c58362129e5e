//! `inbox retry`, `inbox replay` and `inbox bury`: [`ChangeArgs`] and [`ChangeCommand`].

use clap::Args;
use cronofy_hooks::inbox::{JobAction, JobFilter, JobRecord, JobState};
use serde_json::json;
use tokio::sync::mpsc::unbounded_channel;

use super::context::Context;
use super::job_args::TargetArgs;
use super::job_json::job_json;
use super::jobs_table::{counted_jobs, jobs_table};
use crate::text::one_of;
use crate::{CommandError, Exit};

pub(super) const CHANGED: &str = "\
JSON: {\"changed\": 3}; with --dry-run {\"would_change\": 3, \"jobs\": […]}, jobs as in `list`.";

/// Which jobs to change, and whether to change them.
#[derive(Clone, Debug, Args)]
pub(super) struct ChangeArgs {
    #[command(flatten)]
    targets: TargetArgs,
    /// Changes nothing, and lists the jobs that would change
    #[arg(long)]
    pub(super) dry_run: bool,
}

pub(super) struct ChangeCommand {
    action: JobAction,
    name: &'static str,
    /// Follows "3 jobs".
    participle: &'static str,
}

pub(super) const RETRY: ChangeCommand =
    ChangeCommand { action: JobAction::Retry, name: "retry", participle: "retried" };
pub(super) const REPLAY: ChangeCommand =
    ChangeCommand { action: JobAction::Replay, name: "replay", participle: "replayed" };
pub(super) const BURY: ChangeCommand = ChangeCommand { action: JobAction::Bury, name: "bury", participle: "buried" };

impl ChangeCommand {
    pub(super) fn check(&self, args: &ChangeArgs) -> Result<(), CommandError> {
        args.targets.check(self.name)
    }

    pub(super) async fn run(&self, args: &ChangeArgs, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        let filter = self.filter(args, context);
        if args.dry_run {
            let jobs = match filter {
                Some(filter) => context.inbox.list(filter).await?,
                None => Vec::new(),
            };
            return self.print_jobs(&jobs, context);
        }
        let changed = match filter {
            Some(filter) => self.apply(filter, context).await?,
            None => 0,
        };
        if context.json {
            context.io.json(&json!({ "changed": changed }))?;
        } else {
            context.io.line(format_args!("{} {}", counted_jobs(changed), self.participle))?;
        }
        let named = args.targets.named() as u64;
        if changed == 0 {
            context.io.say(format_args!("nothing matched: {}", self.applies_to()));
        } else if changed < named {
            let others = counted_jobs(named - changed);
            context.io.say(format_args!("{others} not changed: {}; see `show`", self.applies_to()));
        }
        Ok(Exit::matched(changed != 0))
    }

    /// The jobs to change. `None` if the action applies to none of the given states.
    pub(super) fn filter(&self, args: &ChangeArgs, context: &Context<'_, '_>) -> Option<JobFilter> {
        args.targets.filter(self.action, context.io.time())
    }

    /// Applies the action, and shows the progress on a terminal.
    async fn apply(&self, filter: JobFilter, context: &mut Context<'_, '_>) -> Result<u64, CommandError> {
        let (report, mut reports) = unbounded_channel();
        // The receiver is gone once the action has ended.
        let progress = Box::new(move |changed| report.send(changed).unwrap_or_default());
        let inbox = context.inbox;
        let mut applying = inbox.apply_with_progress(self.action, filter, progress);
        let participle = self.participle;
        let mut so_far = 0;
        let ended = loop {
            tokio::select! {
                biased;
                ended = &mut applying => break ended,
                Some(changed) = reports.recv() => {
                    so_far = changed;
                    context.io.progress(format_args!("{} {participle} so far", counted_jobs(changed)));
                }
            }
        };
        context.io.end_progress();
        while let Ok(changed) = reports.try_recv() {
            so_far = changed;
        }
        if ended.is_err() && so_far > 0 {
            let changed = counted_jobs(so_far);
            context
                .io
                .say(format_args!("{changed} {participle} before the error; run the command again for the others"));
        }
        Ok(ended?)
    }

    fn print_jobs(&self, jobs: &[JobRecord], context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        if context.json {
            let all: Vec<_> = jobs.iter().map(job_json).collect();
            context.io.json(&json!({ "would_change": jobs.len(), "jobs": all }))?;
        } else {
            if !jobs.is_empty() {
                context.io.table(&jobs_table(jobs, context.io.time()))?;
            }
            context.io.line(format_args!("{} would be {}", counted_jobs(jobs.len() as u64), self.participle))?;
        }
        if jobs.is_empty() {
            context.io.say(format_args!("nothing matched: {}", self.applies_to()));
        }
        Ok(Exit::matched(!jobs.is_empty()))
    }

    fn applies_to(&self) -> String {
        let states = JobState::ALL.into_iter().filter(|&state| self.action.applies_to(state));
        let states: Vec<_> = states.map(JobState::as_str).collect();
        format!("`{}` changes jobs that are {}", self.name, one_of(&states))
    }
}
