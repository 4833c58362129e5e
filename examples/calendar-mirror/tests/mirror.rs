//! The tests of the application: a handler called as a function, and the whole application with a sandbox.

use std::error::Error;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use calendar_mirror::app::{MirrorApp, MirrorSettings};
use calendar_mirror::handlers::change;
use calendar_mirror::mirror::Mirror;
use cronofy_hooks::testing::{TestRequest, TestTx};
use cronofy_hooks::{BoxError, Secrets};
use cronofy_hooks_client::{AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, MemoryTokenStore};
use cronofy_hooks_sandbox::{Sandbox, SandboxServer};
use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::Sqlite;
use tempfile::TempDir;

type TestResult = Result<(), Box<dyn Error + Send + Sync>>;

/// The service, and what the application is started with.
struct TestService {
    sandbox: Sandbox,
    calendar_id: String,
    settings: MirrorSettings,
    _server: SandboxServer,
    _folder: TempDir,
}

impl TestService {
    async fn start() -> Result<Self, BoxError> {
        let sandbox =
            Sandbox::builder().client_secrets(["CRN_secret"]).starts_at("2026-06-01T08:00:00Z".parse()?).start()?;
        let server = sandbox.serve(([127, 0, 0, 1], 0).into()).await?;
        let ada = sandbox.accounts().remove(0);
        let tokens = AccountTokens::new(Sandbox::ACCESS_TOKEN, Sandbox::REFRESH_TOKEN, Timestamp::MAX);
        let credentials = ApplicationCredentials::new("sandbox", "CRN_secret");
        let store = MemoryTokenStore::with(&ada.account_id, tokens);
        let folder = tempfile::tempdir()?;
        let settings = MirrorSettings {
            place: folder.path().join("mirror.sqlite").display().to_string(),
            secrets: Secrets::new(["CRN_secret"])?,
            client: ApplicationClient::builder(server.url().parse::<BaseUrl>()?, credentials, store).build()?,
            account_id: ada.account_id,
            clock: Arc::new(sandbox.clock()),
        };
        let calendar_id = ada.calendar_ids[0].clone();
        Ok(Self { sandbox, calendar_id, settings, _server: server, _folder: folder })
    }

    async fn app(&self) -> Result<MirrorApp<Sqlite>, BoxError> {
        MirrorApp::start(&self.settings, TcpListener::bind("127.0.0.1:0")?).await
    }

    fn write(&self, event: Value) -> Result<String, BoxError> {
        Ok(self.sandbox.write_event_as_user(&self.calendar_id, event)?)
    }

    /// A minute passes, and what arrives is handled.
    async fn minute(&self, app: &MirrorApp<Sqlite>) {
        self.sandbox.advance(Duration::from_secs(60)).await;
        app.worker.idle().await;
    }
}

fn lunch() -> Value {
    json!({ "summary": "Lunch", "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T13:00:00Z" })
}

async fn summaries(mirror: &Mirror<Sqlite>) -> Result<Vec<String>, BoxError> {
    Ok(mirror.events().await?.into_values().filter_map(|event| event.summary).collect())
}

#[tokio::test]
async fn the_handler_writes_what_changed_in_its_transaction() -> TestResult {
    let service = TestService::start().await?;
    let app = service.app().await?;
    service.write(lunch())?;
    let url = format!("https://mirror.example.com/{}", service.settings.account_id);
    let reported =
        || TestRequest::sample("change").map(|it| it.set("channel.callback_url", url.as_str()).into_payload());

    let transaction = TestTx::new(&app.mirror.pool);
    let changes = app.sync.changes_of(reported()?).await?.ok_or("the account is known")?;
    change(changes, transaction.tx()).await?;
    transaction.rollback().await?;
    assert!(summaries(&app.mirror).await?.is_empty());

    let transaction = TestTx::new(&app.mirror.pool);
    let changes = app.sync.changes_of(reported()?).await?.ok_or("the account is known")?;
    change(changes, transaction.tx()).await?;
    transaction.commit().await?;
    assert_eq!(summaries(&app.mirror).await?, ["Lunch"]);
    app.stop().await
}

#[tokio::test]
async fn what_the_user_does_is_in_the_copy_a_moment_later() -> TestResult {
    let service = TestService::start().await?;
    let app = service.app().await?;
    app.guard().await?;
    let event_uid = service.write(lunch())?;
    service.minute(&app).await;
    assert_eq!(summaries(&app.mirror).await?, ["Lunch"]);

    service.write(json!({ "event_uid": event_uid, "summary": "Late lunch" }))?;
    service.minute(&app).await;
    assert_eq!(summaries(&app.mirror).await?, ["Late lunch"]);

    service.sandbox.delete_event_as_user(&service.calendar_id, &event_uid)?;
    service.minute(&app).await;
    assert!(summaries(&app.mirror).await?.is_empty());
    app.stop().await
}

#[tokio::test]
async fn what_changed_without_a_channel_is_in_the_copy_when_there_is_one_again() -> TestResult {
    let service = TestService::start().await?;
    let app = service.app().await?;
    app.guard().await?;
    service.write(lunch())?;
    service.minute(&app).await;
    let channel_id = service.sandbox.channels().remove(0).channel_id;
    service.sandbox.close_channel(&channel_id)?;
    service.write(json!({ "summary": "Tea", "start": "2026-06-01T16:00:00Z", "end": "2026-06-01T16:30:00Z" }))?;
    service.minute(&app).await;
    assert_eq!(summaries(&app.mirror).await?, ["Lunch"]);

    service.sandbox.advance(Duration::from_secs(300)).await;
    app.check_channel().await;
    app.worker.idle().await;
    assert_eq!(summaries(&app.mirror).await?, ["Lunch", "Tea"]);
    app.stop().await
}

#[tokio::test]
async fn what_leaves_the_window_with_time_is_found_by_comparing_everything() -> TestResult {
    let service = TestService::start().await?;
    let app = service.app().await?;
    service.write(lunch())?;
    app.full_sync().await?;
    assert_eq!(summaries(&app.mirror).await?, ["Lunch"]);

    service.sandbox.advance(Duration::from_secs(60 * 24 * 3600)).await;
    app.full_sync().await?;
    assert!(summaries(&app.mirror).await?.is_empty());
    app.stop().await
}
