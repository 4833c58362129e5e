//! [`until_signal`]: serves until Ctrl-C, or SIGTERM where there is one.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};

use futures_util::future::{Either, select};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};
use tokio::sync::oneshot;

/// Ready when a server is to stop.
pub(super) type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Serves until Ctrl-C or SIGTERM. A second one ends the process.
pub(super) async fn until_signal<F: Future>(serve: impl FnOnce(Stop) -> F) -> io::Result<F::Output> {
    let mut signals = Signals::listen()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let watching = async move {
        let _ = signals.next().await;
        tracing::info!("stopping; a second signal ends the process at once");
        drop(stop);
        std::process::exit(signals.next().await);
    };
    let serving = serve(Box::pin(async move { drop(stopped.await) }));
    match select(pin!(serving), pin!(watching)).await {
        Either::Left((served, _)) => Ok(served),
        Either::Right((never, _)) => never,
    }
}

/// The signals that stop a process, from the moment it listens to them: Ctrl-C, and SIGTERM where there is one.
#[derive(Debug)]
pub struct Signals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(windows)]
    interrupt: CtrlC,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the process cannot listen to signals.
    pub fn listen() -> io::Result<Self> {
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
    pub async fn next(&mut self) -> i32 {
        let kind = match select(pin!(self.interrupt.recv()), pin!(self.terminate.recv())).await {
            Either::Left(_) => SignalKind::interrupt(),
            Either::Right(_) => SignalKind::terminate(),
        };
        // The code that shells report.
        128 + kind.as_raw_value()
    }

    /// Waits for the next signal, and returns the exit code of a process that it ends.
    #[cfg(windows)]
    pub async fn next(&mut self) -> i32 {
        self.interrupt.recv().await;
        130
    }
}
