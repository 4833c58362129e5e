//! Every sequence of a few events.

use super::scenario::{JoinScenario, ScenarioEvent, ScenarioSetting};

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

#[test]
fn nothing_is_skipped() {
    for setting in settings() {
        sequences(&ScenarioEvent::ALL, 6, |sequence| {
            let mut scenario = JoinScenario::new(setting);
            for &event in sequence {
                scenario.happens(event);
            }
            scenario.drain();
            assert!(scenario.is_drained(), "something is left over after {sequence:?} in {setting:?}");
            let skipped = scenario.skipped();
            assert!(
                skipped.is_none(),
                "ping {skipped:?} was skipped in {sequence:?} in {setting:?}: {:?}",
                scenario.runs
            );
        });
    }
}

/// However many pings arrive during a run, and however often a worker asks meanwhile.
#[test]
fn pings_during_a_run_cause_one_more() {
    for setting in settings().filter(|setting| setting.keyed) {
        sequences(&[ScenarioEvent::Ping, ScenarioEvent::Lease], 7, |during| {
            let mut scenario = JoinScenario::new(setting);
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
