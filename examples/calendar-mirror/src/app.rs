//! [`MirrorApp`]: the application, from the socket to the copy.

use std::fmt;
use std::future::IntoFuture as _;
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use cronofy_hooks::inbox::{SqliteInbox, WorkerHandle};
use cronofy_hooks::payload::Channel;
use cronofy_hooks::request::CreateChannel;
use cronofy_hooks::{BoxError, Hooks, Secrets};
use cronofy_hooks_client::ApplicationClient;
use cronofy_hooks_sync::{CalendarSync, FullSyncItem, SqliteCursors, SyncAccount, SyncAccounts, SyncError};
use jiff::Timestamp;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::handlers;
use crate::mirror::{self, Mirror};

/// What the application is started with.
#[derive(Clone)]
pub struct MirrorSettings {
    /// The database: inbox, cursors and copy.
    pub file: PathBuf,
    /// The client secrets.
    pub secrets: Secrets,
    /// Calls the service.
    pub client: ApplicationClient,
    /// Whose calendars are copied.
    pub account_id: String,
    /// The clock of this machine.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

/// The running application.
pub struct MirrorApp {
    /// The copy.
    pub mirror: Mirror,
    /// Handles notifications.
    pub worker: WorkerHandle,
    /// Reads what changed.
    pub sync: CalendarSync,
    account: SyncAccount,
    callback_url: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl fmt::Debug for MirrorApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MirrorApp").field("callback_url", &self.callback_url).finish_non_exhaustive()
    }
}

impl fmt::Debug for MirrorSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MirrorSettings").field("file", &self.file).finish_non_exhaustive()
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

impl MirrorApp {
    /// Starts it. What an earlier process left in the inbox is handled first.
    ///
    /// # Errors
    /// When the database cannot be opened, or the socket cannot be used.
    pub async fn start(settings: &MirrorSettings, listener: TcpListener) -> Result<Self, BoxError> {
        let MirrorSettings { file, secrets, client, account_id, clock } = settings.clone();
        let inbox = SqliteInbox::options(&file).clock(move || clock()).open().await?;
        let mirror = Mirror::open(&file).await?;
        let cursors = SqliteCursors::new(mirror.pool.clone()).await?;
        let sync = CalendarSync::new(AccountsByUrl(client.clone()), cursors);
        let hooks = Hooks::new(secrets).handlers(handlers::all()).state(sync.clone()).path("/{account_id}");
        let (router, worker) = hooks.inbox(inbox).into_router_and_worker()?;

        listener.set_nonblocking(true)?;
        let callback_url = format!("http://{}/{account_id}", listener.local_addr()?);
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopped) = oneshot::channel();
        let serve = cronofy_hooks::serve(listener, router).with_graceful_shutdown(async { drop(stopped.await) });
        let server = tokio::spawn(async { serve.into_future().await.map(drop) });
        let account = SyncAccount::new(client.account(account_id));
        Ok(Self { mirror, worker, sync, account, callback_url, stop, server })
    }

    /// Asks the service for notifications. Returns the id of the channel.
    ///
    /// # Errors
    /// When the service refuses.
    pub async fn create_channel(&self) -> Result<String, BoxError> {
        let channel = CreateChannel::new(self.callback_url.as_str());
        Ok(self.account.client().create_channel(&channel).await?.channel_id)
    }

    /// Reads what changed while there was no channel.
    ///
    /// # Errors
    /// When the service or SQLite fails.
    pub async fn catch_up(&self) -> Result<(), BoxError> {
        loop {
            let mut changes = self.sync.changes(&self.account).await?;
            let events = changes.read_to_end().await?;
            let mut tx = self.mirror.pool.begin_with("BEGIN IMMEDIATE").await?;
            for event in &events {
                mirror::write(&mut tx, event).await?;
            }
            match changes.commit_in(&mut *tx).await {
                Ok(()) => return Ok(tx.commit().await?),
                // A notification was handled in between: what was read may be older.
                Err(SyncError::Conflict) => tx.rollback().await?,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Compares everything, as the service recommends from time to time.
    ///
    /// # Errors
    /// When the service or SQLite fails.
    pub async fn full_sync(&self) -> Result<(), BoxError> {
        let mut full = self.sync.full_sync(&self.account, self.mirror.known().await?).await?;
        let items = full.read_to_end().await?;
        loop {
            // Notifications may have been handled since: what they wrote is newer than the items.
            let mut changes = full.changes().await?;
            let later = changes.read_to_end().await?;
            let mut tx = self.mirror.pool.begin_with("BEGIN IMMEDIATE").await?;
            for item in &items {
                match item {
                    FullSyncItem::Present(event) => mirror::write(&mut tx, event).await?,
                    FullSyncItem::Gone(event_uid) => mirror::remove(&mut tx, event_uid).await?,
                }
            }
            for event in &later {
                mirror::write(&mut tx, event).await?;
            }
            match changes.commit_in(&mut *tx).await {
                Ok(()) => return Ok(tx.commit().await?),
                Err(SyncError::Conflict) => tx.rollback().await?,
                Err(error) => return Err(error.into()),
            }
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
