//! [`Supervisor`]: a process that ends the server when the tests are gone, however they went.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::folder::ServerFolder;

/// A static server is never dropped, and a test process may be killed: both close the input of
/// the supervisor, and that ends the server.
#[derive(Debug)]
pub(crate) struct Supervisor {
    process: Child,
    /// `None` once it has been let go.
    line: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
}

impl Supervisor {
    pub(crate) fn new(folder: &ServerFolder, server: &Command) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", include_str!("supervisor.sh"), "supervisor"]).arg(folder.path());
        command.arg(server.get_program()).args(server.get_args());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // An interrupt from the keyboard is for the tests: the supervisor ends after them.
        command.process_group(0);
        let mut process = command.spawn().expect("a shell can be started");
        let line = process.stdin.take().zip(process.stdout.take());
        let line = line.map(|(input, output)| (input, BufReader::new(output)));
        Self { process, line: Mutex::new(line) }
    }

    /// Sends it a command, and waits until it has done that.
    pub(crate) fn order(&self, word: &str) {
        let mut line = self.line();
        let (input, output) = line.as_mut().expect("the supervisor is there until the server is dropped");
        writeln!(input, "{word}").expect("the supervisor listens");
        let mut answer = String::new();
        output.read_line(&mut answer).expect("the supervisor answers");
        assert_eq!(answer.trim(), word, "the supervisor answered something else");
    }

    fn line(&self) -> MutexGuard<'_, Option<(ChildStdin, BufReader<ChildStdout>)>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.line().take();
        // Ignore errors: nothing can be done about them here.
        let _ = self.process.wait();
    }
}
