//! `inbox stats`.

use clap::Args;
use cronofy_hooks_contract::text::counted;
use jiff::Timestamp;
use serde_json::json;
use tokio::time::sleep;

use super::channels::{ChannelReport, ReportedChannel};
use super::context::Context;
use super::help::below;
use crate::args::Age;
use crate::text::{escaped, time_and_age};
use crate::{CommandError, Exit};

/// Counts waiting, running and dead jobs, and shows channels at risk and closed
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
With --watch a terminal shows the newest counts only; elsewhere they follow one another.

JSON, with --watch a line of it each time:
  waiting             jobs that are due now or later, or behind another job of their key
  running             jobs that a worker has leased
  dead                jobs that failed for the last time, or were buried
  oldest              the arrival of the oldest delivery with a waiting or running job, or null
  oldest_age_seconds  its age, or null
  channels            null unless a guardian keeps its channels in this database, and in an
                      application that opens its inbox itself:
    guarded           how many there are
    at_risk           those that the service will close, and when
    closed            those that it has closed"))]
pub(super) struct StatsArgs {
    /// Counts again every so often, until Ctrl-C; every 2 seconds without an AGE
    #[arg(
        long, value_name = "AGE", num_args = 0..=1, require_equals = true, default_missing_value = "2s",
        value_parser = parse_interval
    )]
    watch: Option<Age>,
}

fn parse_interval(text: &str) -> Result<Age, &'static str> {
    let age: Age = text.parse()?;
    if age.0.is_zero() { Err("an interval is 1s or longer") } else { Ok(age) }
}

impl StatsArgs {
    pub(super) async fn run(&self, context: &mut Context<'_, '_>) -> Result<Exit, CommandError> {
        let lines = report(context).await?;
        context.io.block(&lines)?;
        let Some(Age(interval)) = self.watch else { return Ok(Exit::Done) };
        loop {
            context.io.flush()?;
            sleep(interval).await;
            let lines = report(context).await?;
            context.io.block_again(&lines)?;
        }
    }
}

/// The counts, as lines of text or as a line of JSON.
async fn report(context: &Context<'_, '_>) -> Result<Vec<String>, CommandError> {
    let statistics = context.inbox.statistics().await?;
    let channels = match context.url {
        Some(url) => ChannelReport::read(url).await?,
        None => None,
    };
    let now = context.io.time();
    if context.json {
        let age = |oldest: Timestamp| now.duration_since(oldest).as_secs_f64().max(0.0);
        let json = json!({
            "waiting": statistics.waiting,
            "running": statistics.running,
            "dead": statistics.dead,
            "oldest": statistics.oldest,
            "oldest_age_seconds": statistics.oldest.map(age),
            "channels": channels.as_ref().map(ChannelReport::json),
        });
        return Ok(vec![escaped(&json.to_string()).into_owned()]);
    }
    let oldest = statistics.oldest.map(|oldest| time_and_age(oldest, now));
    let mut lines = vec![
        format!("waiting  {}", statistics.waiting),
        format!("running  {}", statistics.running),
        format!("dead     {}", statistics.dead),
        format!("oldest   {}", oldest.as_deref().unwrap_or("none")),
    ];
    let Some(channels) = channels else { return Ok(lines) };
    lines.push(format!("guarded  {}", counted(channels.guarded as u64, "channel", "channels")));
    for (label, channels) in [("at risk  ", &channels.at_risk), ("closed   ", &channels.closed)] {
        for ReportedChannel { account_id, channel_id, closes_at } in channels {
            let channel_id = channel_id.as_deref().unwrap_or("not created");
            let closes_at = closes_at.map(|at| format!("  closes {}", time_and_age(at, now))).unwrap_or_default();
            lines.push(format!("{label}{account_id}  {channel_id}{closes_at}"));
        }
    }
    Ok(lines)
}
