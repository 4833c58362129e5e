//! The tests of the application: handlers called as functions, and the whole application with a sandbox.

use std::error::Error;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use cronofy_hooks::request::Invitee;
use cronofy_hooks::testing::{TestRequest, TestTx};
use cronofy_hooks::{BoxError, Secrets, State};
use cronofy_hooks_client::{AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, MemoryTokenStore};
use cronofy_hooks_sandbox::{Sandbox, SandboxServer};
use jiff::{SignedDuration, Timestamp};
use meeting_notes::app::{NotesApp, NotesSettings};
use meeting_notes::booking::Booking;
use meeting_notes::collector::Collector;
use meeting_notes::handlers::complete;
use meeting_notes::notes::MeetingState;
use meeting_notes::{demo, page};
use tempfile::TempDir;
use tower::ServiceExt as _;

type TestResult = Result<(), Box<dyn Error + Send + Sync>>;

const MINUTE: Duration = Duration::from_secs(60);

/// The service, and the application at eight in the morning.
struct Test {
    sandbox: Sandbox,
    app: NotesApp,
    client: ApplicationClient,
    _server: SandboxServer,
    _folder: TempDir,
}

impl Test {
    async fn start() -> Result<Self, BoxError> {
        let sandbox = Sandbox::builder().client_secrets(["CRN_secret"]).starts_at("2026-06-01T08:00:00Z".parse()?);
        let sandbox = sandbox.without_rate_limit().start()?;
        let server = sandbox.serve(([127, 0, 0, 1], 0).into()).await?;
        let ada = sandbox.accounts().remove(0);
        let tokens = AccountTokens::new(Sandbox::ACCESS_TOKEN, Sandbox::REFRESH_TOKEN, Timestamp::MAX);
        let credentials = ApplicationCredentials::new("sandbox", "CRN_secret");
        let store = MemoryTokenStore::with(&ada.account_id, tokens);
        let client = ApplicationClient::builder(server.url().parse::<BaseUrl>()?, credentials, store).build()?;
        let folder = tempfile::tempdir()?;
        let settings = NotesSettings {
            file: folder.path().join("notes.sqlite"),
            secrets: Secrets::new(["CRN_secret"])?,
            client: client.clone(),
            account_id: ada.account_id,
            clock: Arc::new(sandbox.clock()),
        };
        let app = NotesApp::start(&settings, TcpListener::bind("127.0.0.1:0")?).await?;
        Ok(Self { sandbox, app, client, _server: server, _folder: folder })
    }

    /// Books a meeting from nine to half past, and returns the `sub` of its agent.
    async fn book(&self, event_id: &str, guests: impl IntoIterator<Item = Invitee>) -> Result<String, BoxError> {
        let start: Timestamp = "2026-06-01T09:00:00Z".parse()?;
        let (event_id, title) = (event_id.to_owned(), format!("Meeting & {event_id}"));
        let end = start + SignedDuration::from_mins(30);
        let guests = guests.into_iter().collect();
        let booking = Booking { event_id, title, start, end, guests };
        self.app.book(&booking).await?;
        Ok(self.sandbox.agent_of(&booking.event_id).ok_or("the event has an agent")?)
    }

    /// Lets time pass until so many minutes after eight, and has handled what arrived on the way.
    async fn until(&self, minutes: i64) -> TestResult {
        let time = "2026-06-01T08:00:00Z".parse::<Timestamp>()? + SignedDuration::from_mins(minutes);
        while self.sandbox.now() < time {
            self.sandbox.advance(MINUTE).await;
            self.app.worker.idle().await;
        }
        Ok(())
    }

    async fn state(&self, event_id: &str) -> Result<(MeetingState, Option<String>), BoxError> {
        let meeting = self.app.notes.meeting(event_id).await?.ok_or("the meeting is booked")?;
        Ok((meeting.state, meeting.reason))
    }

    /// A path of the page, with a header or without.
    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Result<Response<Body>, BoxError> {
        let request = Request::get(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Ok(page::router(self.app.notes.clone()).oneshot(request.body(Body::empty())?).await?)
    }

    async fn page(&self, path: &str) -> Result<String, BoxError> {
        let answer = self.get(path, &[]).await?;
        assert_eq!(answer.status(), 200, "{path}");
        Ok(String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await?.into())?)
    }
}

#[tokio::test]
async fn what_the_agent_recorded_is_on_the_page() -> TestResult {
    let test = Test::start().await?;
    test.book("board", [Invitee::new("bob@example.com").display_name("Bob")]).await?;
    assert_eq!(test.state("board").await?, (MeetingState::Booked, None));
    test.until(59).await?;
    assert_eq!(test.state("board").await?, (MeetingState::Joining, None));
    test.until(91).await?;
    assert_eq!(test.state("board").await?, (MeetingState::Ready, None));

    let recordings = test.app.notes.recordings("board").await?;
    let kinds: Vec<_> = recordings.iter().map(|it| (it.category.as_str(), it.content_type.as_str())).collect();
    assert_eq!(kinds, [("audio", "audio/wav"), ("video", "video/webm")]);
    let page = test.page("/meetings/board").await?;
    for text in ["Meeting &amp; board", "recorded for 30 minutes", "src=\"/meetings/board/video\"", "Bob"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(test.page("/").await?.contains("Meeting &amp; board"));

    // What a player gets is what the service sent.
    let sent = to_bytes(test.get("/meetings/board/audio", &[]).await?.into_body(), usize::MAX).await?;
    assert!(sent.starts_with(b"RIFF") && sent.len() as i64 == recordings[0].length, "{} bytes", sent.len());
    let part = test.get("/meetings/board/audio", &[("range", "bytes=100-199")]).await?;
    assert_eq!((part.status().as_u16(), part.headers()["content-length"].to_str()?), (206, "100"));
    assert_eq!(to_bytes(part.into_body(), usize::MAX).await?, sent[100..200]);
    for missing in ["/meetings/none", "/meetings/board/other"] {
        assert_eq!(test.get(missing, &[]).await?.status(), 404);
    }
    test.app.stop().await
}

#[tokio::test]
async fn each_way_to_fail_has_its_words() -> TestResult {
    let reasons = [
        ("meeting_agent_activation_failed", "did not start"),
        ("meeting_agent_rejected", "was turned away"),
        ("join_timeout", "waiting room"),
        ("access_denied", "not allowed to join"),
        ("meeting_not_found", "no meeting at this address"),
        ("internal_error", "broke"),
        ("meeting_agents_disabled", "may not send agents"),
        ("no_meeting_authorization", "Zoom"),
        ("out_of_paper", "failed: out_of_paper"),
    ];
    let test = Test::start().await?;
    for (subtype, _) in reasons {
        let agent = test.book(subtype, []).await?;
        test.sandbox.set_agent_failure(&agent, Some(subtype))?;
    }
    test.until(91).await?;
    let list = test.page("/").await?;
    for (subtype, words) in reasons {
        let (state, reason) = test.state(subtype).await?;
        let reason = reason.unwrap_or_default();
        assert!(state == MeetingState::Failed && reason.contains(words), "{subtype}: {state:?} {reason}");
        assert!(list.contains(&reason) && test.page(&format!("/meetings/{subtype}")).await?.contains(&reason));
    }
    test.app.stop().await
}

#[tokio::test]
async fn a_recording_that_is_late_is_waited_for() -> TestResult {
    let test = Test::start().await?;
    let agent = test.book("board", []).await?;
    test.sandbox.set_recording_delay(&agent, 60 * MINUTE)?;
    test.until(149).await?;
    assert_eq!(test.state("board").await?.0, MeetingState::Collecting);
    assert!(test.page("/meetings/board").await?.contains("being fetched"));
    // The last wait began before, and takes ten minutes at most.
    test.until(161).await?;
    assert_eq!(test.state("board").await?.0, MeetingState::Ready);
    assert_eq!(test.app.notes.recordings("board").await?.len(), 2);
    test.app.stop().await
}

#[tokio::test]
async fn a_repeated_notification_changes_nothing() -> TestResult {
    let test = Test::start().await?;
    test.book("board", []).await?;
    test.until(91).await?;
    let before = (test.app.notes.recordings("board").await?, test.app.notes.utterances("board").await?);
    // All of them, in the order in which they came.
    for delivery in test.sandbox.deliveries() {
        test.sandbox.replay(delivery.number)?;
    }
    test.until(92).await?;
    let handled = test.sandbox.deliveries();
    assert!(handled.len() == 4 && handled[3].name == "meeting_agent_complete", "{handled:?}");
    assert_eq!(test.state("board").await?, (MeetingState::Ready, None));
    assert_eq!((test.app.notes.recordings("board").await?, test.app.notes.utterances("board").await?), before);
    test.app.stop().await
}

#[tokio::test]
async fn a_transcript_has_its_speakers_in_order_and_no_markup_of_theirs() -> TestResult {
    let test = Test::start().await?;
    let script = "<script>alert(1)</script>";
    let guests = [Invitee::new("bob@example.com").display_name(script), Invitee::new("eve@example.com")];
    test.book("board", guests).await?;
    test.until(91).await?;
    let utterances = test.app.notes.utterances("board").await?;
    let speakers: Vec<_> = utterances.iter().map(|it| (it.speaker.as_str(), it.start)).collect();
    assert_eq!(speakers, [("Ada Example", 0.0), (script, 5.0), ("Speaker 3", 10.0), ("Ada Example", 15.0)]);
    assert_eq!(utterances[1].text, "This is a transcript of the sandbox. It is the same for every meeting.");
    let page = test.page("/meetings/board").await?;
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    let policy = test.get("/meetings/board", &[]).await?.headers()["content-security-policy"].to_str()?.to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    test.app.stop().await
}

/// An agent that recorded nothing, as the documentation allows: `details` and `resources` may be missing.
#[tokio::test]
async fn the_handler_writes_in_its_transaction() -> TestResult {
    let test = Test::start().await?;
    test.book("board", []).await?;
    let notes = &test.app.notes;
    let collector = || State(Collector { client: test.client.clone(), notes: notes.clone() });
    let reported = r#"{
        "notification": { "type": "event_subscription", "interactions": [{ "type": "meeting_agent_complete" }] },
        "event": { "event_id": "board" }, "meeting_agent": { "sub": "agt_1" }
    }"#;
    let reported = || TestRequest::body(reported).into_payload();
    let transaction = TestTx::new(&notes.pool);
    complete(reported(), collector(), transaction.tx()).await?;
    transaction.rollback().await?;
    assert_eq!(test.state("board").await?.0, MeetingState::Collecting);

    let transaction = TestTx::new(&notes.pool);
    complete(reported(), collector(), transaction.tx()).await?;
    transaction.commit().await?;
    assert_eq!(test.state("board").await?.0, MeetingState::Ready);
    assert!(test.page("/meetings/board").await?.contains("There is no transcript."));
    test.app.stop().await
}

/// What an attempt has fetched before it failed is not there twice after the next one.
#[tokio::test]
async fn leftovers_of_an_attempt_go_with_the_next_one() -> TestResult {
    let test = Test::start().await?;
    test.book("board", []).await?;
    let notes = &test.app.notes;
    let leftover = notes.add_recording("board", "audio", "audio/wav").await?;
    assert_eq!(notes.add_piece(leftover, 0, b"half of it").await?, 10);
    assert_eq!(notes.recordings("board").await?, [], "it is not seen");
    test.until(91).await?;
    let pieces: i64 = sqlx::query_scalar("SELECT COUNT(DISTINCT recording) FROM piece").fetch_one(&notes.pool).await?;
    assert_eq!((notes.recordings("board").await?.len(), pieces), (2, 2));
    test.app.stop().await
}

#[tokio::test]
async fn the_demonstration_ends_with_notes() -> TestResult {
    let demo = demo::play(|_| ()).await?;
    let states: Vec<_> = demo.app.notes.meetings().await?.into_iter().map(|it| (it.event_id, it.state)).collect();
    let expected = [
        ("planning", MeetingState::Booked),
        ("review", MeetingState::Ready),
        ("interview", MeetingState::Failed),
        ("board", MeetingState::Ready),
    ];
    assert_eq!(states, expected.map(|(event_id, state)| (event_id.to_owned(), state)));
    demo.stop().await
}
