//! The metrics of the guardian. The telemetry page of cronofy-hooks lists them. Recording costs next to nothing until
//! the application installs a recorder.

use jiff::Timestamp;
use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};

use crate::channel::{ChannelState, GuardedChannel};

const AT_RISK: &str = "cronofy_sync_channels_at_risk";
const CLOSED: &str = "cronofy_sync_channels_closed";
const LEFT: &str = "cronofy_sync_channel_left_seconds";
const CREATED_AGAIN: &str = "cronofy_sync_channels_created_again_total";

/// Describes all metrics to the recorder that is installed now. Describing them again does no harm.
pub(super) fn describe() {
    describe_gauge!(AT_RISK, Unit::Count, "Open channels whose deliveries have failed for long enough to be at risk.");
    describe_gauge!(CLOSED, Unit::Count, "Channels that the service has closed and that are not open again.");
    describe_gauge!(LEFT, Unit::Seconds, "Until the first failing channel is closed; infinite while none fails.");
    describe_counter!(CREATED_AGAIN, Unit::Count, "Closed channels that were created again.");
}

pub(super) fn created_again() {
    counter!(CREATED_AGAIN).increment(1);
}

pub(super) fn in_trouble(channels: &[GuardedChannel], now: Timestamp) {
    let count = |state| channels.iter().filter(|channel| channel.state == state).count();
    let [at_risk, closed] = [ChannelState::AtRisk, ChannelState::Closed].map(|state| count(state) as f64);
    gauge!(AT_RISK).set(at_risk);
    gauge!(CLOSED).set(closed);
    let left = channels.iter().filter_map(|channel| channel.time_left(now)).min();
    gauge!(LEFT).set(left.map_or(f64::INFINITY, |left| left.as_secs_f64()));
}
