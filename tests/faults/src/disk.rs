//! [`Disk`]: what a disk could contain after a cut of the power, worked out from a recording.
//!
//! What was written is only there for certain once an `fsync` of the file has returned, and a name
//! only once an `fsync` of its folder has. Until then the system may have brought any part of it to
//! the disk, in any order, sector by sector.
//!
//! After an `fsync` that failed Linux takes the pages for clean: an `fsync` that comes later succeeds
//! without writing them, unless they were written to again. The process still reads what it wrote.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

use crate::format::{RecordedCall, SystemCall};

/// What the system writes back as one.
const PAGE: usize = 4096;
/// What a disk writes as one.
const SECTORS: [usize; 2] = [512, 4096];

/// Files by their names.
pub type DiskImage = BTreeMap<String, Vec<u8>>;

/// Which unsynced writes survive a cut of the power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptAfterCut {
    /// All of it: as after a kill.
    All,
    /// Nothing.
    Nothing,
    /// The names, and no data.
    Names,
    /// Some sectors, and the first of the names; which, is drawn from a seed.
    Some(u64),
}

/// The files of one folder.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    files: BTreeMap<u64, DiskFile>,
    /// As the disk has them for certain.
    names: BTreeMap<String, u64>,
    /// The changes of names since then, call by call.
    renamed: Vec<Vec<(String, Option<u64>)>>,
}

#[derive(Clone, Debug, Default)]
struct DiskFile {
    /// As the process sees it.
    seen: Vec<u8>,
    /// As the disk has it for certain.
    kept: Vec<u8>,
    /// What has been written since.
    written: Vec<PendingWrite>,
    /// Pages whose content is not on the disk, and which no `fsync` will bring there.
    lost: BTreeSet<usize>,
}

#[derive(Clone, Debug)]
enum PendingWrite {
    Data { at: usize, data: Vec<u8> },
    Length(usize),
}

impl Disk {
    /// Makes the next call.
    ///
    /// # Panics
    /// When a file comes into the folder that was not opened there.
    pub fn apply(&mut self, event: &RecordedCall) {
        let offset = usize::try_from(event.offset).unwrap();
        let file = self.files.entry(event.file).or_default();
        match (event.call, event.succeeded) {
            // Also what was written before it failed.
            (SystemCall::Write, _) => file.write(offset, &event.data),
            (SystemCall::Truncate, true) => file.set_length(offset),
            (SystemCall::Sync, true) if event.file == 0 => {
                for (name, file) in self.renamed.drain(..).flatten() {
                    set(&mut self.names, name, file);
                }
            }
            // Names stay where they are: the next may bring them to the disk.
            (SystemCall::Sync, false) if event.file == 0 => {}
            (SystemCall::Sync, true) => file.sync(),
            (SystemCall::Sync, false) => file.lose(),
            (SystemCall::Open, true) if event.created => {
                self.renamed.push(vec![(event.name.clone(), Some(event.file))])
            }
            (SystemCall::Unlink, true) => self.renamed.push(vec![(event.name.clone(), None)]),
            (SystemCall::Link | SystemCall::Rename, true) => {
                assert!(event.file != u64::MAX, "{event:?}: a file from elsewhere");
                let from =
                    (event.call == SystemCall::Rename && !event.name.is_empty()).then(|| (event.name.clone(), None));
                let to = (!event.other.is_empty()).then(|| (event.other.clone(), Some(event.file)));
                self.renamed.push(from.into_iter().chain(to).collect());
            }
            _ => {}
        }
    }

    /// What the disk could contain now.
    #[must_use]
    pub fn image(&self, kept: KeptAfterCut) -> DiskImage {
        let mut random = Rng::with_seed(if let KeptAfterCut::Some(seed) = kept { seed } else { 0 });
        let renamed = match kept {
            KeptAfterCut::All | KeptAfterCut::Names => self.renamed.len(),
            KeptAfterCut::Nothing => 0,
            KeptAfterCut::Some(_) => random.usize(0..=self.renamed.len()),
        };
        let mut names = self.names.clone();
        for (name, file) in self.renamed[..renamed].iter().flatten() {
            set(&mut names, name.clone(), *file);
        }
        let mut content = |file: &DiskFile| match kept {
            KeptAfterCut::All => file.unless_lost(),
            KeptAfterCut::Nothing | KeptAfterCut::Names => file.kept.clone(),
            KeptAfterCut::Some(_) => file.some(&mut random),
        };
        names
            .into_iter()
            .map(|(name, file)| (name, self.files.get(&file).map(&mut content).unwrap_or_default()))
            .collect()
    }
}

fn set(names: &mut BTreeMap<String, u64>, name: String, file: Option<u64>) {
    match file {
        Some(file) => names.insert(name, file),
        None => names.remove(&name),
    };
}

impl DiskFile {
    fn write(&mut self, at: usize, data: &[u8]) {
        if data.is_empty() {
            return;
        }
        put(&mut self.seen, at, data);
        // A page is written back whole, also with what an `fsync` had lost of it.
        let pages = at / PAGE..=(at + data.len() - 1) / PAGE;
        let (mut from, mut to) = (at, at + data.len());
        if self.lost.contains(pages.start()) {
            from = pages.start() * PAGE;
        }
        if self.lost.contains(pages.end()) {
            to = ((pages.end() + 1) * PAGE).min(self.seen.len());
        }
        self.lost.retain(|page| !pages.contains(page));
        self.written.push(PendingWrite::Data { at: from, data: self.seen[from..to].to_vec() });
    }

    fn set_length(&mut self, length: usize) {
        self.seen.resize(length, 0);
        self.lost.retain(|page| page * PAGE < length);
        self.written.push(PendingWrite::Length(length));
    }

    fn sync(&mut self) {
        for written in self.written.drain(..) {
            written.put(&mut self.kept);
        }
    }

    fn lose(&mut self) {
        for written in self.written.drain(..) {
            match written {
                PendingWrite::Data { at, data } => self.lost.extend(at / PAGE..=(at + data.len() - 1) / PAGE),
                // The file system keeps lengths in its own log.
                PendingWrite::Length(length) => self.kept.resize(length, 0),
            }
        }
    }

    fn unless_lost(&self) -> Vec<u8> {
        let mut content = self.kept.clone();
        self.written.iter().for_each(|written| written.put(&mut content));
        content
    }

    fn some(&self, random: &mut Rng) -> Vec<u8> {
        let sector = *random.choice(&SECTORS).unwrap();
        let share = *random.choice(&[0.1, 0.5, 0.9]).unwrap();
        let mut content = self.kept.clone();
        for written in &self.written {
            match written {
                PendingWrite::Length(_) if random.f64() < share => written.put(&mut content),
                PendingWrite::Length(_) => {}
                PendingWrite::Data { at, data } => {
                    let mut done = 0;
                    while done < data.len() {
                        let from = at + done;
                        let length = (sector - from % sector).min(data.len() - done);
                        if random.f64() < share {
                            put(&mut content, from, &data[done..done + length]);
                        }
                        done += length;
                    }
                }
            }
        }
        content
    }
}

impl PendingWrite {
    fn put(&self, content: &mut Vec<u8>) {
        match self {
            Self::Data { at, data } => put(content, *at, data),
            Self::Length(length) => content.resize(*length, 0),
        }
    }
}

fn put(content: &mut Vec<u8>, at: usize, data: &[u8]) {
    content.resize(content.len().max(at + data.len()), 0);
    content[at..at + data.len()].copy_from_slice(data);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(events: &[RecordedCall]) -> Disk {
        let mut disk = Disk::default();
        events.iter().for_each(|event| disk.apply(event));
        disk
    }

    fn opened() -> RecordedCall {
        RecordedCall { file: 1, created: true, name: "a".to_owned(), ..RecordedCall::new(SystemCall::Open) }
    }

    fn write(offset: u64, data: &[u8]) -> RecordedCall {
        RecordedCall { file: 1, offset, data: data.to_vec(), ..RecordedCall::new(SystemCall::Write) }
    }

    fn sync(file: u64, succeeded: bool) -> RecordedCall {
        RecordedCall { file, succeeded, ..RecordedCall::new(SystemCall::Sync) }
    }

    fn image(files: &[(&str, &[u8])]) -> DiskImage {
        files.iter().map(|(name, data)| ((*name).to_owned(), data.to_vec())).collect()
    }

    #[test]
    fn data_and_names_are_kept_once_they_are_synced() {
        let disk = disk(&[opened(), write(0, b"ab"), sync(1, true), write(2, b"cd")]);
        assert_eq!(disk.image(KeptAfterCut::All), image(&[("a", b"abcd")]));
        assert_eq!(disk.image(KeptAfterCut::Names), image(&[("a", b"ab")]));
        assert_eq!(disk.image(KeptAfterCut::Nothing), image(&[]));
        let mut disk = disk;
        disk.apply(&sync(0, true));
        assert_eq!(disk.image(KeptAfterCut::Nothing), image(&[("a", b"ab")]));
        disk.apply(&RecordedCall {
            name: "a".to_owned(),
            other: "b".to_owned(),
            file: 1,
            ..RecordedCall::new(SystemCall::Rename)
        });
        assert_eq!(disk.image(KeptAfterCut::Nothing), image(&[("a", b"ab")]));
        assert_eq!(disk.image(KeptAfterCut::All), image(&[("b", b"abcd")]));
    }

    #[test]
    fn data_that_an_fsync_lost_is_not_written_by_a_later_one() {
        let page = u64::try_from(PAGE).unwrap();
        let started = [opened(), sync(0, true), write(0, b"ab"), write(page, b"cd"), sync(1, false)];
        let lost = disk(&[&started[..], &[sync(1, true)]].concat());
        assert_eq!(lost.image(KeptAfterCut::All), image(&[("a", b"")]));
        let again = disk(&[&started[..], &[write(1, b"B"), sync(1, true)]].concat());
        assert_eq!(again.image(KeptAfterCut::Nothing)["a"][..2], *b"aB", "its page is written back whole");
        assert!(again.image(KeptAfterCut::Nothing)["a"].len() <= PAGE, "the other is not");
    }

    #[test]
    fn sectors_are_kept_or_not() {
        let data: Vec<u8> = vec![1; 8 * PAGE];
        let disk = disk(&[opened(), sync(0, true), write(0, &data)]);
        let images: BTreeSet<Vec<u8>> = (0..20).map(|seed| disk.image(KeptAfterCut::Some(seed))["a"].clone()).collect();
        assert!(images.len() > 10, "they differ");
        let torn = |image: &Vec<u8>| image.chunks(512).all(|sector| sector.iter().all(|byte| *byte == sector[0]));
        assert!(images.iter().all(torn), "only at the edges of sectors");
    }
}
