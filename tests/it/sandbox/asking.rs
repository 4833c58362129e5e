//! An application asks for what its handlers take, and the handlers get what was asked for.

use axum::Router;
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::{ConferencingAssigned, EventEnd, EventStart};
use cronofy_hooks::request::{EventConferencing, Offset, TransitionName, UpsertEvent};
use cronofy_hooks::{Hooks, Path, SubscriptionError, Subscriptions, Trigger, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_tests::{Log, Recorder, secrets};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpListener;

use super::scenario::{HOUR, MONDAY, account, sandbox};

#[derive(Clone)]
struct App {
    log: Log,
    base: String,
    subscriptions: Subscriptions,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reminder {
    TenMinutes,
    Started,
}

impl axum::extract::FromRef<App> for Log {
    fn from_ref(app: &App) -> Self {
        app.log.clone()
    }
}

impl App {
    fn book(&self, user: &str, start: Timestamp, end: Timestamp) -> Result<UpsertEvent, SubscriptionError> {
        let url = self.subscriptions.url(&self.base, user)?;
        let start_of = TransitionName::EventStart;
        let soon = self.subscriptions.trigger(&url, Reminder::TenMinutes).before(start_of.clone(), Offset::minutes(10));
        let started = self.subscriptions.trigger(&url, Reminder::Started).after(start_of, Offset::minutes(0));
        let other = self.subscriptions.subscription(&url).after(TransitionName::EventEnd, Offset::minutes(5));
        Ok(UpsertEvent::new("board-42", "Board meeting", start, end)
            .conferencing(EventConferencing::default_profile())
            .subscription(other.build()?)
            .subscription(soon.build()?)
            .subscription(started.build()?))
    }
}

#[cronofy_handler(notification = "change")]
async fn change(Path(user): Path<String>, recorder: Recorder) {
    recorder.ran_with("change", user);
}

#[cronofy_handler(interaction = "conferencing_assigned")]
async fn assigned(_assigned: ConferencingAssigned, Path(user): Path<String>, recorder: Recorder) {
    recorder.ran_with("assigned", user);
}

#[cronofy_handler(transition = "event_start")]
async fn start(_start: EventStart, Trigger(reminder): Trigger<Reminder>, recorder: Recorder) {
    recorder.ran_with("start", format!("{reminder:?}"));
}

#[cronofy_handler(transition = "event_end")]
async fn end(_end: EventEnd, trigger: Option<Trigger<Reminder>>, recorder: Recorder) {
    recorder.ran_with("end", format!("{trigger:?}"));
}

#[cronofy_handler(fallback)]
async fn rest(unhandled: Unhandled, recorder: Recorder) {
    recorder.ran_with("rest", unhandled.occurrence().to_string());
}

#[tokio::test]
async fn what_was_asked_for_reaches_the_handlers_with_the_names_of_its_triggers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/cronofy", listener.local_addr().unwrap());
    let hooks = Hooks::new(secrets()).handlers(handlers![change, assigned, start, end, rest]).path("/{user}");
    let app = App { log: Log::default(), base, subscriptions: hooks.subscriptions() };
    let router = Router::new().nest("/cronofy", hooks.state(app.clone()).substate::<Log>().into_router().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    let url = app.subscriptions.url(&app.base, "ada & co").unwrap();
    sandbox.create_channel(&account_id, app.subscriptions.channel(url).unwrap()).unwrap();
    let (start, end) = ("2026-06-01T10:00:00Z".parse().unwrap(), "2026-06-01T11:00:00Z".parse().unwrap());
    sandbox.upsert_event(&calendar_id, app.book("ada & co", start, end).unwrap()).unwrap();
    sandbox.advance(HOUR).await;
    let lunch = json!({ "summary": "Lunch", "start": "2026-06-01T12:00:00Z", "end": "2026-06-01T13:00:00Z" });
    sandbox.write_event_as_user(&calendar_id, lunch).unwrap();
    sandbox.advance(3 * HOUR).await;

    let ran: Vec<_> = app.log.take().into_iter().map(|ran| (ran.handler, ran.note)).collect();
    let ran: Vec<_> = ran.iter().map(|(handler, note)| (*handler, note.as_str())).collect();
    assert_eq!(
        ran,
        [
            ("rest", r#"notification "verification""#),
            ("assigned", "ada & co"),
            ("change", "ada & co"),
            ("start", "TenMinutes"),
            ("start", "Started"),
            ("end", "None"),
        ]
    );
}
