//! [`Hooks`] with an inbox.

use std::sync::Arc;

use super::builder::{Hooks, Settings};
use super::inbox_choice::{Behind, HasInbox, Receives, WithInbox, WorkerElsewhere, WorkerOnly, WorksHere};
use super::once::FirstInbox;
use super::start_error::StartError;
use crate::extract::{NoHandlers, ProvidedBy};
use crate::inbox::{Inbox, Worker, WorkerHandle, WorkerSettings};
use crate::signature::Secrets;

impl<N, S, I> Hooks<N, S, I> {
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
    pub fn inbox(self, inbox: impl Inbox) -> Hooks<N, S, WithInbox>
    where
        I: FirstInbox,
    {
        let Self { settings, handlers, state, .. } = self;
        Hooks { settings, handlers, state, inbox: WithInbox(Behind::new(inbox)) }
    }
}

impl Hooks<NoHandlers, (), WorkerOnly> {
    /// Hooks for a process that handles what others receive and store in this inbox. They need no
    /// secrets: see [`Hooks::into_worker`]. A router cannot be made of them:
    ///
    /// ```compile_fail,E0277
    /// use cronofy_hooks::{Hooks, Inbox, handlers};
    ///
    /// fn receive(inbox: impl Inbox) -> Result<axum::Router, cronofy_hooks::StartError> {
    ///     Hooks::worker_only(inbox).handlers(handlers![..]).into_router()
    /// }
    /// ```
    pub fn worker_only(inbox: impl Inbox) -> Self {
        Self::with(Settings::new(Secrets::none()), WorkerOnly(Behind::new(inbox)))
    }
}

impl<N, S, I> Hooks<N, S, I> {
    /// How handlers run behind the inbox; call it after [`Hooks::inbox`]. Without one it does not compile, as [`Hooks::health`]:
    ///
    /// ```compile_fail,E0277
    /// use cronofy_hooks::inbox::WorkerSettings;
    /// use cronofy_hooks::{Hooks, Secrets, handlers};
    ///
    /// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]);
    /// let hooks = hooks.worker(WorkerSettings::default());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn worker(mut self, settings: WorkerSettings) -> Self
    where
        I: HasInbox,
    {
        self.inbox.behind_mut().worker = settings;
        self
    }

    /// Answers `GET` at this path of the router; call it after [`Hooks::inbox`]: 200 while deliveries can be stored, 503 while not,
    /// and the counts of waiting jobs as JSON.
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
    pub fn health(mut self, path: impl Into<String>) -> Self
    where
        I: HasInbox,
    {
        self.inbox.behind_mut().health = Some(path.into());
        self
    }

    /// The worker alone, for a process of its own. It answers no requests, so the paths of the hooks have
    /// no effect: a process that receives and one that handles can share the function that makes their
    /// hooks.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")] mod example {
    /// # use cronofy_hooks::inbox::SqliteInbox;
    /// # use cronofy_hooks::{Hooks, handlers};
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// let inbox = SqliteInbox::open("inbox.sqlite").await?;
    /// let worker = Hooks::worker_only(inbox).handlers(handlers![..]).into_worker()?;
    /// worker.run_until(async { drop(tokio::signal::ctrl_c().await) }).await;
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the set-up cannot work; the message names the cure.
    pub fn into_worker(mut self) -> Result<Worker, StartError>
    where
        N: ProvidedBy<S>,
        I: HasInbox,
    {
        let (dispatch, _) = self.dispatch()?;
        let clock = self.time();
        self.inbox.behind_mut().worker(&dispatch, &clock)
    }
}

impl<N, S, I> Hooks<N, S, I> {
    /// Only accepts: another process, with [`Hooks::into_worker`] on the same inbox, handles. Call it after
    /// [`Hooks::inbox`].
    pub fn worker_elsewhere(self) -> Hooks<N, S, WorkerElsewhere>
    where
        I: HasInbox + WorksHere,
    {
        let Self { settings, handlers, state, mut inbox } = self;
        Hooks { settings, handlers, state, inbox: WorkerElsewhere(inbox.behind_mut().clone()) }
    }

    /// The router, and the worker behind it, to stop one after the other.
    /// [`serve`](crate::serve()) does that; with another server, await that first, and then
    /// [`WorkerHandle::shutdown`]. Call it after [`Hooks::inbox`]: without one there is no worker, and it does not compile.
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
    /// println!("{} jobs will run after the next start", served.worker.map_or(0, |worker| worker.given_back));
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
        I: HasInbox + Receives + WorksHere,
    {
        let paths = std::mem::take(&mut self.settings.paths);
        let behind = self.inbox.behind_mut().clone();
        let started = self.start()?;
        let worker = behind.worker(&started.receiver.dispatch, &started.receiver.clock)?;
        let life = started.life.clone();
        let router = started.into_router(paths)?;
        Ok((router, worker.spawn_watched(&life)))
    }
}

impl Behind {
    fn new(inbox: impl Inbox) -> Self {
        Self { inbox: Arc::new(inbox), worker: WorkerSettings::default(), health: None }
    }
}
