//! [`Process`]: one `cluster serve`, as a child of the demonstration.

use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::SECRET;
use super::board::Board;
use crate::line::ProcessLine;
use crate::serve::LISTENING;
use crate::{BoxError, line};

/// For a process to start or to stop, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// Only this child is ever ended: by closing its input, or with SIGKILL.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) name: String,
    child: Child,
    reader: JoinHandle<()>,
}

/// Where a process listens, as soon as it says so.
pub(super) type ListeningUrl = oneshot::Receiver<String>;

impl Process {
    /// Starts one on a free port.
    pub(super) fn start(name: &str, database: &str, board: &Arc<Board>) -> Result<(Self, ListeningUrl), BoxError> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--until-input-ends"]);
        command.env("NAME", name).env("DATABASE_URL", database).env("ADDR", "127.0.0.1:0");
        command.env("CRONOFY_CLIENT_SECRET", SECRET);
        // When the demonstration is gone, however it went, the input ends, and the process stops.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        // Ctrl-C is for the demonstration, which stops the processes one after the other.
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| format!("cannot start the process {name}: {error}"))?;
        let output = child.stdout.take().ok_or("a process was started without an output")?;
        let (says, listening) = oneshot::channel();
        let reader = tokio::spawn(read(name.to_owned(), output, says, Arc::clone(board)));
        Ok((Self { name: name.to_owned(), child, reader }, listening))
    }

    /// Waits until it says where it listens.
    pub(super) async fn url(name: &str, listening: ListeningUrl) -> Result<String, BoxError> {
        let url = timeout(PATIENCE, listening).await.map_err(|_| format!("the process {name} does not start"))?;
        url.map_err(|_| format!("the process {name} ended before it listened").into())
    }

    /// SIGKILL: it cannot finish anything.
    pub(super) async fn kill(&mut self) -> Result<(), BoxError> {
        self.child.kill().await.map_err(|error| format!("cannot kill the process {}: {error}", self.name))?;
        // Reads what it printed before.
        let _ = (&mut self.reader).await;
        Ok(())
    }

    /// Lets it finish its requests and jobs, and stops it.
    pub(super) async fn stop(mut self) -> Result<(), BoxError> {
        drop(self.child.stdin.take());
        let name = &self.name;
        let ended = match timeout(PATIENCE, self.child.wait()).await {
            Ok(ended) => ended?,
            Err(_) => {
                self.child.kill().await?;
                return Err(format!("the process {name} did not stop, and was killed").into());
            }
        };
        let _ = self.reader.await;
        if ended.success() { Ok(()) } else { Err(bad_end(name, ended)) }
    }
}

fn bad_end(name: &str, ended: ExitStatus) -> BoxError {
    format!("the process {name} ended by itself: {ended}").into()
}

/// Shows what a process says, with its name before it.
async fn read(name: String, output: ChildStdout, listening: oneshot::Sender<String>, board: Arc<Board>) {
    let mut listening = Some(listening);
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(text)) = lines.next_line().await {
        line::print(format_args!("{name:8}{text}"));
        if let Some(line) = ProcessLine::read(&text) {
            board.note(&name, line);
        } else if let Some(url) = text.strip_prefix(LISTENING)
            && let Some(listening) = listening.take()
        {
            // Ignore errors: at shutdown nothing waits for it any more.
            let _ = listening.send(url.to_owned());
        }
    }
}
