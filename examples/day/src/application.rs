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

use crate::Failure;

/// Makes this program be the application.
pub(crate) const ARGUMENT: &str = "application";

/// What signs. Nobody else is to be convinced by it.
pub(crate) const SECRET: &str = "CRN_only_for_a_day_on_one_machine";

/// For the application to start, handle or stop, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// The quickstart itself, until its input ends: when the demonstration is gone, however it went.
pub(crate) async fn serve() -> Result<(), Failure> {
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
    complaints: PathBuf,
    // Its inbox, which goes when the demonstration does.
    _folder: TempDir,
}

/// A handler that ran.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Handled {
    pub(crate) handler: String,
    pub(crate) r#type: Option<String>,
    pub(crate) subtype: Option<String>,
}

#[derive(Deserialize)]
struct Listening {
    listening: String,
}

impl Application {
    /// Starts it on a free port, with an inbox of its own.
    pub(crate) async fn start() -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let complaints = folder.path().join("complaints");
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(ARGUMENT).env("CRONOFY_CLIENT_SECRET", SECRET).env("ADDR", "127.0.0.1:0");
        command.env("INBOX_URL", format!("sqlite:{}", folder.path().join("inbox.sqlite").display()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&complaints)?).kill_on_drop(true);
        // Ctrl-C is for the demonstration, which then stops the application.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| format!("the application cannot be started: {error}"))?;
        let output = child.stdout.take().ok_or("the application was started without an output")?;
        let lines = BufReader::new(output).lines();
        let mut started = Self { url: String::new(), child, lines, complaints, _folder: folder };
        let first = started.line().await?;
        started.url = serde_json::from_str::<Listening>(&first)?.listening;
        Ok(started)
    }

    /// The next handler that ran.
    pub(crate) async fn handled(&mut self) -> Result<Handled, Failure> {
        Ok(serde_json::from_str(&self.line().await?)?)
    }

    /// The next handler that runs, however long that takes; None when the application has ended.
    pub(crate) async fn next(&mut self) -> Result<Option<Handled>, Failure> {
        let line = self.lines.next_line().await?;
        Ok(line.map(|line| serde_json::from_str(&line)).transpose()?)
    }

    async fn line(&mut self) -> Result<String, Failure> {
        match timeout(PATIENCE, self.lines.next_line()).await {
            Ok(Ok(Some(line))) => Ok(line),
            Ok(_) => {
                let said = fs::read_to_string(&self.complaints).unwrap_or_default();
                Err(format!("the application ended; it said:\n{said}").into())
            }
            Err(_) => Err("the application did not handle a notification in 30 seconds".into()),
        }
    }

    /// Lets it finish what it has begun. Gives what ran and was not waited for.
    pub(crate) async fn stop(mut self) -> Result<Vec<Handled>, Failure> {
        drop(self.child.stdin.take());
        let mut rest = Vec::new();
        while let Some(line) = timeout(PATIENCE, self.lines.next_line()).await.map_err(|_| "it does not stop")?? {
            rest.push(serde_json::from_str(&line)?);
        }
        timeout(PATIENCE, self.child.wait()).await.map_err(|_| "the application does not stop")??;
        Ok(rest)
    }
}
