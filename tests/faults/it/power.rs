//! Power cuts.

use cronofy_hooks_faults::power::{Plan, Report, cut};
use cronofy_hooks_faults::run::Victim;
use cronofy_hooks_faults::victim::Manner;

use crate::program;

const PLAN: Plan = Plan { every: 20, seeds: 2, opened: 10, threads: 2 };

fn report(victim: &Victim) -> Report {
    let ended = victim.run();
    assert_eq!(ended.wrong, None);
    cut(&ended.recording, PLAN)
}

fn has_losses(report: &Report) -> bool {
    report.broken.iter().any(|broken| broken.contains("was acknowledged and is lost"))
}

#[test]
fn what_is_acknowledged_survives_the_power() {
    let report = report(&Victim::new(program()));
    assert!(report.broken.is_empty(), "{report}");
    assert!(report.opened > 10, "{report}");
}

#[test]
fn a_file_that_does_not_wait_for_the_disk_is_found_out() {
    let report = report(&Victim { manner: Manner::Careless, ..Victim::new(program()) });
    assert!(has_losses(&report), "{report}");
}

#[test]
fn a_disk_that_lies_is_found_out() {
    let report = report(&Victim { lies: true, ..Victim::new(program()) });
    assert!(has_losses(&report), "{report}");
}
