//! The test of an application that guards its channels. The page of `ChannelGuardian` shows this file.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::FromRef;
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::Channel;
use cronofy_hooks::{BoxError, Hooks, Secrets, State, cronofy_handler, handlers};
use cronofy_hooks_client::{AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, MemoryTokenStore};
use cronofy_hooks_sandbox::Sandbox;
use cronofy_hooks_sync::{
    CalendarSync, Changes, ChannelGuardian, ChannelState, MemoryChannels, MemoryCursors, SyncAccount, SyncAccounts,
};
use serde_json::json;

// ---- The application. In your test file it is `use my_app::*;` instead.

#[derive(Clone)]
struct App {
    sync: CalendarSync,
    copied: Arc<Mutex<Vec<String>>>,
}

impl FromRef<App> for CalendarSync {
    fn from_ref(app: &App) -> Self {
        app.sync.clone()
    }
}

/// The account is the last part of the callback URL.
struct Accounts(ApplicationClient);

impl SyncAccounts for Accounts {
    async fn find(&self, channel: &Channel) -> Result<Option<SyncAccount>, BoxError> {
        let account_id = channel.callback_url.as_deref().and_then(|url| url.rsplit('/').next());
        Ok(account_id.map(|account_id| SyncAccount::new(self.0.account(account_id))))
    }
}

#[cronofy_handler(notification = "change")]
async fn change(State(app): State<App>, mut changes: Changes) -> Result<(), BoxError> {
    let events = changes.read_to_end().await?;
    changes.commit().await?;
    let mut copied = app.copied.lock().unwrap_or_else(PoisonError::into_inner);
    copied.extend(events.into_iter().filter_map(|event| event.summary));
    Ok(())
}

// ---- The service closes the channel, and the guardian brings what the user wrote meanwhile.

#[tokio::test]
async fn a_closed_channel_is_created_again() -> Result<(), BoxError> {
    let starts_at = "2026-06-01T08:00:00Z".parse()?;
    // Hours pass in a moment, so the rate limits of both sides are off.
    let sandbox =
        Sandbox::builder().client_secrets(["CRN_secret"]).starts_at(starts_at).without_rate_limit().start()?;
    let service = sandbox.serve("127.0.0.1:0".parse()?).await?;
    let ada = sandbox.accounts().remove(0);
    let (access_token, refresh_token) = sandbox.issue_tokens(&ada.account_id)?;
    let tokens =
        MemoryTokenStore::with(&ada.account_id, AccountTokens::new(access_token, refresh_token, Timestamp::MAX));
    let credentials = ApplicationCredentials::new(Sandbox::CLIENT_ID, "CRN_secret");
    let client = ApplicationClient::builder(service.url().parse::<BaseUrl>()?, credentials, tokens);
    let client = client.rate_limits(None).build()?;

    // The hooks and the guardian have the clock of the sandbox. With an inbox, give it to the inbox and not to the hooks.
    let secrets = Secrets::new(["CRN_secret"])?;
    let sync = CalendarSync::new(Accounts(client.clone()), MemoryCursors::default());
    let app = App { sync: sync.clone(), copied: Arc::default() };
    let guardian = ChannelGuardian::builder(sync, client, secrets.clone(), MemoryChannels::default());
    let guardian = guardian.clock(sandbox.clock()).build();
    let hooks = Hooks::new(secrets).handlers(handlers![change, ..]).state(app.clone()).substate::<CalendarSync>();
    let hooks = hooks.path("/{account_id}").clock(sandbox.clock()).on_answer(guardian.observer());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = hooks.url(&format!("http://{}", listener.local_addr()?), &ada.account_id)?;
    let channel = hooks.channel(url)?;
    let router = hooks.into_router()?;
    tokio::spawn(cronofy_hooks::serve(listener, router.clone()));

    let guarded = guardian.guard(&ada.account_id, channel).await?;
    let first = guarded.channel_id.ok_or("the channel has an id")?;
    sandbox.close_channel(&first)?;
    let lunch = json!({ "summary": "Lunch", "start": "2026-06-02T12:00:00Z", "end": "2026-06-02T13:00:00Z" });
    sandbox.write_event_as_user(&ada.calendar_ids[0], lunch)?;
    // In the place of `run`, which would look each minute in real time. It asks the service every hour.
    for _ in 0..=60 {
        sandbox.advance(Duration::from_secs(60)).await;
        guardian.check(&router).await;
    }

    let guarded = guardian.channels().await?.remove(0);
    assert_eq!(guarded.state, ChannelState::Open);
    assert_ne!(guarded.channel_id, Some(first));
    let copied = app.copied.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(copied.iter().filter(|summary| *summary == "Lunch").count(), 1);
    Ok(())
}
