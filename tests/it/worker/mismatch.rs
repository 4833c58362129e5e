//! Deliveries that do not match their handler, behind an inbox.

use std::time::Duration;

use cronofy_hooks::inbox::{JobAction, JobFilter, JobState};
use cronofy_hooks::payload;
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks::{Attempt, Handlers, Hooks, Inbox as _, NotificationId, Path, Query, cronofy_handler, handlers};
use cronofy_hooks::{UnhandledCounts, extract::ProvidedBy};
use cronofy_hooks_tests::{secrets, signed};
use metrics_util::debugging::DebuggingRecorder;

use super::app::{HandlerAction, WorkerApp, assigned_of, change_of};
use crate::metrics::measured;

const SECOND: Duration = Duration::from_secs(1);
const SINCE: &str = "2026-01-17T09:24:16Z";

#[derive(serde::Deserialize)]
struct MismatchQuery {
    minutes: u32,
}

#[cronofy_handler(notification = "change")]
async fn of_a_user(_change: payload::Change, Path(_): Path<u64>) {}

#[cronofy_handler(notification = "change")]
async fn of_any_user(_change: payload::Change, _user: Option<Path<u64>>) {}

#[cronofy_handler(interaction = "conferencing_assigned")]
async fn triggered(_assigned: payload::ConferencingAssigned, Query(trigger): Query<MismatchQuery>) {
    let _ = trigger.minutes;
}

#[cronofy_handler(fallback)]
async fn picky(_id: NotificationId) {}

#[cronofy_handler(notification = "change")]
async fn numbered(_attempt: Attempt) {}

/// Accepts these and handles them until nothing is left to do. Returns the state and the error of each.
async fn handled<N: ProvidedBy<()>>(
    inbox: &MemoryInbox,
    handlers: Handlers<N>,
    bodies: &[String],
) -> (Vec<(JobState, Option<String>)>, UnhandledCounts) {
    let hooks = Hooks::new(secrets()).handlers(handlers).inbox(inbox.reopen());
    let counts = hooks.unhandled();
    let (router, worker) = hooks.into_router_and_worker().unwrap();
    for body in bodies {
        assert_eq!(signed(body.clone()).send_to(router.clone()).await.status, 204, "{body}");
    }
    worker.idle().await;
    worker.shutdown().await;
    let mut entries = inbox.list(JobFilter::all()).await.unwrap();
    entries.reverse();
    (entries.into_iter().map(|entry| (entry.state, entry.error)).collect(), counts)
}

fn dead(reason: &str) -> (JobState, Option<String>) {
    (JobState::Dead, Some(reason.to_owned()))
}

#[tokio::test(start_paused = true)]
async fn a_mismatch_without_a_fallback_is_a_dead_letter_at_once() {
    let mismatch = r#"{"notification":{"type":"change","changes_since":"yesterday"},"channel":{"channel_id":"chn"}}"#;
    let bodies = [change_of("chn", SINCE), assigned_of("evt"), mismatch.to_owned()];
    let (jobs, counts) = handled(&MemoryInbox::new(), handlers![of_a_user, triggered, ..], &bodies).await;
    assert_eq!(
        jobs,
        [
            dead("the path of the request does not fit: the route has no parameters; give it some with `Hooks::path`"),
            dead("the query of the request does not fit: the parameter `minutes` is missing"),
            dead("notification.changes_since: expected text such as 2026-01-19T15:30:00Z or 2026-01-19T15:30:00+01:00"),
        ]
    );
    assert!(counts.counts().is_empty() && counts.mismatches().is_empty(), "nothing is dropped: {counts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_mismatch_can_be_retried_after_a_deploy() {
    let inbox = MemoryInbox::new();
    let (jobs, _) = handled(&inbox, handlers![of_a_user, ..], &[change_of("chn", SINCE)]).await;
    assert_eq!(jobs[0].0, JobState::Dead);
    assert_eq!(inbox.apply(JobAction::Retry, JobFilter::all()).await.unwrap(), 1);
    let (jobs, _) = handled(&inbox, handlers![of_any_user, ..], &[]).await;
    assert_eq!(jobs[0].0, JobState::Done);
}

#[tokio::test(start_paused = true)]
async fn an_occurrence_without_a_handler_is_done() {
    let mismatch = r#"{"notification":{"type":"change","changes_since":7},"channel":{"channel_id":"chn"}}"#.to_owned();
    let (jobs, counts) = handled(&MemoryInbox::new(), handlers![triggered, ..], &[mismatch, "{}".to_owned()]).await;
    assert_eq!(jobs, [(JobState::Done, None), (JobState::Done, None)]);
    assert_eq!(counts.counts().values().sum::<u64>(), 2);
    assert!(counts.mismatches().is_empty());
}

/// Some of the rest may have a handler, so it is not dropped.
#[tokio::test(start_paused = true)]
async fn the_rest_of_many_occurrences_is_a_dead_letter_without_a_fallback() {
    let items = vec![r#"{"type":"new"}"#; 66].join(",");
    let body = format!(r#"{{"notification":{{"type":"event_subscription","interactions":[{items}]}}}}"#);
    let (jobs, _) = handled(&MemoryInbox::new(), handlers![triggered, ..], &[body]).await;
    let reason = "the delivery has 66 occurrences; the first 64 are handled one by one, and this is the rest";
    assert_eq!(jobs[..64], vec![(JobState::Done, None); 64]);
    assert_eq!(jobs[64..], [dead(reason)]);
}

#[tokio::test(start_paused = true)]
async fn a_mismatch_that_the_fallback_rejects_as_well_is_a_dead_letter() {
    let bodies = [change_of("chn", SINCE), assigned_of("evt")];
    let (jobs, counts) = handled(&MemoryInbox::new(), handlers![numbered, picky], &bodies).await;
    let attempt = "the delivery has no Cronofy-Notification-Attempt; take `Option<Attempt>`";
    let id = "the delivery has no Cronofy-Notification-ID; take `Option<NotificationId>`";
    assert_eq!(jobs, [dead(&format!("{attempt}; nor does it fit the fallback: {id}")), dead(id)]);
    assert!(counts.counts().is_empty());
}

/// `starts` has one retry after 10 seconds, and 5 seconds for a run; the fallback has the settings of the worker.
#[tokio::test(start_paused = true)]
async fn the_handler_that_ran_decides_about_retries_and_time() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let app = WorkerApp::new();
    let occurrence = r#"transition "event_start""#;
    let acts = [HandlerAction::Fail("once"), HandlerAction::Fail("twice"), HandlerAction::Work(6 * SECOND)];
    app.script.plan(occurrence, acts);
    app.accept(r#"{"notification":{"type":"event_subscription","transitions":[{"type":"event_start"}]},"event":7}"#)
        .await;
    app.pass(SECOND / 2).await;
    assert_eq!(app.script.calls(), [occurrence]);
    app.pass(SECOND).await;
    assert_eq!(app.script.calls(), [occurrence], "its first delay is 1 second");
    app.pass(10 * SECOND).await;
    assert_eq!(app.script.calls(), [occurrence, r#"transition "event_start" worked"#], "it has minutes for a run");
    assert_eq!(app.jobs().await, [r#"1.0 transition "event_start" done after 3: twice"#]);

    let of_handlers =
        ["cronofy_hooks_handling_seconds", "cronofy_hooks_mismatches_total", "cronofy_hooks_start_seconds"];
    let measured = measured(&snapshotter).into_iter();
    let measured: Vec<_> = measured.filter(|(name, _)| of_handlers.iter().any(|of| name.starts_with(of))).collect();
    let expected = [
        ("cronofy_hooks_handling_seconds handler=rest", 3.0),
        ("cronofy_hooks_mismatches_total handler=starts", 3.0),
        ("cronofy_hooks_start_seconds handler=starts", 1.0),
    ];
    assert_eq!(measured, expected.map(|(name, value)| (name.to_owned(), value)));
}
