//! [`QuickstartProcess`]: the quickstart, as a process of its own.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::BoxError;
use crate::options::RECEIVE;

/// The client secret, for this run only.
pub(crate) const SECRET: &str = "CRN_only_for_the_load_of_one_machine";

/// For the receiver to start or to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// The quickstart itself, until its input ends.
pub(crate) async fn serve() -> Result<(), BoxError> {
    let input_ends = async {
        let (mut input, mut rest) = (tokio::io::stdin(), [0; 64]);
        while input.read(&mut rest).await.is_ok_and(|count| count > 0) {}
    };
    quickstart::program::run(Some(Box::pin(input_ends))).await.map_err(|error| error.to_string().into())
}

/// The running quickstart.
#[derive(Debug)]
pub(crate) struct QuickstartProcess {
    pub(crate) url: String,
    child: Child,
    /// The event ids of handlers that ran, and when that was seen.
    pub(crate) handled: mpsc::UnboundedReceiver<(String, Instant)>,
    // Its inbox.
    _folder: TempDir,
}

#[derive(Deserialize)]
struct PrintedLine {
    listening: Option<String>,
    event_id: Option<String>,
}

impl QuickstartProcess {
    pub(crate) async fn start() -> Result<Self, BoxError> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(RECEIVE).env("CRONOFY_CLIENT_SECRET", SECRET).env("ADDR", "127.0.0.1:0");
        command.env("INBOX_URL", format!("sqlite:{}", folder.path().join("inbox.sqlite").display()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("the receiver has no output")?).lines();
        let first = timeout(PATIENCE, lines.next_line()).await??.ok_or("the receiver ended at once")?;
        let url = serde_json::from_str::<PrintedLine>(&first)?
            .listening
            .ok_or("the receiver does not say where it listens")?;
        let (sender, handled) = mpsc::unbounded_channel();
        tokio::spawn(read(lines, sender));
        Ok(Self { url, child, handled, _folder: folder })
    }

    /// The id of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Lets it finish its requests and jobs, and stops it.
    pub(crate) async fn stop(mut self) -> Result<(), BoxError> {
        drop(self.child.stdin.take());
        timeout(PATIENCE, self.child.wait()).await??;
        Ok(())
    }
}

async fn read(mut lines: tokio::io::Lines<BufReader<ChildStdout>>, sender: mpsc::UnboundedSender<(String, Instant)>) {
    while let Ok(Some(line)) = lines.next_line().await {
        let id = serde_json::from_str::<PrintedLine>(&line).ok().and_then(|line| line.event_id);
        // Without a reader the run is over.
        if id.is_some_and(|id| sender.send((id, Instant::now())).is_err()) {
            break;
        }
    }
}
