//! [`ServingArgs`]: how a sandbox is served, and until when.

use std::error::Error as _;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use cronofy_hooks::__private::Signals;
use cronofy_hooks_sandbox::{Sandbox, SandboxError, SandboxServer};

use crate::CommandError;
use crate::args::SecretArgs;

/// How a sandbox is served.
#[derive(Clone, Debug, Args)]
pub(super) struct ServingArgs {
    /// The port of 127.0.0.1 for the API and the console; 0 for any free port
    #[arg(long, default_value_t = 4040)]
    port: u16,
    /// The environment variable with the client secrets, separated by commas; a public secret by default
    #[arg(long, value_name = "VARIABLE", conflicts_with = "secret_file")]
    secret_env: Option<String>,
    /// A file with the client secrets instead, one on each line
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

impl ServingArgs {
    /// The client secrets of the user, or the public one.
    pub(super) fn secrets(&self) -> Result<Vec<String>, CommandError> {
        if !self.has_own_secret() {
            return Ok(vec![Sandbox::CLIENT_SECRET.to_owned()]);
        }
        Ok(SecretArgs::new(self.secret_env.clone(), self.secret_file.clone()).read()?.into_texts())
    }

    pub(super) fn has_own_secret(&self) -> bool {
        self.secret_env.is_some() || self.secret_file.is_some()
    }

    pub(super) async fn serve(&self, sandbox: &Sandbox) -> Result<SandboxServer, CommandError> {
        let served = sandbox.serve(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))).await;
        served.map_err(|error| match is_taken(&error) {
            true => CommandError::failed(format_args!("{error}, such as any free one with `--port 0`")),
            false => error.into(),
        })
    }
}

/// Whether another program listens on the port.
fn is_taken(error: &SandboxError) -> bool {
    let cause = error.source().and_then(|it| it.downcast_ref::<io::Error>());
    cause.is_some_and(|it| it.kind() == io::ErrorKind::AddrInUse)
}

/// Waits for Ctrl-C, or for SIGTERM on Unix. Without a signal handler, only a kill stops the process.
pub(super) async fn shutdown_signal() {
    match Signals::listen() {
        Ok(mut signals) => drop(signals.next().await),
        Err(_) => std::future::pending().await,
    }
}
