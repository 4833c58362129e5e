//! [`VictimProcess`]: a process that the harness kills.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::clock::{Moment, now};
use crate::victim::VictimSettings;

/// Only so that a test which hangs ends; nothing is expected to take this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to start a victim.
#[derive(Clone, Debug)]
pub struct Program {
    /// What comes before the program on the command line: a tracer.
    pub before: Vec<String>,
    /// The binary `crash`, which is harness and victim.
    pub path: PathBuf,
}

/// A victim. It is killed when this is dropped.
#[derive(Debug)]
pub struct VictimProcess {
    child: Child,
    input: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    errors: PathBuf,
}

impl Program {
    /// Starts it as it is.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { before: Vec::new(), path: path.into() }
    }

    /// Starts a victim.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(&self, settings: &VictimSettings) -> VictimProcess {
        let mut words = self.before.iter().map(AsRef::as_ref).chain([self.path.as_os_str()]);
        let mut command = Command::new(words.next().expect("the program has a name"));
        command.args(words).arg("victim").arg(serde_json::to_string(settings).unwrap());
        let errors = settings.journal.with_extension("log");
        let log = std::fs::File::options().create(true).append(true).open(&errors).unwrap();
        // To find the names of a backtrace takes longer than a lease.
        command.env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        VictimProcess { input: child.stdin.take(), child, lines, errors }
    }
}

impl VictimProcess {
    /// Waits until it prints where it listens.
    ///
    /// # Panics
    /// When it does not.
    pub async fn address(&mut self) -> String {
        let line = timeout(PATIENCE, self.lines.next_line()).await;
        let Ok(Ok(Some(address))) = line else {
            panic!("the victim did not start ({line:?}); its log:\n{}", self.log());
        };
        address
    }

    /// Kills it. Returns a moment at which it was still alive.
    ///
    /// # Panics
    /// When it had ended by itself.
    pub async fn kill(mut self) -> Moment {
        let ended = self.child.try_wait().unwrap();
        assert!(ended.is_none(), "the victim ended by itself, {ended:?}; its log:\n{}", self.log());
        let alive = now();
        self.child.kill().await.unwrap();
        alive
    }

    /// Whether it has aborted.
    ///
    /// # Panics
    /// When it has ended in another way.
    pub fn has_aborted(&mut self) -> bool {
        let Some(ended) = self.child.try_wait().unwrap() else { return false };
        // SIGABRT
        assert!(ended.signal() == Some(6), "the victim did not abort ({ended}); its log:\n{}", self.log());
        true
    }

    /// Stops it in order, and waits for its end.
    ///
    /// # Panics
    /// When it does not stop, or reports an error.
    pub async fn stop(mut self) {
        drop(self.input.take());
        let ended = timeout(PATIENCE, self.child.wait()).await;
        let stopped = matches!(&ended, Ok(Ok(status)) if status.success());
        assert!(stopped, "the victim did not stop ({ended:?}); its log:\n{}", self.log());
    }

    /// Waits until it has ended by itself with an error. Returns its message.
    ///
    /// # Panics
    /// When it does not.
    pub async fn refuses(mut self) -> String {
        let ended = timeout(PATIENCE, self.child.wait()).await;
        let refused = matches!(&ended, Ok(Ok(status)) if !status.success());
        assert!(refused, "the victim did not refuse to start ({ended:?}); its log:\n{}", self.log());
        self.log()
    }

    fn log(&self) -> String {
        read_end(&self.errors)
    }
}

/// The last of a file.
fn read_end(path: &Path) -> String {
    let text = std::fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&text[text.len().saturating_sub(4_000)..]).into_owned()
}
