//! Failure injection.

use cronofy_hooks_faults::format::{FailureMode, SystemCall};
use cronofy_hooks_faults::inject::{FaultsPlan, inject, try_fault};
use cronofy_hooks_faults::recording::CallRecording;
use cronofy_hooks_faults::run::{CallFault, VictimCommand};
use cronofy_hooks_faults::victim::Manner;

use crate::program;

#[test]
fn acknowledged_deliveries_survive_a_call_that_fails() {
    let report = inject(program(), FaultsPlan { every: 40, seed: 1, call: None, threads: 4 }, |_| {});
    assert!(report.unknown().next().is_none(), "{report}");
    // What a victim does varies a little with how its threads are scheduled.
    assert!(report.reached() * 10 >= report.tried.len() * 9, "too few of the calls were made\n{report}");
    let refused: usize = report.tried.iter().map(|tried| tried.refused).sum();
    assert!(refused > 0, "no failure ever kept a delivery from being stored\n{report}");
}

#[test]
fn an_answer_that_hides_a_failure_is_found_out() {
    let victim = VictimCommand { manner: Manner::Hasty, ..VictimCommand::new(program()) };
    let counts = victim.run().recording.counts();
    let lost = (1..=counts[&SystemCall::Sync]).any(|at| {
        let fault = CallFault { call: SystemCall::Sync, at, times: 1, failure: FailureMode::Io };
        let tried = try_fault(&VictimCommand { fault: Some(fault), ..victim.clone() });
        tried.broken.iter().any(|broken| broken.contains("was acknowledged and is lost"))
    });
    assert!(lost, "204 for what was not stored, and no check noticed");
}

#[test]
fn a_victim_without_the_library_is_found_out() {
    let nothing = tempfile::tempdir().unwrap();
    let read = std::panic::catch_unwind(|| CallRecording::read(&nothing.path().join("recording")));
    let message = *read.unwrap_err().downcast::<&str>().unwrap();
    assert!(message.contains("the preload library did not take effect"), "{message}");
}
