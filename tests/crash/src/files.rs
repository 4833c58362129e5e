//! [`FileLoss`]: deletes and replaces files of the inbox under a receiver, again and again.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fastrand::Rng;
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use crate::counts::CrashCounts;
use crate::delivery::DeliveryMix;
use crate::folder::KeptFolder;
use crate::life::{StoreLife, StoreTerms};
use crate::process::Program;
use crate::victim::StoreLocation;

/// After so many sequences a new store begins.
const SEQUENCES_OF_A_STORE: u32 = 20;
/// What the names of the files end in.
const ENDS: [&str; 4] = ["", "-wal", "-shm", "-journal"];
/// What the command line does to the store meanwhile.
const TOOLS: [&[&str]; 4] = [&["list", "--limit", "50"], &["stats"], &["retry", "--since", "1h"], &["prune"]];
/// Only so that a tool which hangs ends the test.
const PATIENCE: Duration = Duration::from_secs(60);

/// Loses files of an inbox in random sequences of events.
#[derive(Clone, Debug)]
pub struct FileLoss {
    /// How many sequences.
    pub sequences: u32,
    /// What all randomness follows from, except for the scheduling of the processes.
    pub seed: u64,
    /// How to start a victim, and the command line.
    pub program: Program,
}

impl FileLoss {
    /// Loses files, and reports what was counted after each store.
    ///
    /// # Panics
    /// When a promise was not kept, or a victim does not work; the files then stay where they are.
    pub async fn run(&self, mut progress: impl FnMut(&CrashCounts)) -> CrashCounts {
        let mut total = CrashCounts::default();
        let mut done = 0;
        while done < self.sequences {
            let seed = self.seed.wrapping_mul(1_000_003).wrapping_add(done.into());
            let folder = KeptFolder::new();
            let file = folder.path().join("inbox.sqlite");
            let mix = DeliveryMix { seed, always_id: false, large: true };
            let store = StoreLocation::Sqlite(file.clone());
            let terms =
                StoreTerms { store, lease: Duration::from_secs(2), mix, exclusive: false, pause: Duration::ZERO };
            let life = StoreLife::begin(terms, self.program.clone(), folder, 1);
            let mut sequence =
                FileLossSequence { life, file, is_up: false, rng: Rng::with_seed(seed), program: &self.program };
            for _ in 0..SEQUENCES_OF_A_STORE.min(self.sequences - done) {
                sequence.play().await;
                done += 1;
            }
            total.add(&sequence.life.end().await);
            progress(&total);
        }
        total
    }
}

/// A store, and what happens to its files.
struct FileLossSequence<'p> {
    life: StoreLife,
    file: PathBuf,
    is_up: bool,
    rng: Rng,
    program: &'p Program,
}

impl FileLossSequence<'_> {
    /// Some steps, and then a receiver that is up and stores.
    async fn play(&mut self) {
        self.up().await;
        sleep(Duration::from_millis(self.rng.u64(0..40))).await;
        for _ in 0..self.rng.u32(2..8) {
            match self.rng.u32(0..10) {
                0..5 => self.lose(),
                5..7 => self.use_tool().await,
                7 if self.is_up => self.down().await,
                7 => self.up().await,
                _ => sleep(Duration::from_millis(self.rng.u64(0..30))).await,
            }
        }
        self.up().await;
        self.life.acknowledges().await;
        self.life.counts().sequences += 1;
    }

    async fn up(&mut self) {
        if !self.is_up {
            self.note("start");
            self.life.start(0).await;
            self.is_up = true;
        }
    }

    /// Logs a step, for the analysis of a failure.
    fn note(&self, step: &str) {
        let log = fs::File::options().create(true).append(true).open(append(&self.file, ".steps"));
        writeln!(log.unwrap(), "{} {step}", crate::clock::now()).unwrap();
    }

    async fn down(&mut self) {
        self.note("kill");
        self.life.kill(0).await;
        self.is_up = false;
    }

    /// Deletes or replaces one or several of the files.
    fn lose(&mut self) {
        for _ in 0..=self.rng.u32(0..2) {
            let end = ENDS[self.rng.usize(0..ENDS.len())];
            let file = append(&self.file, end);
            let other = append(&file, ".other");
            self.life.counts().files_lost += 1;
            // The receiver may put the file back at the same moment, so each step may find nothing.
            let how = self.rng.u32(0..6);
            self.note(&format!("lose {end:?} {how}"));
            let _ = match how {
                0..3 => fs::remove_file(&file),
                3 => fs::copy(&file, &other).and_then(|_| fs::rename(&other, &file)),
                4 => fs::write(&other, []).and_then(|()| fs::rename(&other, &file)),
                _ => fs::write(&other, [7; 10_000]).and_then(|()| fs::rename(&other, &file)),
            };
            let _ = fs::remove_file(&other);
        }
    }

    /// Runs a command of the command line. It may refuse the store, and must do so in words.
    async fn use_tool(&mut self) {
        let arguments = TOOLS[self.rng.usize(0..TOOLS.len())];
        let mut command = Command::new(&self.program.path);
        command.args(["inbox", "--url", &format!("sqlite:{}", self.file.display())]).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        self.life.counts().tools += 1;
        self.note(&format!("{arguments:?}"));
        let output = timeout(PATIENCE, command.output()).await.expect("the command ends").unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        self.note(&format!("{:?} {errors}", output.status.code()));
        let is_done = matches!(output.status.code(), Some(0 | 3));
        let is_refused = output.status.code() == Some(1) && errors.starts_with("error: ");
        assert!(is_done || is_refused, "{arguments:?} ended with {}: {errors}", output.status);
    }
}

fn append(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
