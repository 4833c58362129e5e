//! The application: a router, an address, and a clean stop.

use std::error::Error;
use std::io;
use std::sync::Arc;

use axum::Router;
use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::inbox::{self, WorkerHandle};
use cronofy_hooks::{Hooks, Inbox, Secrets};
use tokio::net::TcpListener;

use crate::handlers;
use crate::line::{self, Printer};
use crate::program::StopSignal;

/// What answers, and what handles afterwards.
pub(crate) struct QuickstartApp {
    pub(crate) router: Router,
    /// None without an inbox: then the handlers run before the answer.
    pub(crate) worker: Option<WorkerHandle>,
}

/// Asks for what the handlers take, at `/cronofy` and `/cronofy/{user_id}`.
pub(crate) fn hooks(secrets: Secrets) -> Hooks<impl ProvidedBy<Printer>> {
    Hooks::new(secrets).handlers(handlers::all()).path("/").path("/{user_id}")
}

/// `POST /cronofy` and `POST /cronofy/{user_id}`; with an inbox also `GET /cronofy/inbox/health`.
pub(crate) fn app(
    secrets: Secrets,
    printer: Printer,
    inbox: Option<Arc<dyn Inbox>>,
) -> Result<QuickstartApp, Box<dyn Error>> {
    let hooks = hooks(secrets).state(printer);
    line::say(&hooks.routes().to_string());
    let (router, worker) = match inbox {
        None => (hooks.into_router()?, None),
        Some(inbox) => {
            let (router, worker) = hooks.inbox(inbox).health("/inbox/health").into_router_and_worker()?;
            (router, Some(worker))
        }
    };
    Ok(QuickstartApp { router: Router::new().nest("/cronofy", router), worker })
}

/// The inbox that `INBOX_URL` names; none for `memory:`.
pub(crate) async fn inbox() -> Result<Option<Arc<dyn Inbox>>, Box<dyn Error>> {
    let url = std::env::var("INBOX_URL").unwrap_or_else(|_| "sqlite:inbox.sqlite".to_owned());
    if url == "memory:" {
        line::say("without an inbox: the handlers run before the answer, and the service sends again what fails");
        return Ok(None);
    }
    let inbox = inbox::from_url(&url).await.map_err(|error| format!("INBOX_URL: {error:#}"))?;
    Ok(Some(inbox))
}

/// Listens on `ADDR`, or on the given address where that is not set.
pub(crate) async fn bind(default: &str) -> Result<TcpListener, Box<dyn Error>> {
    let address = std::env::var("ADDR").unwrap_or_else(|_| default.to_owned());
    let listener = TcpListener::bind(&address).await;
    listener.map_err(|error| format!("cannot listen on {address}: {error}; set ADDR to a free address").into())
}

/// Serves until `stop` is ready, or until Ctrl-C or SIGTERM where there is none, and lets requests and
/// handlers finish. What no handler has finished by then stays in the inbox for the next start.
pub(crate) async fn until(
    listener: TcpListener,
    QuickstartApp { router, worker }: QuickstartApp,
    stop: Option<StopSignal>,
) -> io::Result<()> {
    let mut serve = cronofy_hooks::serve(listener, router);
    if let Some(worker) = worker {
        serve = serve.worker(worker);
    }
    if let Some(stop) = stop {
        serve = serve.with_graceful_shutdown(stop);
    }
    let given_back = serve.await?.worker.map_or(0, |stopped| stopped.given_back);
    if given_back > 0 {
        line::say(&format!("{given_back} jobs were not finished and run after the next start"));
    }
    Ok(())
}
