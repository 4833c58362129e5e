//! What a worker does beside its jobs: it deletes old deliveries and counts jobs.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, interval_at};

use super::context::WorkerContext;
use crate::inbox::measure;
use crate::text::Chain;

const PRUNE_EVERY: Duration = Duration::from_secs(60 * 60);
const COUNT_EVERY: Duration = Duration::from_secs(15);

/// Deletes and counts for ever.
pub(super) async fn maintain(context: &WorkerContext) {
    // Not at the start, when there is most to do.
    let mut prune = interval_at(Instant::now() + PRUNE_EVERY / 60, PRUNE_EVERY);
    let mut count = interval(COUNT_EVERY);
    for interval in [&mut prune, &mut count] {
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    loop {
        tokio::select! {
            _ = prune.tick() => match context.inbox.prune(context.settings.retention).await {
                Ok(0) => {}
                Ok(forgotten) => tracing::debug!(forgotten, "old deliveries were deleted"),
                Err(error) => tracing::warn!(error = %Chain(&error), "old deliveries could not be deleted"),
            },
            _ = count.tick() => match context.inbox.statistics().await {
                Ok(statistics) => measure::counted(&statistics, (context.clock)()),
                Err(error) => tracing::warn!(error = %Chain(&error), "the jobs of the inbox could not be counted"),
            },
        }
    }
}
