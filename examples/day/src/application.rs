//! [`Application`]: the quickstart, as a process of its own.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::DemoError;

/// The argument that makes this program the application.
pub(crate) const ARGUMENT: &str = "application";

/// The client secret, for this demonstration only.
pub(crate) const SECRET: &str = "CRN_only_for_a_day_on_one_machine";

/// The limit for starting, handling and stopping on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs the quickstart until its input ends, which happens when the demonstration ends in any way.
pub(crate) async fn serve() -> Result<(), DemoError> {
    let input_ends = async {
        let (mut input, mut rest) = (tokio::io::stdin(), [0; 64]);
        while input.read(&mut rest).await.is_ok_and(|count| count > 0) {}
    };
    quickstart::program::run(Some(Box::pin(input_ends))).await.map_err(|error| error.to_string().into())
}

/// The running quickstart.
#[derive(Debug)]
pub(crate) struct Application {
    /// `http://127.0.0.1:12345/cronofy`.
    pub(crate) url: String,
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    log: PathBuf,
    // The folder of its inbox, which is deleted at the end.
    _folder: TempDir,
}

/// A run of a handler.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct HandlerRun {
    pub(crate) handler: String,
    pub(crate) r#type: Option<String>,
    pub(crate) subtype: Option<String>,
}

#[derive(Deserialize)]
struct ListeningLine {
    listening: String,
}

impl Application {
    /// Starts it on a free port, with an inbox of its own.
    pub(crate) async fn start() -> Result<Self, DemoError> {
        let folder = tempfile::tempdir()?;
        let log = folder.path().join("log");
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(ARGUMENT).env("CRONOFY_CLIENT_SECRET", SECRET).env("ADDR", "127.0.0.1:0");
        command.env("INBOX_URL", format!("sqlite:{}", folder.path().join("inbox.sqlite").display()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&log)?).kill_on_drop(true);
        // Ctrl-C reaches the demonstration only, which then stops the application.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| format!("the application cannot be started: {error}"))?;
        let output = child.stdout.take().ok_or("the application was started without an output")?;
        let lines = BufReader::new(output).lines();
        let mut started = Self { url: String::new(), child, lines, log, _folder: folder };
        let first = started.line().await?;
        started.url = serde_json::from_str::<ListeningLine>(&first)?.listening;
        Ok(started)
    }

    /// The next handler run.
    pub(crate) async fn handled(&mut self) -> Result<HandlerRun, DemoError> {
        Ok(serde_json::from_str(&self.line().await?)?)
    }

    /// The next handler run, without a time limit; `None` when the application has ended.
    pub(crate) async fn next(&mut self) -> Result<Option<HandlerRun>, DemoError> {
        let line = self.lines.next_line().await?;
        Ok(line.map(|line| serde_json::from_str(&line)).transpose()?)
    }

    async fn line(&mut self) -> Result<String, DemoError> {
        match timeout(PATIENCE, self.lines.next_line()).await {
            Ok(Ok(Some(line))) => Ok(line),
            Ok(_) => {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                Err(format!("the application ended; its log:\n{log}").into())
            }
            Err(_) => Err("the application did not handle a notification in 30 seconds".into()),
        }
    }

    /// Stops it gracefully. Returns the handler runs that were not awaited.
    pub(crate) async fn stop(mut self) -> Result<Vec<HandlerRun>, DemoError> {
        drop(self.child.stdin.take());
        let mut rest = Vec::new();
        while let Some(line) = timeout(PATIENCE, self.lines.next_line()).await.map_err(|_| "it does not stop")?? {
            rest.push(serde_json::from_str(&line)?);
        }
        timeout(PATIENCE, self.child.wait()).await.map_err(|_| "the application does not stop")??;
        Ok(rest)
    }
}
