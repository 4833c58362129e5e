//! What happened while the clock was moved, in a line with links.

use std::collections::BTreeSet;

use cronofy_hooks_contract::text::{counted, span};
use jiff::Timestamp;
use maud::{Markup, html};

use super::deliveries;
use crate::console::{short, time};
use crate::world::model::{Channel, ClosedBy, Delivery, DeliveryState, World};
use crate::world::rules::Standing;

/// What the last move of the clock brought; nothing while there was none.
pub(super) fn show(world: &World) -> Markup {
    let Some((from, until)) = world.last_move else { return Markup::default() };
    let length = span(until.duration_since(from));
    html! {
        p id="moved" {
            @if world.now < until { "The clock moves by " (length) ". So far: " } @else { "In " (length) ": " }
            (brought(world, from, until)) "."
            span.quiet { " Since " (time(from)) "." }
        }
    }
}

/// `12 deliveries, 12 failed; channel chn_…000003 closed`
fn brought(world: &World, from: Timestamp, until: Timestamp) -> Markup {
    // What was due at the beginning was sent before the move.
    let within = |at: Timestamp| from < at && at <= until;
    let ends: Vec<_> = world.deliveries.values().filter_map(|it| Some((it, failed(it, within)?))).collect();
    let failed: Vec<_> = ends.iter().filter(|(_, failed)| *failed).map(|(it, _)| *it).collect();
    let closed = |it: &&Channel| it.closed.is_some_and(|it| it.by == ClosedBy::Failures && within(it.at));
    html! {
        @match &ends[..] {
            [] => "nothing was sent",
            [(only, _)] => a href=(path_of(only)) { "1 delivery" },
            all => a href=(deliveries::LIST.path) { (counted(all.len() as u64, "delivery", "deliveries")) },
        }
        @match &failed[..] {
            [] if ends.is_empty() => {}
            [] => ", none failed",
            [only] => { ", " a href=(path_of(only)) { "1 failed" } },
            several => { ", " a href=(found(several)) { (several.len()) " failed" } },
        }
        @for channel in world.channels.values().filter(closed) {
            "; channel " a href=(format!("/channels#{}", channel.channel_id)) { (short(&channel.channel_id)) } " closed"
        }
    }
}

/// Whether a delivery had failed at the end of this time; `None` if nothing happened to it.
fn failed(delivery: &Delivery, within: impl Fn(Timestamp) -> bool) -> Option<bool> {
    let last = delivery.attempts.iter().rfind(|it| within(it.at));
    let given_up = matches!(delivery.state, DeliveryState::GivenUp(at) if within(at));
    match last.and_then(|it| it.outcome.as_ref()) {
        Some(outcome) => Some(!outcome.succeeded()),
        None if given_up => Some(true),
        None => last.map(|_| false),
    }
}

fn path_of(delivery: &Delivery) -> String {
    deliveries::LIST.path_of(delivery.number, "")
}

/// The list of these, if one word finds them.
fn found(failed: &[&Delivery]) -> String {
    let standings: BTreeSet<_> = failed.iter().map(|it| Standing::of(it)).collect();
    match standings.into_iter().collect::<Vec<_>>()[..] {
        [standing] => deliveries::LIST.found(&format!("is:{}", standing.word())),
        _ => deliveries::LIST.path.to_owned(),
    }
}
