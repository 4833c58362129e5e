//! [`Quickstart`]: the example as a child process.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::example::example;

/// Only so that a test which hangs ends; nothing is expected to take this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The example, running. It is killed when this is dropped.
#[derive(Debug)]
pub struct Quickstart {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// Where it listens, with the path: `http://127.0.0.1:12345/cronofy`.
    pub url: String,
}

/// Runs the example to its end, with this and nothing else in its environment.
///
/// # Panics
/// When it does not end.
pub async fn quickstart(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    timeout(PATIENCE, command(arguments, environment).output()).await.unwrap().unwrap()
}

impl Quickstart {
    /// Starts it on a free port with the inbox of a URL, and waits until it says where it listens.
    ///
    /// # Panics
    /// When it does not.
    pub async fn start(secrets: &str, inbox: &str) -> Self {
        Self::run(Command::new(binary()), secrets, inbox).await
    }

    /// The same, where the process may have so many file descriptors.
    ///
    /// # Panics
    /// When it does not say where it listens.
    pub async fn start_with_descriptors(descriptors: u32, secrets: &str, inbox: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!(r#"ulimit -n {descriptors} && exec "$0""#)]).arg(binary());
        Self::run(command, secrets, inbox).await
    }

    async fn run(mut command: Command, secrets: &str, inbox: &str) -> Self {
        let environment = [("ADDR", "127.0.0.1:0"), ("CRONOFY_CLIENT_SECRET", secrets), ("INBOX_URL", inbox)];
        let command = alone(&mut command, &environment);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut started = Self { child, lines, url: String::new() };
        let first = started.line().await;
        let url = first["listening"].as_str();
        started.url = url.unwrap_or_else(|| panic!("the first line is {first}")).to_owned();
        started
    }

    /// `127.0.0.1:12345`.
    ///
    /// # Panics
    /// When the URL is none.
    #[must_use]
    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").and_then(|url| url.split('/').next()).unwrap()
    }

    /// The next line that it prints.
    ///
    /// # Panics
    /// When there is none, or it is no JSON.
    pub async fn line(&mut self) -> Value {
        let line = timeout(PATIENCE, self.lines.next_line()).await.unwrap().unwrap();
        let line = line.expect("the example prints a line");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"))
    }

    /// The next line that it prints, however long that takes; None when it has ended.
    ///
    /// # Panics
    /// When it is no JSON.
    pub async fn next(&mut self) -> Option<Value> {
        let line = self.lines.next_line().await.unwrap()?;
        Some(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}")))
    }

    /// Waits until its health path says that everything it accepted is handled, and that this is on
    /// the disk.
    ///
    /// # Panics
    /// When that does not happen.
    pub async fn handles_everything(&self) {
        let begin = Instant::now();
        loop {
            let health = self.health().await.unwrap();
            if health["waiting"] == 0 && health["running"] == 0 {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "something is left: {health}");
            tokio::task::yield_now().await;
        }
    }

    async fn health(&self) -> std::io::Result<Value> {
        let mut stream = TcpStream::connect(self.address()).await?;
        let request = "GET /cronofy/inbox/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        Ok(serde_json::from_str(body)?)
    }

    /// The most memory that it has had, in bytes, as Linux counts it.
    ///
    /// # Panics
    /// When it is not there any more.
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() << 10
    }

    /// How many file descriptors it has.
    ///
    /// # Panics
    /// When it is not there any more.
    #[must_use]
    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id().unwrap())).unwrap().count()
    }

    /// Sends it SIGTERM.
    ///
    /// # Panics
    /// When it is not there any more.
    pub async fn terminate(&self) {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("sh").args(["-c", r#"kill -TERM "$0""#, &id]).status().await.unwrap();
        assert!(sent.success(), "SIGTERM reached the example");
    }

    /// Kills it, as a machine does that runs out of memory.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits for its end: the exit code, and the lines that were not read.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn end(mut self) -> (Option<i32>, Vec<String>) {
        let mut rest = Vec::new();
        while let Some(line) = timeout(PATIENCE, self.lines.next_line()).await.unwrap().unwrap() {
            rest.push(line);
        }
        (timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap().code(), rest)
    }
}

fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments);
    alone(&mut command, environment);
    command
}

/// With this and nothing else in its environment.
fn alone<'c>(command: &'c mut Command, environment: &[(&str, &str)]) -> &'c mut Command {
    command.env_clear().envs(environment.iter().copied());
    command.stdin(Stdio::null()).kill_on_drop(true)
}

fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| example("quickstart"))
}
