//! `inbox stats`.

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::context::Context;
use super::help::below;
use crate::text::time_and_age;
use crate::{CommandError, Exit};

/// Counts waiting, running and dead jobs
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
JSON:
  waiting             jobs that are due now or later, or behind another job of their key
  running             jobs that a worker has leased
  dead                jobs that failed for the last time, or were buried
  oldest              the arrival of the oldest delivery with a waiting or running job, or null
  oldest_age_seconds  its age, or null"))]
pub(super) struct StatsArgs {}

impl StatsArgs {
    pub(super) async fn run(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        let statistics = context.inbox.statistics().await?;
        let now = context.io.time();
        if context.json {
            let age = |oldest: Timestamp| now.duration_since(oldest).as_secs_f64().max(0.0);
            context.io.json(&json!({
                "waiting": statistics.waiting,
                "running": statistics.running,
                "dead": statistics.dead,
                "oldest": statistics.oldest,
                "oldest_age_seconds": statistics.oldest.map(age),
            }))?;
            return Ok(Exit::Done);
        }
        let oldest = statistics.oldest.map(|oldest| time_and_age(oldest, now));
        context.io.line(format_args!("waiting  {}", statistics.waiting))?;
        context.io.line(format_args!("running  {}", statistics.running))?;
        context.io.line(format_args!("dead     {}", statistics.dead))?;
        context.io.line(format_args!("oldest   {}", oldest.as_deref().unwrap_or("none")))?;
        Ok(Exit::Done)
    }
}
