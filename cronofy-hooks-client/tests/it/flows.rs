//! Each documented flow, from the request of the client to the handler, which calls back: over HTTP both ways, and
//! nothing in between is made by hand.

use std::sync::{Arc, Mutex};

use cronofy_hooks::payload::*;
use cronofy_hooks::request::{
    ChangeEventAgent, CreateMeetingAgent, EventAgent, EventConferencing, Offset, TransitionName, UpsertEvent,
};
use cronofy_hooks::{BoxError, Hooks, Secrets, State, Subscriptions, Trigger, cronofy_handler, handlers};
use cronofy_hooks_client::{AccountClient, ApplicationClient, EventsQuery};
use cronofy_hooks_sandbox::{ConferencingBehaviour, Sandbox};
use jiff::Timestamp;

use crate::support::{ACCOUNT, TestSandbox, WORK};

/// The state of the handlers.
#[derive(Clone)]
struct App {
    client: ApplicationClient,
    log: Arc<Mutex<Vec<String>>>,
}

impl App {
    fn account(&self) -> AccountClient {
        self.client.account(ACCOUNT)
    }

    fn note(&self, text: impl Into<String>) {
        self.log.lock().unwrap().push(text.into());
    }

    /// What was noted since the last call of this.
    fn notes(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

#[cronofy_handler(notification = "verification")]
async fn verification(verification: Verification, State(app): State<App>) -> Result<(), BoxError> {
    let open = app.account().channels().await?;
    let is_open = open.iter().any(|it| it.channel_id == verification.channel.channel_id);
    app.note(format!("verification of an open channel: {is_open}"));
    Ok(())
}

#[cronofy_handler(notification = "change")]
async fn change(change: Change, State(app): State<App>) -> Result<(), BoxError> {
    let mut events = app.account().events(&EventsQuery::changed_since(change.changes_since));
    while let Some(event) = events.next().await {
        let event = event?;
        let gone = if event.deleted == Some(true) { "without" } else { "with" };
        app.note(format!("change: {gone} {}", event.summary.unwrap_or_default()));
    }
    Ok(())
}

#[cronofy_handler(notification = "profile_disconnected")]
async fn profile_disconnected(_disconnected: ProfileDisconnected, State(app): State<App>) -> Result<(), BoxError> {
    let profiles = app.account().profiles().await?;
    let gone = profiles.iter().filter(|profile| profile.profile_connected == Some(false)).count();
    app.note(format!("profile_disconnected: {gone}"));
    Ok(())
}

#[cronofy_handler(notification = "conferencing_profile_disconnected")]
async fn conferencing_profile_disconnected(
    _disconnected: ConferencingProfileDisconnected,
    State(app): State<App>,
) -> Result<(), BoxError> {
    let profiles = app.account().user_info().await?.cronofy_data.and_then(|data| data.conferencing_profiles);
    let gone = profiles.iter().flatten().filter(|profile| profile.profile_connected == Some(false)).count();
    app.note(format!("conferencing_profile_disconnected: {gone}"));
    Ok(())
}

#[cronofy_handler(notification = "profile_initial_sync_completed")]
async fn initial_sync(_completed: ProfileInitialSyncCompleted, State(app): State<App>) -> Result<(), BoxError> {
    let mut events = app.account().events(&EventsQuery::new());
    let mut count = 0;
    while let Some(event) = events.next().await {
        event?;
        count += 1;
    }
    app.note(format!("profile_initial_sync_completed: {count}"));
    Ok(())
}

#[cronofy_handler(notification = "gdpr_requested")]
async fn gdpr_requested(_requested: GdprRequested, State(app): State<App>) -> Result<(), BoxError> {
    app.account().revoke().await?;
    app.note("gdpr_requested");
    Ok(())
}

#[cronofy_handler(interaction = "conferencing_assigned")]
async fn assigned(assigned: ConferencingAssigned, State(app): State<App>) {
    let has_url = assigned.event.conferencing.is_some_and(|it| it.join_url.is_some());
    app.note(format!("conferencing_assigned, to join: {has_url}"));
}

#[cronofy_handler(interaction = "conferencing_failing")]
async fn failing(failing: ConferencingFailing, State(app): State<App>) {
    app.note(format!("conferencing_failing: {}", failing.subtype.as_ref().map_or("", |it| it.as_str())));
}

#[cronofy_handler(transition = "event_start")]
async fn start(start: EventStart, Trigger(name): Trigger<String>, State(app): State<App>) {
    app.note(format!("event_start, {name}: {}", start.event.summary.unwrap_or_default()));
}

#[cronofy_handler(transition = "event_end")]
async fn end(_end: EventEnd, Trigger(name): Trigger<String>, State(app): State<App>) {
    app.note(format!("event_end, {name}"));
}

#[cronofy_handler(interaction = "meeting_agent_activated")]
async fn agent_activated(activated: MeetingAgentActivated, State(app): State<App>) {
    app.note(format!("meeting_agent_activated, of an event: {}", activated.event.is_some()));
}

#[cronofy_handler(interaction = "meeting_agent_complete")]
async fn agent_complete(complete: MeetingAgentComplete, State(app): State<App>) -> Result<(), BoxError> {
    let mut fetched = Vec::new();
    for resource in complete.meeting_agent.resources.into_iter().flatten() {
        let url = resource.url.ok_or("a URL")?;
        match resource.category {
            Some(ResourceCategory::Transcript) => {
                let paragraphs = app.client.transcript(&url).await?.transcript.paragraphs;
                fetched.push(format!("{} paragraphs", paragraphs.map_or(0, |it| it.len())));
            }
            Some(ResourceCategory::Audio | ResourceCategory::Video) => {
                let mut download = app.client.download(&url).await?;
                let (length, mut bytes) = (download.length(), 0);
                while let Some(piece) = download.piece().await? {
                    bytes += piece.len() as u64;
                }
                assert_eq!(length, Some(bytes));
                fetched.push(download.content_type().unwrap_or_default().to_owned());
            }
            _ => {}
        }
    }
    app.note(format!("meeting_agent_complete: {}", fetched.join(", ")));
    Ok(())
}

#[cronofy_handler(interaction = "meeting_agent_failed")]
async fn agent_failed(failed: MeetingAgentFailed, State(app): State<App>) {
    app.note(format!("meeting_agent_failed: {}", failed.subtype.as_ref().map_or("", |it| it.as_str())));
}

struct Flow {
    test: TestSandbox,
    app: App,
    url: String,
    subscriptions: Subscriptions,
    _server: tokio::task::JoinHandle<()>,
}

impl Flow {
    /// The service, and an application that handles everything.
    async fn start() -> Self {
        let test = TestSandbox::start(|builder| builder).await;
        let hooks = Hooks::new(Secrets::new([Sandbox::CLIENT_SECRET]).unwrap()).handlers(handlers![
            verification,
            change,
            profile_disconnected,
            conferencing_profile_disconnected,
            initial_sync,
            gdpr_requested,
            assigned,
            failing,
            start,
            end,
            agent_activated,
            agent_complete,
            agent_failed,
            ..
        ]);
        let subscriptions = hooks.subscriptions();
        let app = App { client: test.client.clone(), log: Arc::default() };
        let router = hooks.state(app.clone()).into_router().unwrap();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let served = cronofy_hooks::serve(listener, router).with_graceful_shutdown(std::future::pending()).await;
            drop(served);
        });
        Self { test, app, url, subscriptions, _server: server }
    }

    async fn until(&self, time: &str) -> Vec<String> {
        self.test.sandbox.advance_to(at(time)).await;
        // Nothing is sent again: every handler has succeeded.
        self.app.notes()
    }

    /// A meeting at one, with a subscription to everything.
    fn meeting(&self, event_id: &str) -> UpsertEvent {
        let everything = self.subscriptions.subscription(&self.url).build().unwrap();
        UpsertEvent::new(event_id, event_id, at("2026-01-05T13:00:00Z"), at("2026-01-05T14:00:00Z"))
            .conferencing(EventConferencing::default_profile())
            .subscription(everything)
    }

    async fn write(&self, event: &UpsertEvent) {
        self.app.account().upsert_event(WORK, event).await.unwrap();
    }
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

#[tokio::test]
async fn a_channel_reports_what_users_do() {
    let flow = Flow::start().await;
    let (sandbox, account) = (&flow.test.sandbox, flow.app.account());
    account.create_channel(&flow.subscriptions.channel(&flow.url).unwrap()).await.unwrap();
    assert_eq!(flow.until("2026-01-05T12:01:00Z").await, ["verification of an open channel: true"]);

    let lunch =
        serde_json::json!({ "summary": "Lunch", "start": "2026-01-06T12:00:00Z", "end": "2026-01-06T13:00:00Z" });
    let lunch = sandbox.write_event_as_user(WORK, lunch).unwrap();
    assert_eq!(flow.until("2026-01-05T12:02:00Z").await, ["change: with Lunch"]);
    sandbox.delete_event_as_user(WORK, &lunch).unwrap();
    assert_eq!(flow.until("2026-01-05T12:03:00Z").await, ["change: without Lunch"]);

    let ada = sandbox.accounts().remove(0);
    sandbox.disconnect_profile(&ada.profile_ids[0]).unwrap();
    assert_eq!(flow.until("2026-01-05T12:04:00Z").await, ["profile_disconnected: 1"]);
    sandbox.disconnect_profile(&ada.conferencing_profile_ids[0]).unwrap();
    assert_eq!(flow.until("2026-01-05T12:05:00Z").await, ["conferencing_profile_disconnected: 1"]);
    sandbox.finish_initial_sync(&ada.profile_ids[0]).unwrap();
    assert_eq!(flow.until("2026-01-05T12:06:00Z").await, ["profile_initial_sync_completed: 0"]);
    sandbox.request_gdpr(ACCOUNT).unwrap();
    assert_eq!(flow.until("2026-01-05T12:07:00Z").await, ["gdpr_requested"]);
    assert!(account.calendars().await.unwrap_err().needs_login());
}

#[tokio::test]
async fn a_conference_is_assigned_or_failing() {
    let flow = Flow::start().await;
    let sandbox = &flow.test.sandbox;
    flow.write(&flow.meeting("works")).await;
    assert_eq!(flow.until("2026-01-05T12:01:00Z").await, ["conferencing_assigned, to join: true"]);
    let zoom = sandbox.accounts().remove(0).conferencing_profile_ids.remove(0);
    sandbox.set_conferencing_behaviour(&zoom, ConferencingBehaviour::WithoutUrl).unwrap();
    flow.write(&flow.meeting("without")).await;
    assert_eq!(flow.until("2026-01-05T12:02:00Z").await, ["conferencing_failing: missing_meeting_url"]);
    sandbox.set_conferencing_behaviour(&zoom, ConferencingBehaviour::Works).unwrap();
    sandbox.disconnect_profile(&zoom).unwrap();
    flow.write(&flow.meeting("missing").conferencing(EventConferencing::profile(&zoom))).await;
    let failing = flow.until("2026-01-05T12:03:00Z").await;
    assert!(failing.contains(&"conferencing_failing: profile_missing".to_owned()), "{failing:?}");
    sandbox.reconnect_profile(&zoom).unwrap();
    let assigned = flow.until("2026-01-05T12:50:00Z").await;
    assert_eq!(assigned.last().map(String::as_str), Some("conferencing_assigned, to join: true"), "{assigned:?}");
}

#[tokio::test]
async fn triggers_come_with_the_names_that_they_were_asked_with() {
    let flow = Flow::start().await;
    let trigger = |name: &str| flow.subscriptions.trigger(&flow.url, name);
    let soon = trigger("soon").before(TransitionName::EventStart, Offset::minutes(5)).build().unwrap();
    let late = trigger("late").after(TransitionName::EventStart, Offset::hours(0).and_minutes(10)).build().unwrap();
    let ending = trigger("ending").before(TransitionName::EventEnd, Offset::minutes(0)).build().unwrap();
    let over = trigger("over").after(TransitionName::EventEnd, Offset::hours(1)).build().unwrap();
    let board = UpsertEvent::new("board", "Board", at("2026-01-05T13:00:00Z"), at("2026-01-05T14:00:00Z"));
    flow.write(&[soon, late, ending, over].into_iter().fold(board, UpsertEvent::subscription)).await;
    assert_eq!(flow.until("2026-01-05T12:55:00Z").await, ["event_start, soon: Board"]);
    assert_eq!(flow.until("2026-01-05T13:11:00Z").await, ["event_start, late: Board"]);
    assert_eq!(flow.until("2026-01-05T14:00:00Z").await, ["event_end, ending"]);
    assert_eq!(flow.until("2026-01-05T15:01:00Z").await, ["event_end, over"]);
}

#[tokio::test]
async fn agents_attend_events_and_meetings_that_are_none() {
    let flow = Flow::start().await;
    let client = &flow.app.client;
    flow.write(&flow.meeting("attended").meeting_agent(EventAgent::cronofy())).await;
    let lost = flow.meeting("lost").meeting_agent(EventAgent::cronofy());
    flow.write(&lost).await;
    let agent = flow.test.sandbox.agent_of("lost").unwrap();
    flow.test.sandbox.set_agent_failure(&agent, Some("access_denied")).unwrap();
    // An agent that is not needed any more reports nothing.
    flow.write(&flow.meeting("cancelled").meeting_agent(EventAgent::cronofy())).await;
    let none = ChangeEventAgent::new("cancelled", EventAgent::none());
    flow.app.account().change_event_agent(WORK, &none).await.unwrap();
    let direct = CreateMeetingAgent::new("https://zoom.us/j/42").join_time(at("2026-01-05T16:00:00Z"));
    let direct = direct.subscription(flow.subscriptions.subscription(&flow.url).build().unwrap());
    assert_eq!(client.create_meeting_agent(&direct).await.unwrap(), None);

    flow.until("2026-01-05T12:57:00Z").await;
    let mut activated = flow.until("2026-01-05T13:05:00Z").await;
    activated.sort();
    let of_an_event = "meeting_agent_activated, of an event: true";
    assert_eq!(activated, [of_an_event, of_an_event, "meeting_agent_failed: access_denied"]);
    let complete = "meeting_agent_complete: 1 paragraphs, audio/wav, video/webm";
    assert_eq!(flow.until("2026-01-05T14:01:00Z").await, [complete]);
    assert_eq!(flow.until("2026-01-05T17:01:00Z").await, ["meeting_agent_activated, of an event: false", complete]);
}
