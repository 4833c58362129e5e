//! [`Fleet`]: the processes.

use std::sync::Arc;

use super::board::Board;
use super::process::Process;
use crate::BoxError;

/// Those that are running; stopped by [`Fleet::stop`], and killed when this is dropped.
#[derive(Debug)]
pub(super) struct Fleet {
    database: String,
    processes: Vec<Process>,
    pub(super) board: Arc<Board>,
}

impl Fleet {
    pub(super) fn new(database: String) -> Self {
        Self { database, processes: Vec::new(), board: Arc::new(Board::new()) }
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// Starts a process, and says where it listens.
    pub(super) async fn start(&mut self, name: &str) -> Result<String, BoxError> {
        let (process, listening) = Process::start(name, &self.database, &self.board)?;
        self.processes.push(process);
        Process::url(name, listening).await
    }

    /// Kills a process, and says what it was in the middle of.
    pub(super) async fn kill(&mut self, name: &str) -> Result<Vec<String>, BoxError> {
        let position = self.processes.iter().position(|process| process.name == name);
        let position = position.ok_or_else(|| format!("there is no process {name}"))?;
        self.processes[position].kill().await?;
        self.processes.remove(position);
        Ok(self.board.take(name))
    }

    /// Stops all of them, at the same time; says of one that did not stop as it should.
    pub(super) async fn stop(&mut self) -> Result<(), BoxError> {
        let stopping: Vec<_> = self.processes.drain(..).map(|process| tokio::spawn(process.stop())).collect();
        let mut all = Ok(());
        for stopping in stopping {
            all = all.and(stopping.await.map_err(BoxError::from).and_then(|stopped| stopped));
        }
        all
    }
}
