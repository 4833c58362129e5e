//! [`ChannelGuardian`]: what an application holds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use cronofy_hooks::__private::Chain;
use cronofy_hooks::AnsweredDelivery;
use cronofy_hooks::request::CreateChannel;
use cronofy_hooks_client::ClientErrorKind;
use futures_util::StreamExt as _;
use futures_util::stream;
use jiff::Timestamp;
use tokio::time::{sleep, timeout};

use super::answers::Answers;
use super::claim::Claim;
use super::error::GuardianError;
use super::guarding::Guarding;
use super::inspection::LookReason;
use super::{gap, measure};
use crate::channel::{ChannelQuery, ChannelState, GuardedChannel};
#[cfg(doc)]
use crate::guardian::ChannelGuardianBuilder;

/// How often it looks which channels are due.
const TICK: Duration = Duration::from_secs(60);
/// Answers that have to be written at once wait for others for this long: a channel that fails now and then does not
/// cause a write for each.
const GATHER: Duration = Duration::from_secs(1);
/// How many channels it looks at at once.
const AT_ONCE: usize = 8;

/// Watches over channels, so that notifications keep coming.
///
/// The service closes a channel whose deliveries have failed for 24 hours, and sends nothing more: the application
/// hears neither of the closing nor of any change after it. A guardian notes how deliveries are answered, calls the
/// application when a channel is at risk, asks the service whether it is open, creates it again when it is not, and hands
/// what changed meanwhile to the `change` handler.
///
/// ```no_run
/// # #[cfg(feature = "sqlite")] mod example {
/// # use cronofy_hooks::{BoxError, Hooks, Secrets, cronofy_handler, handlers, inbox::SqliteInbox};
/// # use cronofy_hooks_client::ApplicationClient;
/// # use cronofy_hooks_sync::{CalendarSync, ChannelGuardian, Changes, SqliteChannels};
/// # use sqlx::SqlitePool;
/// # use tokio::net::TcpListener;
/// # #[cronofy_handler(notification = "change")]
/// # async fn change(changes: Changes) {}
/// # async fn start(client: ApplicationClient, secrets: Secrets, sync: CalendarSync, pool: SqlitePool, inbox: SqliteInbox)
/// # -> Result<(), BoxError> {
/// let channels = SqliteChannels::new(pool).await?;
/// let guardian = ChannelGuardian::builder(sync.clone(), client, secrets.clone(), channels)
///     .on_at_risk(|channel| async move { println!("{channel:?} will be closed") })
///     .build();
/// let hooks = Hooks::new(secrets).handlers(handlers![change, ..]).state(sync).path("/{account_id}");
/// let hooks = hooks.inbox(inbox).on_answer(guardian.observer());
/// let channel = hooks.channel(hooks.url("https://example.com", [("account_id", "acc_1")])?)?;
/// let (router, worker) = hooks.into_router_and_worker()?;
/// let listener = TcpListener::bind("127.0.0.1:3000").await?;
/// tokio::spawn(guardian.clone().run(router.clone()));
/// let server = tokio::spawn(cronofy_hooks::serve(listener, router).worker(worker));
/// // A new channel is verified with a notification, so the server is there before it.
/// guardian.guard("acc_1", channel).await?;
/// server.await??;
/// # Ok(())
/// # }
/// # }
/// ```
///
/// # What is promised
/// - A guarded channel that the service has closed is created again, with the same callback URL and filters, and then the
///   `change` handler runs from the last committed cursor: through the router and its inbox, as for a notification.
/// - One process creates it, however many guardians share the store, and one channel stays open: a process may end at
///   any step.
/// - `on_at_risk` and `on_closed` are called once by one of these processes, and again only if it ended meanwhile.
///
/// # What it cannot know
/// It notes what this application answered. A delivery that never arrives has no answer, and one whose signature does not
/// match is of no known channel; so a channel may be closed that was never at risk. That is found within
/// [`check_every`](crate::ChannelGuardianBuilder::check_every).
///
/// A channel that is created again has another id. So put the account into the callback URL and take it from there in
/// [`SyncAccounts`](crate::SyncAccounts), or look up the id in the store of the channels, with
/// [`ChannelQuery::Id`]; a table of ids of your own would not know it.
///
/// # In tests
/// Give the guardian the clock of the hooks, and call [`check`](Self::check) in the place of [`run`](Self::run), after
/// each step of the clock. A step of a minute is what `run` does; longer steps are fine where a test does not look at the
/// time in between.
///
/// A channel is at risk when a handler fails on each of its deliveries, without an inbox: the router answers 500. Behind an
/// inbox the answer is 503 if the delivery cannot be stored, and 204 otherwise, also when the handler fails later.
///
/// The faults of the sandbox put no channel at risk, because none of them makes an answer fail:
///
/// | fault | what the guardian notes |
/// |---|---|
/// | `Drop`, `SlowBody` | nothing: no whole request arrives |
/// | `Truncate`, `WrongKey` | nothing: the signature does not match, and the answer is 401 |
/// | `Cut` | what the handler answers, although the service does not have it |
/// | all others | what the handler answers |
///
/// The sandbox closes a channel after 24 hours of such a fault, and the guardian finds it closed when it asks.
///
/// In `Cargo.toml` this test has `cronofy-hooks-sandbox`, `cronofy-hooks-client`, `serde_json` and `tokio` beside the
/// dependencies of the application.
///
/// ```no_run
#[doc = include_str!("../../tests/it/guardian_recipe.rs")]
/// ```
#[derive(Clone)]
pub struct ChannelGuardian(pub(super) Arc<Guarding>);

impl ChannelGuardian {
    /// What notes the answers: for [`Hooks::on_answer`](cronofy_hooks::Hooks::on_answer). It keeps them in memory, and
    /// [`run`](Self::run) writes them.
    ///
    /// The hooks call one function. An application that counts answers as well calls the observer in its own:
    ///
    /// ```
    /// # use cronofy_hooks::{Hooks, Secrets, handlers};
    /// # use cronofy_hooks_sync::ChannelGuardian;
    /// # fn watched(guardian: &ChannelGuardian, secrets: Secrets) {
    /// let note = guardian.observer();
    /// let hooks = Hooks::new(secrets).handlers(handlers![..]).on_answer(move |answered| {
    ///     note(answered);
    ///     let outcome = if answered.is_success() { "success" } else { "failure" };
    ///     metrics::counter!("my_app_answers_total", "outcome" => outcome).increment(1);
    /// });
    /// # }
    /// ```
    pub fn observer(&self) -> impl Fn(&AnsweredDelivery<'_>) + Send + Sync + 'static + use<> {
        let guarding = Arc::clone(&self.0);
        move |answered| guarding.note(answered)
    }

    /// Creates a channel, unless it is open, and guards it from now on. Call it when an account logs in, and at each
    /// start for those that are logged in: for a channel that is guarded already it asks the service only if the channel
    /// is due, closed or [pending](GuardedChannel::is_pending).
    ///
    /// The account and the callback URL name the channel. With another request for the same URL, the channel takes the
    /// place of the one before; any other channel of the account with this URL is closed.
    ///
    /// While another process looks after the channel, the answer is what that process has stored so far: a channel that
    /// is [pending](GuardedChannel::is_pending) is not created yet, or still has the filters of the request before. The
    /// claim of a process that has ended holds for five minutes.
    ///
    /// # Errors
    /// When the service refuses or the store fails. The channel is guarded all the same once it is stored:
    /// [`run`](Self::run) tries again five minutes later, or after [`check_every`](ChannelGuardianBuilder::check_every) if
    /// the account has to log in again. Another `guard` tries at once.
    pub async fn guard(&self, account_id: &str, request: CreateChannel) -> Result<GuardedChannel, GuardianError> {
        let now = self.0.now();
        let new = GuardedChannel::new(account_id, request, now).ok_or(GuardianError::Request)?;
        let stored = loop {
            let next = match self.0.find(account_id, &new.callback_url).await? {
                Some(stored) if stored.request == new.request => break stored,
                Some(stored) => {
                    let version = stored.version.saturating_add(1);
                    GuardedChannel { request: new.request.clone(), is_pending: true, due_at: now, version, ..stored }
                }
                None => new.clone(),
            };
            if self.0.channels.replace(&next).await.map_err(GuardianError::Store)? {
                break next;
            }
        };
        // What failed waits for its next time in `run`, and not here: the application asks now.
        if !stored.is_pending && stored.due_at > now && stored.state != ChannelState::Closed {
            return Ok(stored);
        }
        self.0.look(&stored, LookReason::Asked).await?;
        self.0.wake.notify_one();
        Ok(self.0.find(account_id, &new.callback_url).await?.unwrap_or(stored))
    }

    /// Closes a channel, and guards it no more: when an account logs out. Does nothing for a channel that is not guarded.
    /// A channel of an account that has taken the access back cannot be closed, and is only forgotten.
    ///
    /// # Errors
    /// When the service or the store fails, or another process looks after the channel. Call it again: until it has
    /// succeeded, the channel is guarded.
    pub async fn release(&self, account_id: &str, callback_url: &str) -> Result<(), GuardianError> {
        let Some(channel) = self.0.find(account_id, callback_url).await? else { return Ok(()) };
        let claim = Claim::take(&*self.0.channels, &channel, self.0.now()).await?;
        let mut claim = claim.ok_or(GuardianError::Claimed)?;
        if let Some(channel_id) = &claim.channel().channel_id
            && let Err(error) = self.0.close(account_id, channel_id).await
            && !error.needs_login()
        {
            claim.store(self.0.now(), |channel| channel.claimed_at = None).await?;
            return Err(error);
        }
        match self.0.channels.remove(claim.channel()).await.map_err(GuardianError::Store)? {
            true => Ok(()),
            false => Err(GuardianError::Claimed),
        }
    }

    /// The guarded channels.
    ///
    /// # Errors
    /// [`Store`](GuardianError::Store), when the store fails.
    pub async fn channels(&self) -> Result<Vec<GuardedChannel>, GuardianError> {
        self.0.channels.select(ChannelQuery::All).await.map_err(GuardianError::Store)
    }

    /// Guards the channels until it is dropped: as a task beside the server, in one process or in several. It may be
    /// dropped at any time. It writes answers within moments when a channel begins or ceases to fail, and otherwise now
    /// and then; a [`check`](Self::check) after the server has stopped writes what is due and not written yet.
    ///
    /// `router` is what serves the paths of the callback URLs: that of the hooks, or the one in which it is nested. If a
    /// proxy in front of the application removes a prefix of the path, nest it under that prefix here.
    pub async fn run(self, router: Router) {
        loop {
            self.check(&router).await;
            let woken = async {
                self.0.wake.notified().await;
                sleep(GATHER).await;
            };
            // After a tick there may be due channels.
            drop(timeout(TICK, woken).await);
        }
    }

    /// Does once what [`run`](Self::run) does all the time: writes the answers, and looks at the channels that are due.
    /// For tests, on a clock of their own.
    ///
    /// Errors are logged: what failed is due again.
    pub async fn check(&self, router: &Router) {
        if let Err(error) = self.0.check(router).await {
            tracing::error!(error = %Chain(&error), "the guardian cannot look after the channels");
        }
    }
}

impl Guarding {
    /// The time, in the whole seconds that stores keep.
    pub(super) fn now(&self) -> Timestamp {
        let now = (self.clock)();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    async fn find(&self, account_id: &str, callback_url: &str) -> Result<Option<GuardedChannel>, GuardianError> {
        let found = self.channels.select(ChannelQuery::Url { account_id, callback_url }).await;
        Ok(found.map_err(GuardianError::Store)?.pop())
    }

    /// Closes a channel, unless it is closed.
    pub(super) async fn close(&self, account_id: &str, channel_id: &str) -> Result<(), GuardianError> {
        match self.client.account(account_id).close_channel(channel_id).await {
            Err(error) if error.kind() != ClientErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn note(&self, answered: &AnsweredDelivery<'_>) {
        if answered.delivery().notification_id().is_some_and(|id| id.starts_with(gap::ID)) {
            return;
        }
        let Some(channel_id) = answered.channel_id() else { return };
        if self.notes.add(channel_id, self.now(), answered.is_success()) {
            self.wake.notify_one();
        }
    }

    async fn check(&self, router: &Router) -> Result<(), GuardianError> {
        let mut written = Ok(());
        for (channel_id, answers) in self.notes.take_due(self.now()) {
            if let Err(error) = self.write(&channel_id, &answers).await {
                self.notes.put_back(channel_id, answers);
                written = Err(error);
            }
        }
        written?;
        let due = self.channels.select(ChannelQuery::Due(self.now())).await.map_err(GuardianError::Store)?;
        let looks = stream::iter(due).for_each_concurrent(AT_ONCE, |channel| async move {
            if let Err(error) = self.look(&channel, LookReason::Due(router)).await {
                let GuardedChannel { account_id, channel_id, .. } = &channel;
                tracing::warn!(account_id, channel_id, error = %Chain(&error), "the channel could not be looked after");
            }
        });
        looks.await;
        let in_trouble = self.channels.select(ChannelQuery::InTrouble).await.map_err(GuardianError::Store)?;
        measure::in_trouble(&in_trouble, self.now());
        Ok(())
    }

    /// Writes answers, unless the channel is not guarded.
    async fn write(&self, channel_id: &str, answers: &Answers) -> Result<(), GuardianError> {
        loop {
            let found = self.channels.select(ChannelQuery::Id(channel_id)).await.map_err(GuardianError::Store)?;
            let Some(mut channel) = found.into_iter().next() else { return Ok(()) };
            answers.apply_to(&mut channel);
            channel.due_at = channel.due_at.min(self.next_look(&channel, self.now()));
            channel.version = channel.version.saturating_add(1);
            if self.channels.replace(&channel).await.map_err(GuardianError::Store)? {
                return Ok(());
            }
        }
    }
}

impl fmt::Debug for ChannelGuardian {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelGuardian").finish_non_exhaustive()
    }
}
