//! [`play`]: a morning with four meetings, played against a sandbox in a moment.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use cronofy_hooks::request::Invitee;
use cronofy_hooks::{BoxError, Secrets};
use cronofy_hooks_client::{AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, MemoryTokenStore};
use cronofy_hooks_sandbox::{ClockMode, Sandbox, SandboxServer};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use crate::app::{NotesApp, NotesSettings};
use crate::booking::Booking;

const SECRET: &str = "CRN_only_for_a_morning_on_one_machine";
const MINUTE: Duration = Duration::from_secs(60);

/// The demonstration, after the morning.
#[derive(Debug)]
pub struct Demo {
    /// The application.
    pub app: NotesApp,
    /// The service.
    pub sandbox: Sandbox,
    /// Where the service is.
    pub service: SandboxServer,
    _folder: TempDir,
}

/// Plays the morning: the service sends what it would send, and the application collects what was recorded.
///
/// # Errors
/// When anything fails.
pub async fn play(say: impl Fn(&str)) -> Result<Demo, BoxError> {
    let sandbox = Sandbox::builder().client_secrets([SECRET]).starts_at("2026-06-01T08:00:00Z".parse()?).start()?;
    let service = sandbox.serve((Ipv4Addr::LOCALHOST, 0).into()).await?;
    let ada = sandbox.accounts().into_iter().next().ok_or("the sandbox begins with an account")?;
    let tokens = AccountTokens::new(
        Sandbox::ACCESS_TOKEN,
        Sandbox::REFRESH_TOKEN,
        Timestamp::now() + SignedDuration::from_hours(3),
    );
    let store = MemoryTokenStore::with(&ada.account_id, tokens);
    let credentials = ApplicationCredentials::new("sandbox", SECRET);
    let client = ApplicationClient::builder(service.url().parse::<BaseUrl>()?, credentials, store).build()?;
    let folder = tempfile::tempdir()?;
    let settings = NotesSettings {
        file: folder.path().join("notes.sqlite"),
        secrets: Secrets::new([SECRET])?,
        client,
        account_id: ada.account_id,
        clock: Arc::new(sandbox.clock()),
    };
    let listener = TcpListener::bind("127.0.0.1:3000").or_else(|_| TcpListener::bind("127.0.0.1:0"))?;
    let demo = Demo { app: NotesApp::start(&settings, listener).await?, sandbox, service, _folder: folder };

    say("08:00  Ada books four meetings, each with an agent that takes notes");
    let bob = || Invitee::new("bob@example.com").display_name("Bob Example");
    let eve = || Invitee::new("eve@example.com");
    let board = demo.book("board", "Board meeting", "2026-06-01T09:00:00Z", vec![bob(), eve()]).await?;
    let interview = demo.book("interview", "Interview", "2026-06-01T10:00:00Z", vec![eve()]).await?;
    let review = demo.book("review", "Review <of the week>", "2026-06-01T11:00:00Z", vec![bob()]).await?;
    demo.book("planning", "Planning", "2026-06-02T09:00:00Z", Vec::new()).await?;

    demo.until("2026-06-01T09:31:00Z").await?;
    say(&format!("09:30  the board meeting ends: {}", demo.state(&board).await?));
    let agent = demo.agent_of(&interview)?;
    demo.sandbox.set_agent_failure(&agent, Some("join_timeout"))?;
    demo.until("2026-06-01T10:31:00Z").await?;
    say(&format!("10:10  the agent waits in front of the interview: {}", demo.state(&interview).await?));
    let agent = demo.agent_of(&review)?;
    demo.sandbox.set_recording_delay(&agent, 20 * MINUTE)?;
    demo.until("2026-06-01T11:31:00Z").await?;
    say(&format!("11:30  the review ends, and its recordings are late: {}", demo.state(&review).await?));
    demo.until("2026-06-01T12:30:00Z").await?;
    say(&format!("12:30  they are there: {}", demo.state(&review).await?));
    demo.sandbox.set_clock(ClockMode::Running(1.0));
    Ok(demo)
}

impl Demo {
    /// Books a meeting of half an hour, and returns its id.
    async fn book(&self, id: &str, title: &str, start: &str, guests: Vec<Invitee>) -> Result<String, BoxError> {
        let start: Timestamp = start.parse()?;
        let end = start + SignedDuration::from_mins(30);
        let (event_id, title) = (id.to_owned(), title.to_owned());
        self.app.book(&Booking { event_id, title, start, end, guests }).await?;
        Ok(id.to_owned())
    }

    fn agent_of(&self, event_id: &str) -> Result<String, BoxError> {
        Ok(self.sandbox.agent_of(event_id).ok_or("the event has an agent")?)
    }

    /// Lets time pass, a minute at a time, so that what arrives is handled at its time.
    async fn until(&self, time: &str) -> Result<(), BoxError> {
        let time: Timestamp = time.parse()?;
        while self.sandbox.now() < time {
            self.sandbox.advance(MINUTE).await;
            self.app.worker.idle().await;
        }
        Ok(())
    }

    async fn state(&self, event_id: &str) -> Result<String, BoxError> {
        let meeting = self.app.notes.meeting(event_id).await?.ok_or("the meeting is booked")?;
        let utterances = self.app.notes.utterances(event_id).await?.len();
        let recordings = self.app.notes.recordings(event_id).await?;
        let bytes: i64 = recordings.iter().map(|it| it.length).sum();
        Ok(match meeting.reason {
            Some(reason) => reason,
            None => format!(
                "{:?}, with {utterances} paragraphs and {} recordings of {bytes} bytes",
                meeting.state,
                recordings.len()
            ),
        })
    }

    /// Stops both.
    ///
    /// # Errors
    /// When a server failed.
    pub async fn stop(self) -> Result<(), BoxError> {
        self.app.stop().await?;
        self.service.stop().await;
        Ok(())
    }
}
