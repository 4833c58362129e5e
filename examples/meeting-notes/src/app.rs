//! [`NotesApp`]: the application, from the sockets to the database.

use std::fmt;
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use cronofy_hooks::inbox::{SqliteInbox, WorkerHandle};
use cronofy_hooks::{BoxError, Hooks, Secrets, Subscriptions};
use cronofy_hooks_client::{AccountClient, ApplicationClient};
use jiff::Timestamp;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::booking::Booking;
use crate::collector::Collector;
use crate::handlers;
use crate::notes::Notes;
use crate::page;

/// What the application is started with.
#[derive(Clone)]
pub struct NotesSettings {
    /// The database: inbox and notes.
    pub file: PathBuf,
    /// The client secrets.
    pub secrets: Secrets,
    /// Calls the service.
    pub client: ApplicationClient,
    /// In whose calendar meetings are booked.
    pub account_id: String,
    /// The clock of this machine.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

/// The running application.
pub struct NotesApp {
    /// The meetings.
    pub notes: Notes,
    /// Handles notifications.
    pub worker: WorkerHandle,
    /// Where the page is.
    pub url: String,
    account: AccountClient,
    subscriptions: Subscriptions,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl fmt::Debug for NotesApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotesApp").field("url", &self.url).finish_non_exhaustive()
    }
}

impl fmt::Debug for NotesSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotesSettings").field("file", &self.file).finish_non_exhaustive()
    }
}

impl NotesApp {
    /// Starts it. What an earlier process left in the inbox is handled first.
    ///
    /// # Errors
    /// When the database cannot be opened, or the socket cannot be used.
    pub async fn start(settings: &NotesSettings, listener: TcpListener) -> Result<Self, BoxError> {
        let NotesSettings { file, secrets, client, account_id, clock } = settings.clone();
        let inbox = SqliteInbox::options(&file).clock(move || clock()).open().await?;
        let notes = Notes::open(&file).await?;
        let collector = Collector { client: client.clone(), notes: notes.clone() };
        let hooks = Hooks::new(secrets).handlers(handlers::all()).state(collector);
        let subscriptions = hooks.subscriptions();
        let (hooks, worker) = hooks.inbox(inbox).into_router_and_worker()?;
        let router = Router::new().merge(page::router(notes.clone())).nest("/cronofy", hooks);

        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopped) = oneshot::channel();
        let serve = cronofy_hooks::serve(listener, router).with_graceful_shutdown(async { drop(stopped.await) });
        let server = tokio::spawn(async { serve.await.map(drop) });
        Ok(Self { notes, worker, url, account: client.account(account_id), subscriptions, stop, server })
    }

    /// Books a meeting in the primary calendar, or changes it.
    ///
    /// # Errors
    /// When the service refuses, or SQLite fails.
    pub async fn book(&self, booking: &Booking) -> Result<(), BoxError> {
        let calendars = self.account.calendars().await?;
        let calendar = calendars.iter().find(|it| it.calendar_primary == Some(true));
        let calendar = calendar.ok_or("the account has no primary calendar")?;
        let subscription = self.subscriptions.subscription(format!("{}/cronofy", self.url)).build()?;
        // First here: the service may report before it has answered. Booking again does no harm.
        self.notes.book(booking).await?;
        self.account.upsert_event(&calendar.calendar_id, &booking.event(subscription)).await?;
        Ok(())
    }

    /// Stops it. What was not handled stays in the inbox.
    ///
    /// # Errors
    /// When the server failed.
    pub async fn stop(self) -> Result<(), BoxError> {
        drop(self.stop);
        self.server.await??;
        self.worker.shutdown().await;
        self.notes.pool.close().await;
        Ok(())
    }
}
