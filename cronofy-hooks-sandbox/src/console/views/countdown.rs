//! How much of the 24 hours has passed. After them the service closes the channel.

use cronofy_hooks_contract::text::span;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use super::status::dash;
use crate::console::drawing::percent;
use crate::console::time;
use crate::world::model::{Channel, PATIENCE};

/// In the last hours the bar warns.
const SOON: SignedDuration = SignedDuration::from_hours(6);

pub(super) fn show(channel: &Channel, now: Timestamp) -> Markup {
    let Some(at) = channel.closes_at() else { return dash() };
    let left = at.duration_since(now).max(SignedDuration::ZERO);
    let passed = 100.0 * (1.0 - left.as_secs_f64() / PATIENCE.as_secs_f64());
    let class = if left < SOON { "passed soon" } else { "passed" };
    html! {
        div.countdown {
            strong { (span(left)) }
            svg width="100%" height="10" role="img" aria-label=(format!("{passed:.0} % of 24 hours have passed")) {
                rect.whole width="100%" height="10" rx="5" {}
                rect class=(class) width=(percent(passed)) height="10" rx="5" {}
            }
            div.quiet { "at " (time(at)) }
        }
    }
}
