//! [`Hooks`]: the builder.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use jiff::Timestamp;

#[cfg(feature = "inbox")]
use super::inbox_choice::Behind;
use super::inbox_choice::{InboxChoice, NoInbox, Receives};
use super::inbox_options::warn_of_options;
use super::once::{FirstHandlers, FirstState};
use super::start_error::StartError;
use super::started::Started;
use crate::clock::Clock;
use crate::dispatch::{Deadlines, Dispatch, UnhandledCounts};
#[cfg(feature = "drift")]
use crate::drift::DriftRecorder;
use crate::extract::{Needs, NoHandlers, ProvidedBy, States};
use crate::http::{AnsweredDelivery, Bounds, HooksService, Limits, OnAnswer, Receiver, Refusals, Watchers};
#[cfg(feature = "inbox")]
use crate::inbox::{WorkerLife, ingest::Ingest};
use crate::measure;
use crate::routing::{Handlers, Routes, Table};
use crate::signature::Secrets;

/// The handlers of an application and what they need, on the way to a router or a service.
///
/// ```
/// use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers, payload::Change};
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change) {
///     println!("{} changed since {}", change.channel.channel_id, change.changes_since);
/// }
///
/// #[cronofy_handler(fallback)]
/// async fn anything_else(unhandled: Unhandled) {
///     println!("{}", unhandled.occurrence());
/// }
///
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![change, anything_else]);
/// let app: axum::Router = axum::Router::new().nest("/cronofy", hooks.into_router()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A function that returns hooks leaves open what the handlers take from the state:
///
/// ```
/// use cronofy_hooks::extract::ProvidedBy;
/// use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers, payload::Change};
///
/// #[derive(Clone)]
/// struct App;
///
/// #[cronofy_handler(notification = "change")]
/// async fn change(change: Change, State(app): State<App>) {}
///
/// /// `Hooks<impl ProvidedBy<()>>` where no handler takes a state; with an inbox, `WithInbox` is the third type.
/// fn hooks(secrets: Secrets) -> Hooks<impl ProvidedBy<App>, App> {
///     Hooks::new(secrets).handlers(handlers![change, ..]).state(App)
/// }
///
/// /// Without the state, which the caller gives: `hooks_for(secrets).state(App)`.
/// fn hooks_for(secrets: Secrets) -> Hooks<impl ProvidedBy<App>> {
///     Hooks::new(secrets).handlers(handlers![change, ..])
/// }
/// # let _ = hooks_for(Secrets::new(["CRN_secret"])?).state(App).into_router()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "make a router, a service or a worker of them"]
pub struct Hooks<N = NoHandlers, S = (), I = NoInbox> {
    pub(super) settings: Settings,
    pub(super) handlers: Handlers<N>,
    pub(super) state: S,
    pub(super) inbox: I,
}

/// The settings of hooks, which do not depend on handlers, state or inbox.
pub(super) struct Settings {
    pub(super) secrets: Secrets,
    pub(super) states: States,
    pub(super) paths: Vec<String>,
    pub(super) limits: Limits,
    pub(super) deadlines: Deadlines,
    /// `None`: that of the inbox if it was given one, or else the system's.
    pub(super) clock: Option<Clock>,
    pub(super) unhandled: UnhandledCounts,
    pub(super) watchers: Watchers,
}

impl Settings {
    pub(super) fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            states: States::default(),
            paths: Vec::new(),
            limits: Limits::default(),
            deadlines: Deadlines::default(),
            clock: None,
            unhandled: UnhandledCounts::default(),
            watchers: Watchers::default(),
        }
    }
}

impl Hooks {
    /// Hooks that accept deliveries signed with these secrets: [`Secrets::from_env`] reads them from a variable, and
    /// [`Secrets::new`] takes them as text.
    pub fn new(secrets: Secrets) -> Self {
        Self::with(Settings::new(secrets), NoInbox::default())
    }
}

impl<I> Hooks<NoHandlers, (), I> {
    pub(super) fn with(settings: Settings, inbox: I) -> Self {
        Self { settings, handlers: Handlers::none(), state: (), inbox }
    }
}

impl<N, S, I> Hooks<N, S, I> {
    /// The handlers: what [`handlers!`](crate::handlers) makes, all of them in one list.
    pub fn handlers<M>(self, handlers: Handlers<M>) -> Hooks<M, S, I>
    where
        N: FirstHandlers,
    {
        Hooks { settings: self.settings, handlers, state: self.state, inbox: self.inbox }
    }

    /// The application's state, from which handlers take [`State<T>`](crate::State).
    ///
    /// `T` is the type of the state itself, which is `Clone`, or any type that implements axum's `FromRef` for it.
    /// Leave it out if no handler takes one.
    pub fn state<T: Send + Sync + 'static>(self, state: T) -> Hooks<N, T, I>
    where
        S: FirstState,
    {
        Hooks { settings: self.settings, handlers: self.handlers, state, inbox: self.inbox }
    }

    /// Gives a part of the state to extractors of your own.
    ///
    /// Needed only for a `State<T>` that no handler writes among its arguments, because an extractor
    /// takes it inside; the start says so if it is missing.
    pub fn substate<T: FromRef<S> + Clone + Send + Sync + 'static>(mut self) -> Self {
        self.settings.states.insert(|| T::from_ref(&self.state));
        self
    }

    /// A path of the router, in axum's syntax: `/channel/{user_id}`. Call it several times for
    /// several paths. Without any, the router serves `/`.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.settings.paths.push(path.into());
        self
    }

    /// The largest body that is read, in bytes; 1 MiB unless set. A larger one is answered 413.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.limits.body = bytes;
        self
    }

    /// How long a body may take to arrive after its head; 10 seconds unless set. After that the request
    /// is answered 408, and its connection is closed.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.settings.limits.timeout = timeout;
        self
    }

    /// How many bytes of bodies are held before their signatures are verified; 32 MiB unless set. It
    /// holds for all clones of the router together. A body that would exceed it is answered 503.
    ///
    /// The first 16 KiB of each body do not count. A delivery has about 1 KB, so deliveries are
    /// accepted while unsigned, large bodies use up the limit; small ones are bounded by the number of
    /// connections, which the server limits (see [`serve`](crate::serve())). Bytes count when they arrive,
    /// not when `Content-Length` announces them.
    pub fn unverified_limit(mut self, bytes: usize) -> Self {
        self.settings.limits.unverified = bytes;
        self
    }

    /// How long the handlers of a delivery may take if they run before the answer. See [`Deadlines`].
    pub fn deadlines(mut self, deadlines: Deadlines) -> Self {
        self.settings.deadlines = deadlines;
        self
    }

    /// The clock for [`Delivery::received_at`](crate::Delivery::received_at), for tests; the system's unless set.
    ///
    /// Behind an inbox, give the clock to the inbox and not to the hooks, as with
    /// `SqliteInbox::options(file).clock(...)`: it decides when a job is due, and the hooks take the same clock.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.settings.clock = Some(Arc::new(clock));
        self
    }

    /// Calls a function with each verified delivery and its answer, once it is decided: to count, or to watch over the
    /// channels as `ChannelGuardian` of
    /// [cronofy-hooks-sync](https://docs.rs/cronofy-hooks-sync) does. The last function that is set is called: for
    /// two purposes set one function that does both, as the page of `ChannelGuardian::observer` shows.
    ///
    /// It runs before the answer is sent, so it must not block or wait. A request whose signature does not match is
    /// not reported: nothing in it can be trusted.
    ///
    /// ```
    /// use cronofy_hooks::{Hooks, Secrets, handlers};
    ///
    /// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]).on_answer(|answered| {
    ///     if !answered.is_success() {
    ///         println!("{:?} was answered {:?}", answered.channel_id(), answered.status());
    ///     }
    /// });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_answer(mut self, call: impl Fn(&AnsweredDelivery<'_>) + Send + Sync + 'static) -> Self {
        self.settings.watchers.on_answer = Some(OnAnswer::new(call));
        self
    }

    /// Notes what deliveries have and the schemas of this release lack, by name: see [`drift`](crate::drift).
    ///
    /// It looks at each verified delivery after its answer.
    #[cfg(feature = "drift")]
    #[cfg_attr(docsrs, doc(cfg(feature = "drift")))]
    pub fn drift(mut self, recorder: DriftRecorder) -> Self {
        self.settings.watchers.drift = Some(recorder);
        self
    }

    /// The routes and their handlers, as a table for people.
    #[must_use]
    pub fn routes(&self) -> Routes {
        Routes::new(self.handlers.list())
    }

    /// The counts of unhandled occurrences, to keep after the hooks have become a router.
    #[must_use]
    pub fn unhandled(&self) -> UnhandledCounts {
        self.settings.unhandled.clone()
    }

    /// The time: of the clock that was given to the hooks or to the inbox, or else of the system.
    pub(super) fn time(&self) -> Clock
    where
        I: InboxChoice,
    {
        let given = self.settings.clock.clone();
        #[cfg(feature = "inbox")]
        let given = given.or_else(|| self.inbox.behind()?.inbox.clock());
        given.unwrap_or_else(|| Arc::new(Timestamp::now))
    }

    /// The handlers, checked and ready to be called, and the names of those that take parameters of the path.
    pub(super) fn dispatch(&mut self) -> Result<(Arc<Dispatch>, Vec<&'static str>), StartError>
    where
        N: ProvidedBy<S>,
        I: InboxChoice,
    {
        if !self.handlers.is_given() {
            return Err(StartError::new(
                "there are no handlers; add `.handlers(handlers![...])`, or `handlers![..]` to acknowledge everything",
            ));
        }
        let mut states = std::mem::take(&mut self.settings.states);
        N::PROVIDE(&self.state, &mut states);
        measure::describe();
        let mut take_path_parameters = Vec::new();
        for handler in self.handlers.list() {
            if !self.inbox.is_given() {
                warn_of_options(&handler.meta);
            }
            let mut needs = Needs::default();
            handler.needs(&mut needs);
            #[cfg(feature = "inbox")]
            check_transactions(self.inbox.behind(), handler.meta.name, &needs)?;
            if needs.takes_path_parameters() {
                take_path_parameters.push(handler.meta.name);
            }
            let wrong = needs.wrong_payload(handler.meta.route).or_else(|| Some(needs.missing(&states)?.to_string()));
            if let Some(wrong) = wrong {
                return Err(StartError::new(format!("the handler `{}`: {wrong}", handler.meta.name)));
            }
        }
        let dispatch = Dispatch {
            table: Table::new(self.handlers.list()),
            states: Arc::new(states),
            unhandled: self.settings.unhandled.clone(),
            deadlines: self.settings.deadlines,
        };
        Ok((Arc::new(dispatch), take_path_parameters))
    }
}

/// Refuses a handler that takes a transaction which the inbox does not have.
#[cfg(feature = "inbox")]
fn check_transactions(behind: Option<&Behind>, handler: &'static str, needs: &Needs) -> Result<(), StartError> {
    let given = behind.and_then(|behind| behind.inbox.transactions());
    let Some(database) = needs.missing_transaction(given) else { return Ok(()) };
    let database = database.rsplit("::").next().unwrap_or(database);
    let found = if behind.is_some() { "the inbox is in another database" } else { "there is no inbox" };
    Err(StartError::new(format!(
        "the handler `{handler}` takes a `Tx<{database}>`, and {found}; add `.inbox({database}Inbox::...)`, or take no `Tx`"
    )))
}

impl<N, S, I> Hooks<N, S, I> {
    /// A router that serves `POST` at the paths of [`Hooks::path`], to nest where you like.
    ///
    /// It needs a Tokio runtime with its timer, which [`serve`](crate::serve()) and
    /// `axum::serve` have. To nest it in a router that
    /// waits for a state of its own, call `.with_state(())` on it first.
    ///
    /// With an inbox it also starts a worker in the background, which ends with the router. To stop it
    /// gracefully, use `into_router_and_worker`.
    ///
    /// # Errors
    /// When the set-up cannot work; the message names the cure.
    ///
    /// # Panics
    /// As axum's router, when two paths overlap or a parameter's braces are not closed.
    pub fn into_router(mut self) -> Result<axum::Router, StartError>
    where
        N: ProvidedBy<S>,
        I: Receives,
    {
        let paths = std::mem::take(&mut self.settings.paths);
        let started = self.start()?;
        #[cfg(feature = "inbox")]
        let started = started.with_worker(I::HANDLES)?;
        started.into_router(paths)
    }

    /// The same as a [`tower::Service`](tower_service::Service) over any request body, for servers
    /// without axum's router.
    ///
    /// It answers any path, so it takes no [`Hooks::path`], and [`Path`](crate::Path) has parameters
    /// only if axum's router called it.
    ///
    /// # Errors
    /// When the set-up cannot work; the message names the cure.
    pub fn into_service(self) -> Result<HooksService, StartError>
    where
        N: ProvidedBy<S>,
        I: Receives,
    {
        if let Some(path) = self.settings.paths.first() {
            return Err(StartError::new(format!(
                "the service answers any path, so `.path({path:?})` has no effect; use `into_router`, or route to the \
                 service yourself and remove it"
            )));
        }
        let started = self.start()?;
        #[cfg(feature = "inbox")]
        let started = started.with_worker(I::HANDLES)?;
        started.into_service()
    }

    /// Checks the set-up.
    pub(super) fn start(mut self) -> Result<Started, StartError>
    where
        N: ProvidedBy<S>,
        I: Receives,
    {
        let limits = &self.settings.limits;
        if limits.body == 0 {
            return Err(StartError::new(
                "a body limit of 0 bytes refuses every delivery; set a larger one or leave it out",
            ));
        }
        if limits.timeout.is_zero() {
            return Err(StartError::new(
                "a body timeout of 0 refuses every body that is not there with its head; set a longer one or leave it out",
            ));
        }
        if let Some(most) = limits.contradiction() {
            return Err(StartError::new(format!(
                "a body may have {} bytes, and the limit for all unverified bodies leaves room for {most}; raise \
                 `.unverified_limit(...)`, or lower `.body_limit(...)`",
                limits.body
            )));
        }
        let (dispatch, take_path_parameters) = self.dispatch()?;
        let clock = self.time();
        #[cfg(feature = "inbox")]
        let behind = self.inbox.behind().cloned();
        let Settings { secrets, limits, watchers, .. } = self.settings;
        Ok(Started {
            receiver: Receiver {
                secrets,
                bounds: Bounds::new(limits),
                refusals: Refusals::default(),
                clock,
                dispatch,
                watchers,
                #[cfg(feature = "inbox")]
                ingest: behind.as_ref().map(|behind| Ingest::new(Arc::clone(&behind.inbox))),
                #[cfg(feature = "inbox")]
                worker: None,
            },
            take_path_parameters,
            #[cfg(feature = "inbox")]
            behind,
            #[cfg(feature = "inbox")]
            life: WorkerLife::default(),
        })
    }
}

impl<N, S, I> fmt::Debug for Hooks<N, S, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { secrets, paths, limits, deadlines, .. } = &self.settings;
        f.debug_struct("Hooks")
            .field("secrets", secrets)
            .field("handlers", &self.handlers)
            .field("paths", paths)
            .field("limits", limits)
            .field("deadlines", deadlines)
            .finish_non_exhaustive()
    }
}
