//! A test waits until the worker has nothing to do.

use std::time::Duration;

use cronofy_hooks::inbox::{JobFilter, JobState, LeaseRequest, LeaseUpdate, SqliteInbox};
use cronofy_hooks::payload::Change;
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks::testing::TestClock;
use cronofy_hooks::{Delivery, Hooks, Inbox, State, cronofy_handler, handlers};
use cronofy_hooks_sandbox::Sandbox;
use cronofy_hooks_tests::{Log, everything, secrets, signed};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::app::{HandlerAction, WorkerApp, assigned_of, change_of, settings, start_of};

const SECOND: Duration = Duration::from_secs(1);
const SINCE: &str = "2026-01-17T09:24:16Z";

/// Interactions about one event: their jobs have one key.
fn several(count: usize) -> String {
    let items = vec![r#"{"type":"conferencing_failing"}"#; count].join(",");
    format!(
        r#"{{"notification":{{"type":"event_subscription","interactions":[{items}]}},"event":{{"event_id":"evt"}}}}"#
    )
}

#[tokio::test(start_paused = true)]
async fn what_was_answered_before_the_call_is_handled_after_it() {
    let app = WorkerApp::new();
    for number in 0..40 {
        app.script.plan(&format!("e{number}"), [HandlerAction::Work(number * SECOND)]);
        app.accept(&assigned_of(&format!("e{number}"))).await;
    }
    app.worker.idle().await;
    assert_eq!(app.script.calls().iter().filter(|call| call.ends_with("worked")).count(), 40);
    assert_eq!(app.inbox.statistics().await.unwrap().running, 0);
    app.worker.idle().await;
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_later_time_is_not_due() {
    let app = WorkerApp::with(settings().backoff(SECOND, SECOND));
    app.script.plan("chn", [HandlerAction::Fail("no"), HandlerAction::Fail("no")]);
    app.accept(&change_of("chn", SINCE)).await;
    for call in ["first", "second", "third"] {
        app.worker.idle().await;
        assert_eq!(app.script.calls().len(), 1, "{call}");
        app.leap(SECOND);
    }
    app.worker.idle().await;
    assert_eq!(app.jobs().await, [r#"1.0 notification "change" done after 3: no"#]);
}

/// Their jobs are due two milliseconds apart.
#[tokio::test]
async fn the_occurrences_of_a_delivery_are_handled_together_on_a_clock_that_stands_still() {
    let (clock, folder, log) = (TestClock::new(), tempfile::tempdir().unwrap(), Log::default());
    let file = SqliteInbox::options(folder.path().join("inbox.sqlite")).clock(clock.reader()).open().await.unwrap();
    let inboxes: [Box<dyn Fn() -> std::sync::Arc<dyn Inbox>>; 2] = [
        Box::new(move || std::sync::Arc::new(MemoryInbox::with_clock(clock.reader()))),
        Box::new(move || std::sync::Arc::new(file.clone())),
    ];
    for inbox in inboxes {
        let hooks = Hooks::new(secrets()).handlers(everything()).state(log.clone()).inbox(inbox());
        let (router, worker) = hooks.into_router_and_worker().unwrap();
        assert_eq!(signed(several(65)).send_to(router).await.status, 204);
        worker.idle().await;
        assert_eq!(log.take().len(), 65);
        worker.shutdown().await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_occurrences_behind_one_that_failed_are_not_due() {
    let app = WorkerApp::with(settings().backoff(SECOND, SECOND));
    let occurrence = r#"interaction "conferencing_failing""#;
    app.script.plan(occurrence, [HandlerAction::Fail("no")]);
    app.accept(&several(3)).await;
    app.worker.idle().await;
    assert_eq!(app.script.calls(), [occurrence], "those behind it have its key");
    app.leap(SECOND);
    app.worker.idle().await;
    assert_eq!(app.script.calls(), [occurrence; 3]);
}

#[tokio::test(start_paused = true)]
async fn the_jobs_of_other_workers_are_waited_for() {
    let inbox = MemoryInbox::new();
    let hooks = || Hooks::new(secrets()).handlers(handlers![..]);
    let router = hooks().inbox(inbox.reopen()).worker_elsewhere().into_router().unwrap();
    assert_eq!(signed(assigned_of("evt")).send_to(router).await.status, 204);
    let request = LeaseRequest { max: 1, lease_duration: 100 * SECOND, wait: false };
    let leased = inbox.lease(request).await.unwrap().remove(0);

    let worker = hooks().inbox(inbox.reopen()).into_worker().unwrap().spawn();
    assert!(timeout(10 * SECOND, worker.idle()).await.is_err(), "another worker runs it");
    assert!(inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Release).await.unwrap());
    worker.idle().await;
    let states: Vec<_> = inbox.list(JobFilter::all()).await.unwrap().into_iter().map(|job| job.state).collect();
    assert_eq!(states, [JobState::Done]);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_stops_waiting_takes_nothing_from_others() {
    let app = WorkerApp::new();
    app.script.plan("evt", [HandlerAction::Work(10 * SECOND)]);
    app.accept(&assigned_of("evt")).await;
    assert!(timeout(SECOND, app.worker.idle()).await.is_err());
    let (first, second) = tokio::join!(app.worker.idle(), app.worker.idle());
    assert_eq!((first, second), ((), ()));
    assert_eq!(app.script.calls(), ["evt can be joined", "evt worked"]);
    // The worker goes on as before.
    app.accept(&start_of("evt")).await;
    app.run_due_work().await;
    assert_eq!(app.script.calls(), ["evt starts"]);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_has_ended_keeps_no_caller_waiting() {
    let app = WorkerApp::new();
    app.inbox.panic_at_next_lease();
    app.worker.idle().await;
    assert!(!app.worker.is_running());
    app.worker.idle().await;
}

/// The times at which deliveries arrived.
#[derive(Clone)]
struct Arrivals(mpsc::UnboundedSender<String>);

#[cronofy_handler(notification = "change", window = "5s")]
async fn arrived(_change: Change, delivery: Delivery, State(arrivals): State<Arrivals>) {
    let _ = arrivals.0.send(delivery.received_at().to_string());
}

#[tokio::test]
async fn hooks_go_by_the_clock_of_their_inbox() {
    let folder = tempfile::tempdir().unwrap();
    let clock = TestClock::at("2026-06-01T08:00:00Z".parse().unwrap());
    let file = |name: &str| folder.path().join(name);
    let inbox = SqliteInbox::options(file("a")).clock(clock.reader()).open().await.unwrap();
    let (sent, mut arrivals) = mpsc::unbounded_channel();
    let (router, worker) = Hooks::new(secrets())
        .handlers(handlers![arrived, ..])
        .state(Arrivals(sent))
        .inbox(inbox)
        .into_router_and_worker()
        .unwrap();
    assert_eq!(signed(change_of("chn", SINCE)).send_to(router).await.status, 204);
    worker.idle().await;
    assert!(arrivals.try_recv().is_err(), "it waits for others");
    clock.advance(5 * SECOND);
    worker.idle().await;
    assert_eq!(arrivals.try_recv().unwrap(), "2026-06-01T08:00:00Z");
    worker.shutdown().await;

    let inbox = SqliteInbox::open(file("b")).await.unwrap();
    assert!(inbox.clock().is_none(), "without a clock it is that of the system");
}

#[tokio::test]
async fn the_clock_of_a_sandbox_can_be_that_of_all() {
    let sandbox = Sandbox::builder().starts_at("2026-06-01T08:00:00Z".parse().unwrap()).start().unwrap();
    let now = sandbox.clock();
    sandbox.advance(3600 * SECOND).await;
    assert_eq!(now().to_string(), "2026-06-01T09:00:00Z");
    drop(sandbox);
    assert_eq!(now().to_string(), "2026-06-01T09:00:00Z");
}
