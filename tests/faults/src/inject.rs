//! Failure injection: every call once.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::disk::{Disk, KeptAfterCut};
use crate::folder::folder;
use crate::format::{FailureMode, SystemCall};
use crate::known::KnownBreach;
use crate::parallel;
use crate::power::{Cut, check};
use crate::recording::{CallRecording, VictimOutput};
use crate::run::{CallFault, EndedVictim, VictimCommand};
use crate::store::{FileContents, opened};
use crate::victim::{DELIVERIES, Manner};

/// How many calls of a kind fail in a fault that lasts. An even number: of two `fsync` the first is that
/// of a commit, and the second that of the checkpoint with which its connection is closed.
pub const LASTING: u64 = 4;
/// How many acknowledgements after a fault are checked.
const ACKNOWLEDGED: usize = 4;

/// How many faults to try.
#[derive(Clone, Copy, Debug)]
pub struct FaultsPlan {
    /// One of so many points; 1 for all.
    pub every: usize,
    /// Which ones.
    pub seed: u64,
    /// Only this call.
    pub call: Option<SystemCall>,
    /// How many victims run at a time.
    pub threads: usize,
}

/// The result of a victim with a fault.
#[derive(Debug)]
pub struct TriedFault {
    /// The fault.
    pub fault: CallFault,
    /// The file of each call that failed, and the part of the script. Empty if no call was made to fail.
    pub hit: Vec<String>,
    /// How many deliveries were refused.
    pub refused: usize,
    /// Calls of the inbox that failed.
    pub failed: Vec<String>,
    /// Promises that were not kept, and where the files are.
    pub broken: Vec<String>,
}

/// The results of all faults.
#[derive(Debug)]
pub struct FaultsReport {
    /// How often an undisturbed victim makes each call.
    pub counts: BTreeMap<SystemCall, u64>,
    /// Each fault.
    pub tried: Vec<TriedFault>,
    /// How long it took.
    pub took: Duration,
}

/// Makes calls fail, each in a victim of its own.
///
/// # Panics
/// When even a victim without a fault breaks a promise.
#[must_use]
pub fn inject(program: &Path, plan: FaultsPlan, watch: impl Fn(&TriedFault) + Sync) -> FaultsReport {
    let started = Instant::now();
    let victim = VictimCommand::new(program);
    let undisturbed = victim.run();
    let broken = broken(&undisturbed, None);
    assert!(broken.is_empty(), "without a fault: {broken:#?}; {}", undisturbed.keep().display());
    let counts = undisturbed.recording.counts();
    let mut points = points(&counts);
    points.retain(|fault| plan.call.is_none_or(|call| fault.call == call));
    let offset = fastrand::Rng::with_seed(plan.seed).usize(0..plan.every);
    let points: Vec<CallFault> = points.into_iter().skip(offset).step_by(plan.every).collect();
    let tried = parallel::map(plan.threads, &points, |_, fault| {
        let tried = try_fault(&VictimCommand { fault: Some(*fault), ..victim.clone() });
        watch(&tried);
        tried
    });
    FaultsReport { counts, tried, took: started.elapsed() }
}

/// Every call of an undisturbed victim, in every way that it can fail.
#[must_use]
pub fn points(counts: &BTreeMap<SystemCall, u64>) -> Vec<CallFault> {
    let mut points = Vec::new();
    for (&call, &count) in counts {
        let ways: &[(FailureMode, u64)] = match call {
            SystemCall::Write => &[
                (FailureMode::Io, 1),
                (FailureMode::Full, 1),
                (FailureMode::Short, 1),
                (FailureMode::Torn, 1),
                (FailureMode::Full, LASTING),
            ],
            SystemCall::Sync => &[(FailureMode::Io, 1), (FailureMode::Full, 1), (FailureMode::Io, LASTING)],
            SystemCall::Read => &[(FailureMode::Io, 1)],
            _ => &[(FailureMode::Io, 1), (FailureMode::Full, 1), (FailureMode::Full, LASTING)],
        };
        for at in 1..=count {
            points.extend(ways.iter().map(|&(failure, times)| CallFault { call, at, times, failure }));
        }
    }
    points
}

/// Runs a victim with a fault, and checks the files that it left.
///
/// # Panics
/// When it has no fault.
#[must_use]
pub fn try_fault(victim: &VictimCommand) -> TriedFault {
    let fault = victim.fault.unwrap();
    let ended = victim.run();
    let said = ended.recording.said();
    let mut broken = broken(&ended, Some(fault));
    if victim.manner == Manner::Honest && said.refused.values().any(|refused| refused.len() as u64 > fault.times) {
        broken.push(format!("deliveries are refused although the fault is over: {:?}", said.refused));
    }
    let hit = ended.recording.injected();
    broken.dedup();
    if !broken.is_empty() {
        broken.push(format!("its files are in {}", ended.keep().display()));
    }
    TriedFault { fault, hit, refused: said.refusals(), failed: said.failed, broken }
}

/// The promises that a victim broke.
fn broken(ended: &EndedVictim, fault: Option<CallFault>) -> Vec<String> {
    let said = ended.recording.said();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut broken: Vec<String> = ended.wrong.clone().into_iter().collect();
    let file = ended.file();
    match runtime.block_on(opened(&file)) {
        Err(error) => broken.push(format!("a fresh start fails: {error}")),
        Ok(found) => match runtime.block_on(FileContents::read(&file)) {
            Err(error) => broken.push(format!("the file cannot be read: {error}")),
            Ok(contents) => {
                broken.extend(contents.broken(&said));
                if !contents.deliveries.keys().eq(found.iter()) {
                    broken.push(format!("a fresh start finds {found:?} of {:?}", contents.deliveries.keys()));
                }
                if ended.wrong.is_none() {
                    broken.extend(contents.unfinished(0..DELIVERIES, &said));
                }
            }
        },
    }
    if fault.is_some() {
        broken.extend(lost_with_power(&ended.recording));
    }
    broken
}

/// What would be lost if the power went right after something was acknowledged, of the first
/// acknowledgements after a fault and the last: they must not rest on an `fsync` that failed.
fn lost_with_power(recording: &CallRecording) -> Vec<String> {
    let folder = folder();
    let (mut disk, mut said, mut lost) = (Disk::default(), VictimOutput::default(), Vec::new());
    let (mut injected, mut looked) = (false, 0);
    for (index, event) in recording.0.iter().enumerate() {
        let before = said.acknowledged.len();
        disk.apply(event);
        said.hear(event);
        injected |= event.injected;
        let acknowledges = said.acknowledged.len() > before;
        let last = said.acknowledged.len() as u64 == DELIVERIES;
        if !(injected && acknowledges && (looked < ACKNOWLEDGED || last)) {
            continue;
        }
        looked += 1;
        let cut =
            Cut { index, kept: KeptAfterCut::Nothing, image: disk.image(KeptAfterCut::Nothing), said: said.clone() };
        lost.extend(check(folder.path(), &cut, false));
    }
    lost.sort();
    lost
}

impl FaultsReport {
    /// Faults with which a promise was broken.
    pub fn broken(&self) -> impl Iterator<Item = &TriedFault> {
        self.tried.iter().filter(|tried| !tried.broken.is_empty())
    }

    /// Faults with which a promise was broken, and it is not known why.
    pub fn unknown(&self) -> impl Iterator<Item = &TriedFault> {
        self.broken().filter(|tried| KnownBreach::of(tried).is_none())
    }

    /// Faults whose call was made.
    #[must_use]
    pub fn reached(&self) -> usize {
        self.tried.iter().filter(|tried| !tried.hit.is_empty()).count()
    }
}

impl fmt::Display for FaultsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<10} {:>6} {:>7} {:>8} {:>8} {:>7}", "call", "calls", "faults", "reached", "refused", "broken")?;
        for (call, count) in &self.counts {
            let tried: Vec<&TriedFault> = self.tried.iter().filter(|tried| tried.fault.call == *call).collect();
            let reached = tried.iter().filter(|tried| !tried.hit.is_empty()).count();
            let refused: usize = tried.iter().map(|tried| tried.refused).sum();
            let broken = tried.iter().filter(|tried| !tried.broken.is_empty()).count();
            writeln!(f, "{:<10} {count:>6} {:>7} {reached:>8} {refused:>8} {broken:>7}", call.name(), tried.len())?;
        }
        let broken = self.broken().count();
        let (tried, reached, unknown) = (self.tried.len(), self.reached(), self.unknown().count());
        let known = broken - unknown;
        writeln!(
            f,
            "{tried} faults, {reached} reached, {unknown} broken, {known} in a known way, in {:.1?}",
            self.took
        )?;
        self.unknown().try_for_each(|tried| write!(f, "\n{tried}"))
    }
}

impl fmt::Display for TriedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fault: CallFault { call, at, times, failure }, hit, broken, failed, .. } = self;
        writeln!(f, "{}, number {at}, {times} times, {}", call.name(), failure.name())?;
        hit.iter().chain(broken).chain(failed).try_for_each(|line| writeln!(f, "  {line}"))
    }
}
