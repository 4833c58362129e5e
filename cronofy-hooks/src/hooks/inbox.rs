//! What [`Hooks`] has with an inbox.

use std::sync::Arc;

use super::Hooks;
use super::start_error::{Misconfigured, StartError};
use crate::extract::{Needs, ProvidedBy};
use crate::inbox::{Inbox, Worker, WorkerHandle, WorkerSettings};

/// What stands behind the router, where there is an inbox.
#[derive(Debug, Default)]
pub(super) struct Behind {
    pub(super) inbox: Option<Arc<dyn Inbox>>,
    pub(super) worker: Option<WorkerSettings>,
    /// Another process handles what this one accepts.
    pub(super) elsewhere: bool,
    pub(super) health: Option<String>,
}

impl<N, S> Hooks<N, S> {
    /// Stores deliveries before they are answered, and handles them afterwards. See
    /// [`inbox`](crate::inbox).
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")] mod example {
    /// use cronofy_hooks::inbox::SqliteInbox;
    /// use cronofy_hooks::{Hooks, Secrets, handlers};
    ///
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// let hooks = Hooks::new(Secrets::from_env("CRONOFY_CLIENT_SECRET")?)
    ///     .handlers(handlers![..])
    ///     .inbox(SqliteInbox::open("inbox.sqlite").await?);
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    #[must_use]
    pub fn inbox(mut self, inbox: impl Inbox) -> Self {
        self.behind.inbox = Some(Arc::new(inbox));
        self
    }

    /// How handlers run behind an inbox.
    #[must_use]
    pub fn worker(mut self, settings: WorkerSettings) -> Self {
        self.behind.worker = Some(settings);
        self
    }

    /// Only accepts: another process, with [`Hooks::into_worker`] on the same inbox, handles.
    #[must_use]
    pub fn worker_elsewhere(mut self) -> Self {
        self.behind.elsewhere = true;
        self
    }

    /// Answers `GET` at this path of the router: 200 while deliveries can be stored, 503 while not,
    /// and what waits as JSON. Needs an inbox.
    ///
    /// It is 503 when the last delivery could not be stored, until one is, and for 30 seconds at most:
    /// then the next may try. When none came in that time, it is 503 while the store cannot be read. It
    /// is also 503 when the worker behind the router has ended by itself. A worker that runs in another
    /// process is not watched.
    ///
    /// ```json
    /// { "status": "ok", "waiting": 3, "running": 1, "dead": 0, "oldest_age_seconds": 0.4 }
    /// ```
    ///
    /// Numbers are `null` where they could not be counted. With 503 comes the reason:
    ///
    /// ```json
    /// { "status": "unavailable", "reason": "the last delivery could not be stored" }
    /// ```
    #[must_use]
    pub fn health(mut self, path: impl Into<String>) -> Self {
        self.behind.health = Some(path.into());
        self
    }

    /// The router, and the worker behind it, to stop one after the other.
    /// [`serve`](crate::serve()) does that; with another server, await that first, and then
    /// [`WorkerHandle::shutdown`].
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")] mod example {
    /// # use cronofy_hooks::inbox::SqliteInbox;
    /// # use cronofy_hooks::{Hooks, Secrets, handlers};
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hooks = Hooks::new(Secrets::from_env("CRONOFY_CLIENT_SECRET")?)
    /// #     .handlers(handlers![..])
    /// #     .inbox(SqliteInbox::open("inbox.sqlite").await?);
    /// let (router, worker) = hooks.into_router_and_worker()?;
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    /// let served = cronofy_hooks::serve(listener, router).worker(worker).await?;
    /// println!("{} units will run after the next start", served.worker.map_or(0, |worker| worker.given_back));
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the set-up cannot work; the message names the cure.
    ///
    /// # Panics
    /// As [`Hooks::into_router`].
    pub fn into_router_and_worker(mut self) -> Result<(axum::Router, WorkerHandle), StartError>
    where
        N: ProvidedBy<S>,
    {
        let paths = std::mem::take(&mut self.paths);
        if self.behind.elsewhere {
            return Err(StartError(Misconfigured::WorkerHereAndElsewhere));
        }
        let started = self.start()?;
        let (worker, life) = (started.worker()?, started.life.clone());
        let router = started.into_router(paths)?;
        Ok((router, worker.spawn_watched(&life)))
    }

    /// The worker alone, for a process of its own.
    ///
    /// # Errors
    /// When the set-up cannot work; the message names the cure.
    pub fn into_worker(self) -> Result<Worker, StartError>
    where
        N: ProvidedBy<S>,
    {
        let path = self.paths.first().map(|path| format!("path({path:?})"));
        let health = self.behind.health.as_ref().map(|path| format!("health({path:?})"));
        let elsewhere = self.behind.elsewhere.then(|| "worker_elsewhere()".to_owned());
        if let Some(call) = path.or(health).or(elsewhere) {
            return Err(StartError(Misconfigured::NoRouterFor(call)));
        }
        self.start()?.worker()
    }
}

impl Behind {
    /// Refuses what has no effect.
    pub(super) fn check_used(&self) -> Result<(), StartError> {
        let unused = match (&self.inbox, &self.worker, self.elsewhere) {
            (None, Some(_), _) => "worker(...)",
            (None, None, true) => "worker_elsewhere()",
            _ => return Ok(()),
        };
        Err(StartError(Misconfigured::NoInboxFor(unused)))
    }

    /// Refuses a handler that takes a transaction which the inbox does not have.
    pub(super) fn check(&self, handler: &'static str, needs: &Needs) -> Result<(), StartError> {
        let given = self.inbox.as_ref().and_then(|inbox| inbox.transactions());
        match needs.missing_transaction(given) {
            Some(database) => Err(StartError(Misconfigured::NoTransaction(handler, database, self.inbox.is_some()))),
            None => Ok(()),
        }
    }
}
