//! `inbox prune`.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use cronofy_hooks::inbox::{Inbox, InboxError, JobFilter, JobId, JobRecord, JobState, Retention};
use cronofy_hooks_contract::limits::RETRY_PERIOD;
use cronofy_hooks_contract::text::counted;
use jiff::Timestamp;
use serde_json::json;

use super::context::Context;
use super::help::below;
use crate::args::Age;
use crate::{CommandError, Exit};

/// Deletes old deliveries whose jobs are finished
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("JSON: {\"forgotten\": 3}, the number of deleted deliveries; with --dry-run {\"would_forget\": 3}. 0 is not an error."))]
pub(super) struct PruneArgs {
    /// Deletes done, discarded and joined jobs that arrived longer ago than this
    #[arg(long, value_name = "AGE", default_value = "72h")]
    done: Age,
    /// Deletes dead jobs that arrived longer ago than this; kept by default
    #[arg(long, value_name = "AGE")]
    dead: Option<Age>,
    /// Deletes nothing, and counts the deliveries that would be deleted
    ///
    /// It reads every job that is older than the AGE of `--done` into memory.
    #[arg(long)]
    dry_run: bool,
}

impl PruneArgs {
    pub(super) async fn run(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        let mut retention = Retention::default();
        retention.done = self.done.0;
        retention.dead = self.dead.map(|dead| dead.0);
        if retention.done < RETRY_PERIOD {
            context.io.say(
                "note: the service retries a delivery for up to 24 hours; one that is deleted sooner may be handled twice",
            );
        }
        if self.dry_run {
            let old = old_deliveries(context.inbox, retention, context.io.time()).await?;
            if context.json {
                context.io.json(&json!({ "would_forget": old }))?;
            } else {
                context.io.line(format_args!("{} would be deleted", counted(old, "delivery", "deliveries")))?;
            }
            return Ok(Exit::Done);
        }
        let forgotten = context.inbox.prune(retention).await?;
        if context.json {
            context.io.json(&json!({ "forgotten": forgotten }))?;
        } else {
            context.io.line(format_args!("{} deleted", counted(forgotten, "delivery", "deliveries")))?;
        }
        Ok(Exit::Done)
    }
}

/// How many deliveries [`Inbox::prune`] would delete: those whose jobs are finished, as is what they joined, and that
/// arrived long enough ago.
async fn old_deliveries(inbox: &dyn Inbox, retention: Retention, now: Timestamp) -> Result<u64, InboxError> {
    let since = |kept| now.saturating_sub(kept).unwrap_or(Timestamp::MIN);
    let mut filter = JobFilter::all();
    filter.until = Some(since(retention.done));
    let jobs = inbox.list(filter).await?;
    let mut states: BTreeMap<JobId, JobState> = jobs.iter().map(|job| (job.job, job.state)).collect();
    let joined: BTreeSet<_> = jobs.iter().filter_map(|job| job.joined).filter(|it| !states.contains_key(it)).collect();
    if !joined.is_empty() {
        let mut younger = JobFilter::all();
        younger.jobs = joined.into_iter().collect();
        states.extend(inbox.list(younger).await?.iter().map(|job| (job.job, job.state)));
    }
    let is_open = |state: &JobState| matches!(state, JobState::Waiting | JobState::Running);
    let is_old = |job: &JobRecord| {
        let dead = retention.dead.is_some_and(|dead| job.received_at < since(dead.max(retention.done)));
        let runs = job.joined.and_then(|joined| states.get(&joined)).is_some_and(is_open);
        !is_open(&job.state) && !runs && (job.state != JobState::Dead || dead)
    };
    let mut deliveries: BTreeMap<i64, bool> = BTreeMap::new();
    for job in &jobs {
        *deliveries.entry(job.job.delivery()).or_insert(true) &= is_old(job);
    }
    Ok(deliveries.values().filter(|is_old| **is_old).count() as u64)
}
