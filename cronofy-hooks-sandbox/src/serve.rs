//! The listener: the API and the console, on one address of this machine.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::api::{self, Api, RateLimit};
use crate::console;
use crate::error::SandboxError;
use crate::sandbox::Sandbox;

/// A sandbox that can be reached. It stops listening when it is dropped; requests that are under way
/// are answered.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Serving {
    /// Where it listens; the port that was free, where 0 was asked for.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What to give a client as the address of the API, and a browser for the console.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening, and waits until the requests that are under way have been answered.
    pub async fn stop(mut self) {
        self.stop.take();
        // It does not panic, and nobody else can abort it.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.take();
    }
}

impl Sandbox {
    /// Listens on an address of this machine; port 0 finds a free one, for tests.
    ///
    /// # Errors
    /// When the address can be reached from elsewhere, or somebody listens there already.
    pub async fn serve(&self, address: SocketAddr) -> Result<Serving, SandboxError> {
        if !address.ip().is_loopback() {
            return Err(SandboxError::new(format!(
                "the sandbox does not listen on {address}, where others could reach it: its secrets are no secrets; \
                 choose an address such as 127.0.0.1:4040"
            )));
        }
        let listener = TcpListener::bind(address).await.map_err(|error| not_bound(address, error))?;
        let address = listener
            .local_addr()
            .map_err(|error| SandboxError::new("the listener has no address; start again").with_source(error))?;
        let (stop, stopped) = oneshot::channel::<()>();
        // Pages of the console that are open would keep the server from ending.
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
        Ok(Serving { address, stop: Some(stop), server })
    }

    fn router(&self, still_open: watch::Receiver<()>) -> Router {
        let limit = self.rate_limit.then(|| Mutex::new(RateLimit::default()));
        let api = api::router(Arc::new(Api { shared: Arc::clone(&self.shared), limit }));
        console::router(Arc::clone(&self.shared), still_open).merge(api)
    }
}

fn not_bound(address: SocketAddr, error: std::io::Error) -> SandboxError {
    let message = if error.kind() == ErrorKind::AddrInUse {
        format!("somebody listens on {address} already: stop that program, or choose another port")
    } else {
        format!("nobody can listen on {address}: choose another address of this machine")
    };
    SandboxError::new(message).with_source(error)
}
