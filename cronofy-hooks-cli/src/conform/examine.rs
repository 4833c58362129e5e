//! Carries out the checks: those that do not disturb one another at once.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::check::{CheckOutcome, CheckReport, CheckVerdict, Procedure, ReceiverCheck};
use super::checks::{CheckGroup, GROUPS};
use super::examination::Examination;

/// Carries out all checks but those left out, and calls `progress` with the number of checks that have ended, and the
/// name of the last. The reports are in the order of the list.
pub(super) async fn examine(
    examination: &Examination,
    left_out: &[String],
    mut progress: impl FnMut(usize, &str),
) -> Vec<CheckReport> {
    let checks: Vec<(&CheckGroup, &'static ReceiverCheck)> =
        GROUPS.iter().flat_map(|group| group.checks.iter().map(move |check| (group, check))).collect();
    let mut verdicts: Vec<Option<CheckVerdict>> = checks
        .iter()
        .map(|(_, check)| {
            let is_left_out = left_out.iter().any(|name| name == check.texts.name);
            is_left_out.then(|| CheckVerdict { outcome: CheckOutcome::LeftOut, probes: Vec::new(), note: None })
        })
        .collect();
    loop {
        let mut ready = Vec::new();
        for (index, (_, check)) in checks.iter().enumerate() {
            if verdicts[index].is_none() {
                let needs =
                    checks.iter().zip(&verdicts).filter(|((_, needed), _)| check.needs.contains(&needed.texts.name));
                let needs = needs.map(|((_, needed), verdict)| (needed.texts.name, verdict.as_ref()));
                match readiness(needs) {
                    Readiness::Ready => ready.push(index),
                    Readiness::Waiting => {}
                    Readiness::Never(needed) => {
                        let note = format!("it needs `{needed}`");
                        verdicts[index] = Some(CheckVerdict::without(CheckOutcome::NotExamined, note));
                    }
                }
            }
        }
        // A check that must run alone starts when no other check is ready.
        let together: Vec<usize> = ready.iter().copied().filter(|index| !checks[*index].1.alone).collect();
        let chosen = if together.is_empty() { ready.into_iter().take(1).collect() } else { together };
        if chosen.is_empty() {
            break;
        }
        let checks = &checks;
        let run = |index: usize| async move { (index, carry_out(checks[index].1, examination).await) };
        let mut running: FuturesUnordered<_> = chosen.into_iter().map(run).collect();
        while let Some((index, verdict)) = running.next().await {
            verdicts[index] = Some(verdict);
            progress(verdicts.iter().flatten().count(), checks[index].1.texts.name);
        }
    }
    let reports = checks.into_iter().zip(verdicts);
    reports
        .filter_map(|((group, check), verdict)| Some(CheckReport { group: group.name, check, verdict: verdict? }))
        .collect()
}

/// The number of all checks.
pub(super) fn count() -> usize {
    GROUPS.iter().map(|group| group.checks.len()).sum()
}

async fn carry_out(check: &ReceiverCheck, examination: &Examination) -> CheckVerdict {
    match check.procedure {
        Procedure::Requests(probes) => CheckVerdict::of(examination.send_all(probes(examination)).await),
        Procedure::Steps(steps) => steps(examination).await,
    }
}

/// Whether a check can begin.
enum Readiness {
    Ready,
    Waiting,
    /// The check with this name did not pass.
    Never(&'static str),
}

fn readiness<'v>(needs: impl Iterator<Item = (&'static str, Option<&'v CheckVerdict>)>) -> Readiness {
    let mut readiness = Readiness::Ready;
    for (name, verdict) in needs {
        match verdict.map(|verdict| verdict.outcome) {
            Some(CheckOutcome::Failed | CheckOutcome::NotExamined) => return Readiness::Never(name),
            Some(CheckOutcome::Passed | CheckOutcome::NotObservable | CheckOutcome::LeftOut) => {}
            None => readiness = Readiness::Waiting,
        }
    }
    readiness
}
