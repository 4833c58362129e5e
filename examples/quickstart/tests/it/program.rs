//! [`Program`]: the application as a process.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use cronofy_hooks_sandbox::Sandbox;

pub(crate) type TestResult = Result<(), Box<dyn std::error::Error>>;

/// The program, with nothing but this in its environment. It is killed when this is dropped.
pub(crate) struct Program {
    pub(crate) child: Child,
}

impl Program {
    /// Starts it on a free port with these client secrets and this inbox.
    pub(crate) fn start(secrets: &str, inbox: &str) -> std::io::Result<Self> {
        // What it logs is not read, and a full pipe would stop it.
        Self::spawn(Self::command(inbox).env("CRONOFY_CLIENT_SECRET", secrets).stderr(Stdio::null()))
    }

    /// Starts it with `--channel`, for a service at this URL.
    pub(crate) fn with_channel(api: &str, refresh_token: Option<&str>) -> std::io::Result<Self> {
        let mut command = Self::command("memory:");
        command.arg("--channel").env("CRONOFY_API_URL", api);
        command.env("CRONOFY_CLIENT_SECRET", format!("CRN_old,{}", Sandbox::CLIENT_SECRET));
        command.env("CRONOFY_CLIENT_ID", Sandbox::CLIENT_ID);
        if let Some(refresh_token) = refresh_token {
            command.env("CRONOFY_REFRESH_TOKEN", refresh_token);
        }
        Self::spawn(command.stderr(Stdio::piped()))
    }

    fn command(inbox: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
        command.env_clear().env("ADDR", "127.0.0.1:0").env("INBOX_URL", inbox);
        command
    }

    fn spawn(command: &mut Command) -> std::io::Result<Self> {
        let child = command.stdout(Stdio::piped()).spawn()?;
        Ok(Self { child })
    }

    pub(crate) fn lines(&mut self) -> Lines<BufReader<ChildStdout>> {
        BufReader::new(self.child.stdout.take().expect("its output")).lines()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
