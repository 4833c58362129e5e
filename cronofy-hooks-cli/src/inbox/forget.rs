//! `inbox forget`.

use clap::Args;
use cronofy_hooks::inbox::forget_channel;
use cronofy_hooks_contract::text::counted;
use serde_json::json;

use super::context::Context;
use super::help::below;
use crate::{CommandError, Exit};

/// Deletes every delivery of a channel with its jobs, also those that have yet to run
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
For a user who asks to be forgotten. Close the channel first: what arrives afterwards stays. A delivery with
a running job is kept; repeat the command for it. It reads every body of the inbox, so it takes a while.

JSON:
  found    with --dry-run: the numbers of the deliveries; null otherwise
  deleted  the number of deleted deliveries
  kept     the numbers of the deliveries whose jobs are running

Exit codes: 0 deleted or, with --dry-run, found; 1 failed, 2 wrong usage, 3 there is no delivery of the channel."))]
pub(super) struct ForgetArgs {
    /// The id of the channel: `chn_…`
    #[arg(long, value_name = "ID")]
    channel: String,
    /// Deletes nothing, and lists what would be deleted
    #[arg(long)]
    dry_run: bool,
}

impl ForgetArgs {
    pub(super) async fn run(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        if self.dry_run {
            return self.list(context).await;
        }
        let forgotten = forget_channel(context.inbox, &self.channel).await?;
        let (deleted, kept) = (forgotten.deleted, forgotten.kept);
        if context.json {
            context.io.json(&json!({ "found": null, "deleted": deleted, "kept": kept }))?;
        } else {
            context.io.line(format_args!("{} deleted", counted(deleted, "delivery", "deliveries")))?;
            if !kept.is_empty() {
                context.io.line(format_args!("kept while a job runs: {}; repeat the command later", listed(&kept)))?;
            }
        }
        Ok(Exit::matched(deleted > 0 || !kept.is_empty()))
    }

    async fn list(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        let found = context.inbox.deliveries_of(self.channel.clone()).await?;
        if context.json {
            context.io.json(&json!({ "found": found, "deleted": 0, "kept": [] }))?;
        } else if found.is_empty() {
            context.io.line("0 deliveries would be deleted")?;
        } else {
            let count = counted(found.len() as u64, "delivery", "deliveries");
            context.io.line(format_args!("{count} would be deleted: {}", listed(&found)))?;
        }
        Ok(Exit::matched(!found.is_empty()))
    }
}

fn listed(deliveries: &[i64]) -> String {
    deliveries.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
