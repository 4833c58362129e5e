//! What a worker does beside its jobs: it forgets what is old, and tells what there is.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, interval_at};

use super::Core;
use crate::inbox::measure;
use crate::text::Chain;

const PRUNE_EVERY: Duration = Duration::from_hours(1);
const COUNT_EVERY: Duration = Duration::from_secs(15);

/// Never ready.
pub(super) async fn maintain(core: &Core) {
    // Not at the start, when there is most to do.
    let mut prune = interval_at(Instant::now() + PRUNE_EVERY / 60, PRUNE_EVERY);
    let mut count = interval(COUNT_EVERY);
    for interval in [&mut prune, &mut count] {
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    loop {
        tokio::select! {
            _ = prune.tick() => match core.inbox.prune(core.settings.retention).await {
                Ok(0) => {}
                Ok(forgotten) => tracing::debug!(forgotten, "old deliveries were forgotten"),
                Err(error) => tracing::warn!(error = %Chain(&error), "old deliveries could not be forgotten"),
            },
            _ = count.tick() => match core.inbox.statistics().await {
                Ok(statistics) => measure::holds(&statistics, (core.clock)()),
                Err(error) => tracing::warn!(error = %Chain(&error), "the inbox could not be counted"),
            },
        }
    }
}
