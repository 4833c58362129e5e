//! `inbox prune`.

use clap::Args;
use cronofy_hooks::inbox::Retention;
use cronofy_hooks_contract::limits::RETRY_PERIOD;
use cronofy_hooks_contract::text::counted;
use serde_json::json;

use super::context::Context;
use super::help::below;
use crate::args::Age;
use crate::{CommandError, Exit};

/// Deletes old deliveries whose jobs are finished
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("JSON: {\"forgotten\": 3}, the number of deleted deliveries. 0 is not an error."))]
pub(super) struct PruneArgs {
    /// Deletes done, discarded and joined jobs that arrived longer ago than this
    #[arg(long, value_name = "AGE", default_value = "72h")]
    done: Age,
    /// Deletes dead jobs that arrived longer ago than this; kept by default
    #[arg(long, value_name = "AGE")]
    dead: Option<Age>,
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
        let forgotten = context.inbox.prune(retention).await?;
        if context.json {
            context.io.json(&json!({ "forgotten": forgotten }))?;
        } else {
            context.io.line(format_args!("{} deleted", counted(forgotten, "delivery", "deliveries")))?;
        }
        Ok(Exit::Done)
    }
}
