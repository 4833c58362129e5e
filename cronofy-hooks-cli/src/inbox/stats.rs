//! `inbox stats`.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::desk::{Desk, Failure};
use super::help::below;
use crate::exit::Exit;
use crate::time::{for_people, in_words};

/// Counts what waits, runs and is dead
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below("\
JSON:
  waiting             jobs that are due now or later, or behind another of their key
  running             jobs that are with a worker
  dead                jobs that failed for the last time, or were buried
  oldest              arrival of the oldest delivery with a job that waits or runs, or null
  oldest_age_seconds  how long ago that was, or null"))]
pub(super) struct Stats {}

#[derive(Serialize)]
struct Counts {
    waiting: u64,
    running: u64,
    dead: u64,
    oldest: Option<Timestamp>,
    oldest_age_seconds: Option<f64>,
}

impl Stats {
    pub(super) async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        let statistics = desk.inbox.statistics().await?;
        let now = desk.io.time();
        if desk.json {
            let age = |oldest: Timestamp| now.duration_since(oldest).as_secs_f64().max(0.0);
            desk.io.json(&Counts {
                waiting: statistics.waiting,
                running: statistics.running,
                dead: statistics.dead,
                oldest: statistics.oldest,
                oldest_age_seconds: statistics.oldest.map(age),
            })?;
            return Ok(Exit::Done);
        }
        let oldest = statistics.oldest.map(|oldest| format!("{}  {}", for_people(oldest), in_words(oldest, now)));
        desk.io.line(format_args!("waiting  {}", statistics.waiting))?;
        desk.io.line(format_args!("running  {}", statistics.running))?;
        desk.io.line(format_args!("dead     {}", statistics.dead))?;
        desk.io.line(format_args!("oldest   {}", oldest.as_deref().unwrap_or("none")))?;
        Ok(Exit::Done)
    }
}
