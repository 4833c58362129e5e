//! `inbox stats`.

use clap::Args;
use cronofy_hooks_contract::text::counted;
use jiff::Timestamp;
use serde_json::json;

use super::channels::{ChannelReport, ReportedChannel};
use super::context::Context;
use super::help::below;
use crate::text::time_and_age;
use crate::{CommandError, Exit};

/// Counts waiting, running and dead jobs, and shows channels at risk and closed
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
JSON:
  waiting             jobs that are due now or later, or behind another job of their key
  running             jobs that a worker has leased
  dead                jobs that failed for the last time, or were buried
  oldest              the arrival of the oldest delivery with a waiting or running job, or null
  oldest_age_seconds  its age, or null
  channels            `guarded`: how many channels a guardian watches over in this database;
                      `at_risk` and `closed`: those that the service will close, with the time
                      at which it does, and those that it has closed; null without a guardian,
                      and in an application that opens its inbox itself"))]
pub(super) struct StatsArgs {}

impl StatsArgs {
    pub(super) async fn run(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        let statistics = context.inbox.statistics().await?;
        let channels = match context.url {
            Some(url) => ChannelReport::read(url).await?,
            None => None,
        };
        let now = context.io.time();
        if context.json {
            let age = |oldest: Timestamp| now.duration_since(oldest).as_secs_f64().max(0.0);
            context.io.json(&json!({
                "waiting": statistics.waiting,
                "running": statistics.running,
                "dead": statistics.dead,
                "oldest": statistics.oldest,
                "oldest_age_seconds": statistics.oldest.map(age),
                "channels": channels.as_ref().map(ChannelReport::json),
            }))?;
            return Ok(Exit::Done);
        }
        let oldest = statistics.oldest.map(|oldest| time_and_age(oldest, now));
        context.io.line(format_args!("waiting  {}", statistics.waiting))?;
        context.io.line(format_args!("running  {}", statistics.running))?;
        context.io.line(format_args!("dead     {}", statistics.dead))?;
        context.io.line(format_args!("oldest   {}", oldest.as_deref().unwrap_or("none")))?;
        let Some(channels) = channels else { return Ok(Exit::Done) };
        context.io.line(format_args!("guarded  {}", counted(channels.guarded as u64, "channel", "channels")))?;
        for (label, channels) in [("at risk  ", &channels.at_risk), ("closed   ", &channels.closed)] {
            for ReportedChannel { account_id, channel_id, closes_at } in channels {
                let channel_id = channel_id.as_deref().unwrap_or("not created");
                let closes_at = closes_at.map(|at| format!("  closes {}", time_and_age(at, now))).unwrap_or_default();
                context.io.line(format_args!("{label}{account_id}  {channel_id}{closes_at}"))?;
            }
        }
        Ok(Exit::Done)
    }
}
