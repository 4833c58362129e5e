//! [`VictimCommand`]: starts a victim, and waits for its end.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::folder::folder;
use crate::format::{FailureMode, SystemCall};
use crate::recording::CallRecording;
use crate::victim::{Manner, ScriptSettings};

/// Only so that a victim which hangs ends; on a busy machine it may take a while.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often to check whether it has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// A call that fails, and so many of its kind after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallFault {
    /// Which call.
    pub call: SystemCall,
    /// Counted from 1.
    pub at: u64,
    /// How many fail.
    pub times: u64,
    /// How they fail.
    pub failure: FailureMode,
}

/// How to start a victim.
#[derive(Clone, Debug)]
pub struct VictimCommand {
    /// The binary `faults`, which is harness and victim.
    pub program: PathBuf,
    /// How it behaves.
    pub manner: Manner,
    /// What happens to it.
    pub fault: Option<CallFault>,
    /// Whether each `fsync` is a lie.
    pub lies: bool,
}

/// What a victim left.
#[derive(Debug)]
pub struct EndedVictim {
    /// What it asked of the system.
    pub recording: CallRecording,
    /// What is wrong with its end, with its log.
    pub wrong: Option<String>,
    folder: TempDir,
}

impl VictimCommand {
    /// A victim without faults.
    #[must_use]
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), manner: Manner::Honest, fault: None, lies: false }
    }

    /// Starts a victim, and waits for its end.
    ///
    /// # Panics
    /// When it cannot be started, or the preload library does not take effect.
    #[must_use]
    pub fn run(&self) -> EndedVictim {
        let folder = folder();
        // The folder of the database has nothing else in it.
        let database = folder.path().join("database");
        std::fs::create_dir(&database).unwrap();
        let (recording, log) = (folder.path().join("recording"), folder.path().join("log"));
        let settings = ScriptSettings { file: database.join("inbox.sqlite"), manner: self.manner };
        let mut command = Command::new(&self.program);
        command.arg("victim").arg(serde_json::to_string(&settings).unwrap());
        command.env("LD_PRELOAD", library(&self.program));
        command.env("FAULTS_FOLDER", &database).env("FAULTS_RECORDING", &recording).env("RUST_BACKTRACE", "0");
        if let Some(CallFault { call, at, times, failure }) = self.fault {
            command.env("FAULTS_FAIL", format!("{},{at},{times},{}", call.name(), failure.name()));
        }
        if self.lies {
            command.env("FAULTS_LIE", "1");
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(std::fs::File::create(&log).unwrap());
        let ended = wait(&mut command);
        let wrong = match ended {
            Some(status) if status.success() => None,
            Some(status) => Some(format!("the victim ended with {status}")),
            None => Some(format!("the victim did not end within {PATIENCE:?}")),
        };
        let wrong = wrong.map(|wrong| format!("{wrong}; its log:\n{}", std::fs::read_to_string(&log).unwrap()));
        EndedVictim { recording: CallRecording::read(&recording), wrong, folder }
    }
}

impl EndedVictim {
    /// The file of the inbox.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("database").join("inbox.sqlite")
    }

    /// Keeps the folder, and returns its path.
    #[must_use]
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

fn wait(command: &mut Command) -> Option<ExitStatus> {
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        if Instant::now() > until {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(POLL_INTERVAL);
    }
}

/// Where cargo puts the preload library: beside what was built with it.
fn library(program: &Path) -> PathBuf {
    let name = "libcronofy_hooks_faults_preload.so";
    let folder = program.parent().unwrap();
    let places = [folder.join("deps").join(name), folder.join(name)];
    let library = places.iter().find(|place| place.exists());
    library
        .unwrap_or_else(|| panic!("there is no preload library at {places:?}; build this package with cargo"))
        .clone()
}
