//! A person chooses a time that is free, or says that none suits, and the application's handler gets it.

use axum::Router;
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::RealTimeScheduling;
use cronofy_hooks::request::{
    AvailabilityMember, CallbackUrls, CreateRealTimeScheduling, EventTemplate, ParticipantGroup, QueryAvailability,
    QueryPeriod, SchedulingOauth, TargetCalendar, TimeSpan,
};
use cronofy_hooks::{Hooks, Path, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_sandbox::{DeliveryState, Sandbox, SchedulingPageView};
use cronofy_hooks_tests::{Log, Recorder, secrets};
use serde_json::json;
use tokio::net::TcpListener;

use super::bodies::every_body_is_as_documented;
use super::scenario::{HOUR, MONDAY, account, sandbox};

#[cronofy_handler(callback = "real_time_scheduling")]
async fn scheduled(scheduling: RealTimeScheduling, Path(user): Path<String>, recorder: Recorder) {
    let event = &scheduling.event;
    let start = event.start.as_ref().map(|start| (start.timestamp().unwrap().to_string(), start.tzid()));
    let participants: Vec<_> = scheduling.participants.iter().filter_map(|it| it.sub.as_deref()).collect();
    recorder.ran_with("scheduled", format!("{user}: {:?} {start:?} {participants:?}", event.event_id));
}

#[cronofy_handler(fallback)]
async fn rest(unhandled: Unhandled, recorder: Recorder) {
    recorder.ran_with("rest", unhandled.occurrence().to_string());
}

fn at(time: &str) -> Timestamp {
    format!("2026-06-01T{time}:00Z").parse().unwrap()
}

/// A page for an hour between 09:00 and 13:00, in the zone of Paris.
fn page(sandbox: &Sandbox, id: &str, url: &str) -> SchedulingPageView {
    let (account_id, calendar_id) = account(sandbox);
    let ada = ParticipantGroup::all([AvailabilityMember::new(&account_id)]);
    let morning = QueryPeriod::new(at("09:00"), at("13:00"));
    let callbacks = CallbackUrls::new().completed_url(url).no_times_suitable_url(url);
    let request = CreateRealTimeScheduling::new(
        SchedulingOauth::new("http://127.0.0.1:9/booked"),
        EventTemplate::new(id, "Interview").tzid("Europe/Paris"),
        QueryAvailability::new([ada], TimeSpan::minutes(60), [morning]),
    );
    let request = request.target_calendar(TargetCalendar::new(&account_id, calendar_id)).callback_urls(callbacks);
    sandbox.create_real_time_scheduling(request.minimum_notice(TimeSpan::hours(2))).unwrap()
}

#[tokio::test]
async fn what_a_person_chooses_reaches_the_handler() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/cronofy/ada", listener.local_addr().unwrap());
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![scheduled, rest]).path("/{user}").state(log.clone());
    let router = Router::new().nest("/cronofy", hooks.into_router().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let sandbox = sandbox(MONDAY).start().unwrap();
    let (account_id, calendar_id) = account(&sandbox);
    let busy = json!({ "summary": "Call", "start": at("11:00"), "end": at("12:00") });
    sandbox.write_event_as_user(&calendar_id, busy).unwrap();
    let first = page(&sandbox, "first", &url);
    // Notice until 10:00, and the call from 11:00.
    assert_eq!((first.status, &first.offered[..]), ("open", &[at("10:00"), at("12:00")][..]));
    let second = page(&sandbox, "second", &url);
    sandbox.choose_time(&first.real_time_scheduling_id, at("10:00")).unwrap();
    assert!(sandbox.choose_time(&first.real_time_scheduling_id, at("12:00")).is_err(), "it is closed");
    let offered =
        |id: &str| sandbox.scheduling_pages().into_iter().find(|it| it.real_time_scheduling_id == id).unwrap().offered;
    assert_eq!(offered(&second.real_time_scheduling_id), [at("12:00")], "the chosen time is not free any more");
    assert!(sandbox.choose_time(&second.real_time_scheduling_id, at("10:00")).is_err());
    sandbox.decline_times(&second.real_time_scheduling_id).unwrap();
    sandbox.advance(HOUR).await;

    let deliveries = sandbox.deliveries();
    every_body_is_as_documented(&deliveries);
    assert!(deliveries.iter().all(|it| matches!(it.state, DeliveryState::Delivered(_))), "{deliveries:#?}");
    let ran: Vec<_> = log.take().into_iter().map(|ran| (ran.handler, ran.note)).collect();
    let chosen = format!(r#"ada: Some("first") Some(("2026-06-01T10:00:00Z", Some("Europe/Paris"))) ["{account_id}"]"#);
    let declined = format!(r#"ada: Some("second") None ["{account_id}"]"#);
    assert_eq!(ran, [("scheduled", chosen), ("scheduled", declined)]);
    sandbox.advance(2 * HOUR).await;
    assert_eq!(offered(&second.real_time_scheduling_id), [], "too late for the notice");
}
