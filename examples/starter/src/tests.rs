//! The application against a sandbox, over real HTTP. Time passes when a test says so.

use std::time::Duration;

use cronofy_hooks::inbox::{Inbox as _, JobFilter, JobState, SqliteInbox, WorkerHandle};
use cronofy_hooks::testing::samples;
use cronofy_hooks::{BoxError, Secrets};
use cronofy_hooks_client::ApplicationCredentials;
use cronofy_hooks_sandbox::{Sandbox, SandboxServer};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::app::{App, RunningApp};
use crate::handlers;
use crate::settings::Settings;

/// The service, and the application that it reaches.
struct Test {
    sandbox: Sandbox,
    app: App,
    worker: WorkerHandle,
    settings: Settings,
    _service: SandboxServer,
    _folder: TempDir,
}

impl Test {
    async fn start() -> Result<Self, BoxError> {
        let sandbox = Sandbox::builder().start()?;
        let service = sandbox.serve(([127, 0, 0, 1], 0).into()).await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let folder = tempfile::tempdir()?;
        let address = listener.local_addr()?.to_string();
        let settings = Settings {
            api: service.url().parse()?,
            credentials: ApplicationCredentials::new(Sandbox::CLIENT_ID, Sandbox::CLIENT_SECRET),
            secrets: Secrets::new([Sandbox::CLIENT_SECRET])?,
            refresh_token: None,
            public_url: format!("http://{address}"),
            address,
            database: folder.path().join("app.sqlite"),
        };
        let RunningApp { app, router, worker } = RunningApp::start(&settings).await?;
        tokio::spawn(async { cronofy_hooks::serve(listener, router).await });
        Ok(Self { sandbox, app, worker, settings, _service: service, _folder: folder })
    }

    /// The names of everything that arrived, when there is nothing left to do.
    async fn handled(&self) -> Result<Vec<String>, BoxError> {
        self.worker.idle().await;
        let inbox = SqliteInbox::options(&self.settings.database).attached().open().await?;
        let jobs = inbox.list(JobFilter::all()).await?;
        for job in &jobs {
            // Several changes that wait for one channel are one run.
            assert!(matches!(job.state, JobState::Done | JobState::Joined), "{job:?}");
        }
        let mut names: Vec<_> = jobs.into_iter().map(|job| job.name).collect();
        names.sort();
        Ok(names)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_in_the_calendar_is_handled() -> Result<(), BoxError> {
    let test = Test::start().await?;
    let ada = test.sandbox.accounts().remove(0);
    test.app.watch("ada", Sandbox::REFRESH_TOKEN).await?;
    let lunch = json!({ "summary": "Lunch", "start": "2030-01-07T12:00:00Z", "end": "2030-01-07T13:00:00Z" });
    test.sandbox.write_event_as_user(&ada.calendar_ids[0], lunch)?;
    test.sandbox.advance(Duration::from_secs(60)).await;
    assert_eq!(test.handled().await?, [r#"notification "change""#, r#"notification "verification""#]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_handler_takes_its_samples() -> Result<(), BoxError> {
    let test = Test::start().await?;
    test.app.watch("ada", Sandbox::REFRESH_TOKEN).await?;
    let mut sent = vec![r#"notification "verification""#.to_owned()];
    let url = format!("{}/cronofy/ada", test.settings.public_url);
    for sample in samples() {
        if handlers::all().routes().any(|(route, _)| route == sample.route) {
            test.sandbox.trigger(&url, serde_json::from_str::<Value>(sample.body)?)?;
            sent.push(sample.route.to_string());
        }
    }
    test.sandbox.deliver_due().await;
    sent.sort();
    assert_eq!(test.handled().await?, sent);
    Ok(())
}
