//! The application: what its handlers share, and what answers requests.

use axum::Router;
use cronofy_hooks::inbox::{SqliteInbox, WorkerHandle};
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::Channel;
use cronofy_hooks::{BoxError, Hooks, Subscriptions};
use cronofy_hooks_client::{AccountTokens, ApplicationClient, SqliteTokenStore, TokenStore as _};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::handlers;
use crate::settings::Settings;

/// What the handlers share: they take it as `State<App>`.
#[derive(Clone)]
pub(crate) struct App {
    /// Calls the service.
    pub(crate) client: ApplicationClient,
    tokens: SqliteTokenStore,
    subscriptions: Subscriptions,
    callback_url: String,
}

/// The application, what answers requests, and what handles what was accepted.
pub(crate) struct RunningApp {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) worker: WorkerHandle,
}

impl RunningApp {
    /// `POST /cronofy/{user_id}` accepts, and `GET /cronofy/health` says whether it can. What an earlier process left
    /// in the inbox is handled first.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub(crate) async fn start(settings: &Settings) -> Result<Self, BoxError> {
        let inbox = SqliteInbox::open(&settings.database).await?;
        let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&settings.database)).await?;
        let tokens = SqliteTokenStore::new(pool).await?;
        let client = ApplicationClient::builder(settings.api.clone(), settings.credentials.clone(), tokens.clone());
        let hooks = Hooks::new(settings.secrets.clone()).handlers(handlers::all()).path("/{user_id}");
        let app = App {
            client: client.build()?,
            tokens,
            subscriptions: hooks.subscriptions(),
            callback_url: format!("{}/cronofy", settings.public_url),
        };
        let hooks = hooks.state(app.clone()).inbox(inbox).health("/health");
        let (router, worker) = hooks.into_router_and_worker()?;
        Ok(Self { app, router: Router::new().nest("/cronofy", router), worker })
    }
}

impl App {
    /// Asks the service to report what happens in a user's calendars. A login brings the refresh token: see
    /// `ApplicationClient::login_url`. It does no harm to ask again.
    ///
    /// # Errors
    /// When the service or the database fails.
    pub(crate) async fn watch(&self, user_id: &str, refresh_token: &str) -> Result<Channel, BoxError> {
        // The service may have sent a newer one since.
        if self.tokens.load(user_id).await?.is_none() {
            let tokens = AccountTokens::new("", refresh_token, Timestamp::UNIX_EPOCH);
            self.tokens.save(user_id, &tokens).await?;
        }
        let url = self.subscriptions.url(&self.callback_url, [("user_id", user_id)])?;
        Ok(self.client.account(user_id).create_channel(&self.subscriptions.channel(url)?).await?)
    }
}
