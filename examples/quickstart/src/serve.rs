//! The application: a router, an address, and a clean stop.

use std::error::Error;
use std::io;

use axum::Router;
use cronofy_hooks::{Hooks, Secrets};
use tokio::net::TcpListener;

use crate::handlers;
use crate::line::{self, Printer};

/// `POST /cronofy` and `POST /cronofy/{user_id}`.
pub(crate) fn app(secrets: Secrets, printer: Printer) -> Result<Router, Box<dyn Error>> {
    let hooks = Hooks::new(secrets).handlers(handlers::all()).state(printer).path("/").path("/{user_id}");
    line::say(&hooks.routes().to_string());
    Ok(Router::new().nest("/cronofy", hooks.into_router()?))
}

/// Listens on `ADDR`, or on the given address where that is not set.
pub(crate) async fn bind(default: &str) -> Result<TcpListener, Box<dyn Error>> {
    let address = std::env::var("ADDR").unwrap_or_else(|_| default.to_owned());
    let listener = TcpListener::bind(&address).await;
    listener.map_err(|error| format!("cannot listen on {address}: {error}; set ADDR to a free address").into())
}

/// Serves until told to stop, and lets what is under way finish.
pub(crate) async fn until(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, app).with_graceful_shutdown(stop).await
}

/// Ctrl-C, or SIGTERM where there is such a thing.
pub(crate) async fn stop_signal() {
    let interrupted = async {
        // Without the signal there is no other way to stop but to be killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
