//! Power cuts.

use cronofy_hooks_faults::power::{CutsPlan, CutsReport, cut};
use cronofy_hooks_faults::run::VictimCommand;
use cronofy_hooks_faults::victim::Manner;

use crate::program;

const PLAN: CutsPlan = CutsPlan { every: 20, seeds: 2, opened: 10, threads: 2 };

fn report(victim: &VictimCommand) -> CutsReport {
    let ended = victim.run();
    assert_eq!(ended.wrong, None);
    cut(&ended.recording, PLAN)
}

fn has_losses(report: &CutsReport) -> bool {
    report.broken.iter().any(|broken| broken.contains("was acknowledged and is lost"))
}

#[test]
fn acknowledged_deliveries_survive_a_power_cut() {
    let report = report(&VictimCommand::new(program()));
    assert!(report.broken.is_empty(), "{report}");
    assert!(report.opened > 10, "{report}");
}

#[test]
fn a_file_that_does_not_wait_for_the_disk_is_found_out() {
    let report = report(&VictimCommand { manner: Manner::Careless, ..VictimCommand::new(program()) });
    assert!(has_losses(&report), "{report}");
}

#[test]
fn a_disk_that_lies_is_found_out() {
    let report = report(&VictimCommand { lies: true, ..VictimCommand::new(program()) });
    assert!(has_losses(&report), "{report}");
}
