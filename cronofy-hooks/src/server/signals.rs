//! [`Signals`]: Ctrl-C, and SIGTERM where there is one.

use std::io;
#[cfg(unix)]
use std::pin::pin;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

#[cfg(unix)]
use super::race::{Either, first};

/// The signals that stop a process, from the moment it listens to them.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(windows)]
    interrupt: CtrlC,
}

impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt())?,
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate())?,
            #[cfg(windows)]
            interrupt: ctrl_c()?,
        })
    }

    /// Waits for the next signal, and returns the exit code of a process that it ends.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> i32 {
        let (interrupt, terminate) = (pin!(self.interrupt.recv()), pin!(self.terminate.recv()));
        let kind = match first(interrupt, terminate).await {
            Either::First(_) => SignalKind::interrupt(),
            Either::Second(_) => SignalKind::terminate(),
        };
        // The code that shells report.
        128 + kind.as_raw_value()
    }

    /// Waits for the next signal, and returns the exit code of a process that it ends.
    #[cfg(windows)]
    pub(super) async fn next(&mut self) -> i32 {
        self.interrupt.recv().await;
        130
    }
}
