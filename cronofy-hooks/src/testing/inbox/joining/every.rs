//! Every sequence of a few events.

use super::side::{OfMemory, OfModel, Side};
use super::story::{Event, Setting, Story};
use crate::testing::inbox::clock::Clock;
use crate::testing::inbox::model::Model;

fn settings() -> impl Iterator<Item = Setting> {
    (0..16).map(|bits: u8| Setting {
        keyed: bits & 1 == 0,
        window: bits & 2 != 0,
        first_settles: bits & 4 != 0,
        finish_late: bits & 8 != 0,
    })
}

/// Every sequence of at most this length of these events that begins with a ping: before the first
/// there is nothing.
fn sequences(events: &[Event], length: usize, mut tell: impl FnMut(&[Event])) {
    let mut layer = vec![vec![Event::Ping]];
    while let Some(sequence) = layer.pop() {
        tell(&sequence);
        if sequence.len() < length {
            layer.extend(events.iter().map(|event| [&sequence[..], &[*event]].concat()));
        }
    }
}

fn nothing_is_skipped<S: Side>(length: usize, side: impl Fn() -> S) {
    for setting in settings() {
        sequences(&Event::ALL, length, |sequence| {
            let mut story = Story::new(side(), setting);
            for &event in sequence {
                story.happens(event);
            }
            story.drain();
            assert!(story.side.is_drained(), "something is left over after {sequence:?} in {setting:?}");
            let skipped = story.skipped();
            assert!(skipped.is_none(), "ping {skipped:?} was skipped in {sequence:?} in {setting:?}: {:?}", story.runs);
        });
    }
}

fn model() -> OfModel {
    let clock = Clock::new();
    let mut model = Model::default();
    model.set_time(clock.now());
    OfModel(model, clock)
}

#[test]
fn the_model_skips_nothing() {
    nothing_is_skipped(6, model);
}

#[test]
fn the_inbox_in_memory_skips_nothing() {
    nothing_is_skipped(6, OfMemory::new);
}

/// However many pings arrive during a run, and however often a worker asks meanwhile.
fn one_more_run<S: Side>(side: impl Fn() -> S) {
    for setting in settings().filter(|setting| setting.keyed) {
        sequences(&[Event::Ping, Event::Lease], 7, |during| {
            let mut story = Story::new(side(), setting);
            story.happens(Event::Ping);
            story.happens(Event::Expire);
            story.happens(Event::Lease);
            for &event in during {
                story.happens(event);
            }
            story.happens(Event::Done);
            assert_eq!(story.runs.len(), 1, "the run during which they arrive is done");
            story.drain();
            assert_eq!(story.runs.len(), 2, "one more run for {during:?} in {setting:?}");
            assert!(story.skipped().is_none(), "a ping was skipped in {during:?} in {setting:?}");
        });
    }
}

#[test]
fn pings_during_a_run_cause_one_more_in_the_model() {
    one_more_run(model);
}

#[test]
fn pings_during_a_run_cause_one_more_in_the_inbox_in_memory() {
    one_more_run(OfMemory::new);
}
