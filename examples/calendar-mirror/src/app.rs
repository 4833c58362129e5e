//! [`MirrorApp`]: the application, from the socket to the copy.

use std::fmt;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

use axum::Router;
use cronofy_hooks::inbox::WorkerHandle;
use cronofy_hooks::payload::Channel;
use cronofy_hooks::request::CreateChannel;
use cronofy_hooks::{BoxError, Hooks, Secrets};
use cronofy_hooks_client::ApplicationClient;
use cronofy_hooks_sync::{CalendarSync, ChannelGuardian, FullSyncItem, SyncAccount, SyncAccounts, SyncError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::database::{AppClock, MirrorDatabase};
use crate::mirror::{self, Mirror};

const CHECK_EVERY: Duration = Duration::from_secs(5 * 60);

/// What the application is started with.
#[derive(Clone)]
pub struct MirrorSettings {
    /// The database of inbox, cursors, channels and copy: the path of a file, or the URL of PostgreSQL.
    pub place: String,
    /// The client secrets.
    pub secrets: Secrets,
    /// Calls the service.
    pub client: ApplicationClient,
    /// Whose calendars are copied.
    pub account_id: String,
    /// The clock of this machine.
    pub clock: AppClock,
}

/// The running application.
pub struct MirrorApp<DB: MirrorDatabase> {
    /// The copy.
    pub mirror: Mirror<DB>,
    /// Handles notifications.
    pub worker: WorkerHandle,
    /// Reads what changed.
    pub sync: CalendarSync,
    /// Keeps the notifications coming.
    pub guardian: ChannelGuardian,
    account: SyncAccount,
    callback_url: String,
    router: Router,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl<DB: MirrorDatabase> fmt::Debug for MirrorApp<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MirrorApp").field("callback_url", &self.callback_url).finish_non_exhaustive()
    }
}

impl fmt::Debug for MirrorSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MirrorSettings").field("account_id", &self.account_id).finish_non_exhaustive()
    }
}

/// The account is the last part of the callback URL, which the signature covers.
struct AccountsByUrl(ApplicationClient);

impl SyncAccounts for AccountsByUrl {
    async fn find(&self, channel: &Channel) -> Result<Option<SyncAccount>, BoxError> {
        let account_id = channel.callback_url.as_deref().and_then(|url| url.rsplit('/').next());
        Ok(account_id.map(|account_id| SyncAccount::new(self.0.account(account_id))))
    }
}

impl<DB: MirrorDatabase> MirrorApp<DB> {
    /// Starts it. What an earlier process left in the inbox is handled first.
    ///
    /// # Errors
    /// When the database cannot be opened, or the socket cannot be used.
    pub async fn start(settings: &MirrorSettings, listener: TcpListener) -> Result<Self, BoxError> {
        let MirrorSettings { place, secrets, client, account_id, clock } = settings.clone();
        let (inbox, pool) = DB::open(&place, clock.clone()).await?;
        let sync = CalendarSync::new(AccountsByUrl(client.clone()), DB::cursors(pool.clone()).await?);
        let channels = DB::channels(pool.clone()).await?;
        let guardian = ChannelGuardian::builder(sync.clone(), client.clone(), secrets.clone(), channels);
        // The service is asked often, because there is one account.
        let guardian = guardian.check_every(CHECK_EVERY).clock(move || clock()).build();
        let hooks = Hooks::new(secrets).handlers(DB::handlers()).state(sync.clone()).path("/{account_id}");
        let hooks = hooks.on_answer(guardian.observer());
        let (router, worker) = hooks.inbox(inbox).into_router_and_worker()?;

        listener.set_nonblocking(true)?;
        let callback_url = format!("http://{}/{account_id}", listener.local_addr()?);
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopped) = oneshot::channel();
        let serve =
            cronofy_hooks::serve(listener, router.clone()).with_graceful_shutdown(async { drop(stopped.await) });
        let server = tokio::spawn(async { serve.await.map(drop) });
        let account = SyncAccount::new(client.account(account_id));
        let mirror = Mirror::open(pool).await?;
        Ok(Self { mirror, worker, sync, guardian, account, callback_url, router, stop, server })
    }

    /// Asks the service for notifications from now on. It does no harm to ask at each start.
    ///
    /// # Errors
    /// When the service or the database fails.
    pub async fn guard(&self) -> Result<(), BoxError> {
        let channel = CreateChannel::new(self.callback_url.as_str());
        self.guardian.guard(self.account.client().account_id(), channel).await?;
        Ok(())
    }

    /// Looks once whether the notifications still come. A program runs `guardian.run(router)` as a task; the
    /// demonstration has a clock of its own.
    pub async fn check_channel(&self) {
        self.guardian.check(&self.router).await;
    }

    /// Compares everything, as the service recommends from time to time.
    ///
    /// # Errors
    /// When the service or the database fails.
    pub async fn full_sync(&self) -> Result<(), BoxError> {
        let mut full = self.sync.full_sync(&self.account, self.mirror.known().await?).await?;
        let items = full.read_to_end().await?;
        loop {
            // Notifications may have been handled since: what they wrote is newer than the items.
            let mut changes = full.changes().await?;
            let later = changes.read_to_end().await?;
            let mut tx = self.mirror.pool.begin_with(DB::BEGIN).await?;
            match changes.commit_in(&mut *tx).await {
                Ok(()) => {}
                Err(SyncError::Conflict) => {
                    tx.rollback().await?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            }
            for item in &items {
                match item {
                    FullSyncItem::Present(event) => {
                        mirror::write::<DB>(&mut *tx, std::slice::from_ref(&**event)).await?;
                    }
                    FullSyncItem::Gone(event_uid) => mirror::remove::<DB>(&mut *tx, event_uid).await?,
                }
            }
            mirror::write::<DB>(&mut *tx, &later).await?;
            return Ok(tx.commit().await?);
        }
    }

    /// Stops it. What was not handled stays in the inbox.
    ///
    /// # Errors
    /// When the server failed.
    pub async fn stop(self) -> Result<(), BoxError> {
        drop(self.stop);
        self.server.await??;
        self.worker.shutdown().await;
        self.mirror.pool.close().await;
        Ok(())
    }
}
