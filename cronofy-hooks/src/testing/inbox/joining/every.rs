//! Every sequence of a few events.

use super::scenario::{JoinScenario, ScenarioEvent, ScenarioSetting};
use super::target::{JoinTarget, MemoryTarget, ModelTarget};
use crate::testing::inbox::clock::Clock;
use crate::testing::inbox::model::Model;

fn settings() -> impl Iterator<Item = ScenarioSetting> {
    (0..16).map(|bits: u8| ScenarioSetting {
        keyed: bits & 1 == 0,
        window: bits & 2 != 0,
        first_settles: bits & 4 != 0,
        finish_late: bits & 8 != 0,
    })
}

/// Every sequence of at most this length of these events that begins with a ping: before the first
/// there is nothing.
fn sequences(events: &[ScenarioEvent], length: usize, mut visit: impl FnMut(&[ScenarioEvent])) {
    let mut layer = vec![vec![ScenarioEvent::Ping]];
    while let Some(sequence) = layer.pop() {
        visit(&sequence);
        if sequence.len() < length {
            layer.extend(events.iter().map(|event| [&sequence[..], &[*event]].concat()));
        }
    }
}

fn nothing_is_skipped<S: JoinTarget>(length: usize, target: impl Fn() -> S) {
    for setting in settings() {
        sequences(&ScenarioEvent::ALL, length, |sequence| {
            let mut scenario = JoinScenario::new(target(), setting);
            for &event in sequence {
                scenario.happens(event);
            }
            scenario.drain();
            assert!(scenario.target.is_drained(), "something is left over after {sequence:?} in {setting:?}");
            let skipped = scenario.skipped();
            assert!(
                skipped.is_none(),
                "ping {skipped:?} was skipped in {sequence:?} in {setting:?}: {:?}",
                scenario.runs
            );
        });
    }
}

fn model() -> ModelTarget {
    let clock = Clock::new();
    let mut model = Model::default();
    model.set_time(clock.now());
    ModelTarget(model, clock)
}

#[test]
fn the_model_skips_nothing() {
    nothing_is_skipped(6, model);
}

#[test]
fn the_inbox_in_memory_skips_nothing() {
    nothing_is_skipped(6, MemoryTarget::new);
}

/// However many pings arrive during a run, and however often a worker asks meanwhile.
fn one_more_run<S: JoinTarget>(target: impl Fn() -> S) {
    for setting in settings().filter(|setting| setting.keyed) {
        sequences(&[ScenarioEvent::Ping, ScenarioEvent::Lease], 7, |during| {
            let mut scenario = JoinScenario::new(target(), setting);
            scenario.happens(ScenarioEvent::Ping);
            scenario.happens(ScenarioEvent::Expire);
            scenario.happens(ScenarioEvent::Lease);
            for &event in during {
                scenario.happens(event);
            }
            scenario.happens(ScenarioEvent::Done);
            assert_eq!(scenario.runs.len(), 1, "the run during which they arrive is done");
            scenario.drain();
            assert_eq!(scenario.runs.len(), 2, "one more run for {during:?} in {setting:?}");
            assert!(scenario.skipped().is_none(), "a ping was skipped in {during:?} in {setting:?}");
        });
    }
}

#[test]
fn pings_during_a_run_cause_one_more_in_the_model() {
    one_more_run(model);
}

#[test]
fn pings_during_a_run_cause_one_more_in_the_inbox_in_memory() {
    one_more_run(MemoryTarget::new);
}
