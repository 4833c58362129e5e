//! [`SandboxServer`]: serves the API and the console on one address of this machine.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::instance::Sandbox;
use crate::api::{self, Api, RateLimit};
use crate::console;
use crate::control;
use crate::error::SandboxError;

/// The server of a sandbox. It stops when it is dropped, and still answers the requests in flight.
#[derive(Debug)]
pub struct SandboxServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl SandboxServer {
    /// The address that it listens on, with the port that was chosen for port 0.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the API and of the console.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening, and waits until the requests in flight are answered.
    pub async fn stop(mut self) {
        self.stop.take();
        // The task does not panic, and only this handle could abort it.
        let _ = (&mut self.server).await;
    }
}

impl Drop for SandboxServer {
    fn drop(&mut self) {
        self.stop.take();
    }
}

impl Sandbox {
    /// Serves the API and the console on an address of this machine. Port 0 chooses a free port.
    ///
    /// # Errors
    /// When other machines can reach the address, or another program listens on it.
    pub async fn serve(&self, address: SocketAddr) -> Result<SandboxServer, SandboxError> {
        if !address.ip().is_loopback() {
            return Err(SandboxError::new(format!(
                "the sandbox does not listen on {address}, where other machines could reach it, because its secrets are public; \
                 choose an address such as 127.0.0.1:4040"
            )));
        }
        let listener = TcpListener::bind(address).await.map_err(|error| not_bound(address, error))?;
        let address = listener
            .local_addr()
            .map_err(|error| SandboxError::new("the listener has no address; start again").with_source(error))?;
        self.shared.change(|world| world.base_url = Some(format!("http://{address}")));
        let (stop, stopped) = oneshot::channel::<()>();
        // Open pages of the console would keep the server running.
        let (open, still_open) = watch::channel(());
        let router = self.router(still_open);
        let server = tokio::spawn(async move {
            // The sender is only ever dropped, which is the signal.
            let stopped = async move {
                drop(stopped.await);
                drop(open);
            };
            let served = axum::serve(listener, router).with_graceful_shutdown(stopped).await;
            if let Err(error) = served {
                tracing::error!(%error, "the sandbox stopped listening");
            }
        });
        Ok(SandboxServer { address, stop: Some(stop), server })
    }

    fn router(&self, still_open: watch::Receiver<()>) -> Router {
        let limit = self.rate_limit.then(|| Arc::new(Mutex::new(RateLimit::default())));
        let api = api::router(Api { shared: Arc::clone(&self.shared).into(), limit });
        let control = control::router(self.handle());
        console::router(Arc::clone(&self.shared), still_open, self.personal, Arc::clone(&self.program))
            .merge(api)
            .merge(control)
    }
}

fn not_bound(address: SocketAddr, error: std::io::Error) -> SandboxError {
    let message = if error.kind() == ErrorKind::AddrInUse {
        format!("another program already listens on {address}: stop it, or choose another port")
    } else {
        format!("the sandbox cannot listen on {address}: choose another address of this machine")
    };
    SandboxError::new(message).with_source(error)
}
