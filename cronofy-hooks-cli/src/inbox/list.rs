//! `inbox list`.

use clap::Args;

use super::change::exit;
use super::desk::{Desk, Failure};
use super::filter::{Filter, count};
use super::help::below;
use super::record::{FIELDS, JobJson};
use super::row::jobs_table;
use crate::exit::Exit;

/// Lists jobs, the newest first
#[derive(Clone, Debug, Args)]
#[command(after_long_help = below(FIELDS))]
pub(super) struct List {
    #[command(flatten)]
    filter: Filter,
    /// At most this many, the newest; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = count)]
    limit: u32,
}

impl List {
    pub(super) async fn run(&self, desk: &mut Desk<'_, '_>) -> Result<Exit, Failure> {
        let mut selection = self.filter.selection(desk.io.time());
        // One more than asked for tells whether there are more.
        selection.limit = (self.limit != 0).then(|| self.limit.saturating_add(1));
        let mut entries = desk.inbox.list(selection).await?;
        let limit = if self.limit == 0 { usize::MAX } else { self.limit as usize };
        let more = entries.len() > limit;
        entries.truncate(limit);
        if desk.json {
            for entry in &entries {
                desk.io.json(&JobJson::new(entry))?;
            }
        } else if !entries.is_empty() {
            desk.io.text(jobs_table(&entries, desk.io.time()).within(desk.io.columns()))?;
        }
        if entries.is_empty() {
            desk.io.say("nothing matched");
        }
        if more {
            desk.io.say(format_args!("there are more than these {limit}; `--limit 0` lists all"));
        }
        Ok(exit(!entries.is_empty()))
    }
}
