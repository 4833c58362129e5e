//! Power cuts: after each call, everything that the disk could contain.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::disk::{Disk, DiskImage, KeptAfterCut};
use crate::folder::folder;
use crate::format::{RecordedCall, SystemCall};
use crate::parallel;
use crate::recording::{CallRecording, VictimOutput};
use crate::store::{FileContents, opened};

/// How many images are in memory at once.
const BATCH: usize = 128;

/// How many cuts to try.
#[derive(Clone, Copy, Debug)]
pub struct CutsPlan {
    /// One of so many moments, and each acknowledgement; 1 for all.
    pub every: usize,
    /// How many random images of each.
    pub seeds: u64,
    /// One of so many images is opened with the library as well.
    pub opened: usize,
    /// How many images are checked at a time.
    pub threads: usize,
}

/// The disk after a cut of the power.
#[derive(Clone, Debug)]
pub struct Cut {
    /// After which call.
    pub index: usize,
    /// What it left.
    pub kept: KeptAfterCut,
    /// The files.
    pub image: DiskImage,
    /// What the victim had printed.
    pub said: VictimOutput,
}

/// The results of all cuts.
#[derive(Debug, Default)]
pub struct CutsReport {
    /// Calls in the recording.
    pub calls: usize,
    /// Moments at which the power was cut.
    pub moments: usize,
    /// Different disks.
    pub images: usize,
    /// Those that were opened with the library as well.
    pub opened: usize,
    /// Promises that were not kept.
    pub broken: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

/// Cuts the power.
///
/// # Panics
/// When an image cannot be written.
#[must_use]
pub fn cut(recording: &CallRecording, plan: CutsPlan) -> CutsReport {
    let started = Instant::now();
    let folders: Vec<_> = (0..plan.threads).map(|_| folder()).collect();
    let mut report = CutsReport { calls: recording.0.len(), ..CutsReport::default() };
    let (mut disk, mut said, mut seen) = (Disk::default(), VictimOutput::default(), HashSet::new());
    let mut batch: Vec<(Cut, bool)> = Vec::new();
    let flush = |batch: &mut Vec<(Cut, bool)>, report: &mut CutsReport| {
        let broken = parallel::map(plan.threads, batch, |thread, (cut, opens)| {
            let broken = check(folders[thread].path(), cut, *opens);
            broken.into_iter().map(|broken| format!("after call {}, {:?}: {broken}", cut.index, cut.kept)).collect()
        });
        report.broken.extend(broken.into_iter().flat_map(|broken: Vec<String>| broken));
        batch.clear();
    };
    for (index, event) in recording.0.iter().enumerate() {
        disk.apply(event);
        let before = said.acknowledged.len();
        said.hear(event);
        let acknowledges = said.acknowledged.len() > before;
        let sampled = changes(event) && index.is_multiple_of(plan.every);
        if !acknowledges && !sampled {
            continue;
        }
        report.moments += 1;
        let seeds = (0..plan.seeds).map(|seed| KeptAfterCut::Some((index as u64) << 8 | seed));
        for kept in [KeptAfterCut::All, KeptAfterCut::Nothing, KeptAfterCut::Names].into_iter().chain(seeds) {
            let image = disk.image(kept);
            let mut hasher = DefaultHasher::new();
            (&image, said.acknowledged.len(), said.handled.len()).hash(&mut hasher);
            if !seen.insert(hasher.finish()) {
                continue;
            }
            report.images += 1;
            let opens = report.images.is_multiple_of(plan.opened);
            report.opened += usize::from(opens);
            batch.push((Cut { index, kept, image, said: said.clone() }, opens));
            if batch.len() == BATCH {
                flush(&mut batch, &mut report);
            }
        }
    }
    flush(&mut batch, &mut report);
    report.took = started.elapsed();
    report
}

/// Whether a disk may be another after a call.
fn changes(event: &RecordedCall) -> bool {
    match event.call {
        SystemCall::Open => event.created,
        SystemCall::Write
        | SystemCall::Sync
        | SystemCall::Truncate
        | SystemCall::Rename
        | SystemCall::Unlink
        | SystemCall::Link => true,
        SystemCall::Start | SystemCall::Note | SystemCall::Read | SystemCall::Map => false,
    }
}

/// Starts with what is on the disk, and returns the broken promises.
///
/// # Panics
/// When the image cannot be written.
#[must_use]
pub fn check(folder: &Path, Cut { image, said, .. }: &Cut, opens: bool) -> Vec<String> {
    std::fs::remove_dir_all(folder).unwrap();
    std::fs::create_dir(folder).unwrap();
    for (name, content) in image {
        let file = folder.join(name);
        // The second names of the files are in a folder of their own.
        std::fs::create_dir_all(file.parent().unwrap_or(folder)).unwrap();
        std::fs::write(file, content).unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let file = folder.join("inbox.sqlite");
    let mut broken = Vec::new();
    if opens && let Err(error) = runtime.block_on(opened(&file)) {
        broken.push(format!("it does not start: {error}"));
    }
    match runtime.block_on(FileContents::read(&file)) {
        Ok(contents) => broken.extend(contents.broken(said)),
        Err(error) => broken.push(format!("it cannot be read: {error}")),
    }
    broken
}

impl fmt::Display for CutsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { calls, moments, images, opened, broken, took } = self;
        writeln!(
            f,
            "{calls} calls, cut at {moments} moments, {images} different disks, {opened} of them opened with the \
             library, {} broken, in {took:.1?}",
            broken.len()
        )?;
        broken.iter().take(40).try_for_each(|broken| writeln!(f, "  {broken}"))
    }
}
