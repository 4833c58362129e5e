//! `inbox list`.

use clap::Args;

use super::context::Context;
use super::help::below;
use super::job_args::{FilterArgs, parse_count};
use super::job_json::{FIELDS, job_json};
use super::jobs_table::jobs_table;
use crate::{CommandError, Exit};

/// Lists jobs, the newest first
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below(FIELDS))]
pub(super) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// At most this many jobs, the newest; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = parse_count)]
    limit: u32,
}

impl ListArgs {
    pub(super) async fn run(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        let mut filter = self.filter.filter(context.io.time());
        // Ask for one more, to find out whether there are more.
        filter.limit = (self.limit != 0).then(|| self.limit.saturating_add(1));
        let mut jobs = context.inbox.list(filter).await?;
        let limit = if self.limit == 0 { usize::MAX } else { self.limit as usize };
        let more = jobs.len() > limit;
        jobs.truncate(limit);
        if context.json {
            for job in &jobs {
                context.io.json(&job_json(job))?;
            }
        } else if !jobs.is_empty() {
            context.io.table(&jobs_table(&jobs, context.io.time()))?;
        }
        if jobs.is_empty() {
            context.io.say("nothing matched");
        }
        if more {
            context.io.say(format_args!("only the newest {limit}; `--limit 0` lists all"));
        }
        Ok(Exit::matched(!jobs.is_empty()))
    }
}
