//! The metrics of the guardian. The telemetry page of cronofy-hooks lists them. Recording costs next to nothing until
//! the application installs a recorder.

use jiff::Timestamp;
use metrics::{counter, gauge};

use crate::channel::{ChannelState, GuardedChannel};

pub(super) fn created_again() {
    counter!("cronofy_sync_channels_created_again_total").increment(1);
}

pub(super) fn in_trouble(channels: &[GuardedChannel], now: Timestamp) {
    let count = |state| channels.iter().filter(|channel| channel.state == state).count();
    let [at_risk, closed] = [ChannelState::AtRisk, ChannelState::Closed].map(|state| count(state) as f64);
    gauge!("cronofy_sync_channels_at_risk").set(at_risk);
    gauge!("cronofy_sync_channels_closed").set(closed);
    let left = channels.iter().filter_map(|channel| channel.time_left(now)).min();
    gauge!("cronofy_sync_channel_left_seconds").set(left.map_or(f64::INFINITY, |left| left.as_secs_f64()));
}
