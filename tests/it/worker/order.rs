//! The order of jobs: one at a time for each key, and joined where one run does for several.

use std::time::Duration;

use cronofy_hooks::inbox::{InboxError, InboxErrorKind};

use super::app::{HandlerAction, WorkerApp, assigned_of, change_of, settings, start_of};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn one_event_at_a_time_in_order_of_arrival() {
    let app = WorkerApp::new();
    app.script.plan("evt", [HandlerAction::Fail("once")]);
    for event in ["evt", "evt", "other", "evt"] {
        app.accept(&start_of(event)).await;
    }
    app.run_due_work().await;
    assert_eq!(app.script.calls(), ["evt starts", "other starts"], "those behind a failed one wait for it");
    app.pass(11 * SECOND).await;
    assert_eq!(app.script.calls(), ["evt starts"; 3]);
    assert_eq!(app.script.most(), 1);
}

#[tokio::test(start_paused = true)]
async fn no_more_handlers_run_at_once_than_the_concurrency_allows() {
    let app = WorkerApp::with(settings().concurrency(3));
    for index in 0..10 {
        let event = format!("evt{index}");
        app.script.plan(&event, [HandlerAction::Work(SECOND)]);
        app.accept(&assigned_of(&event)).await;
    }
    app.pass(10 * SECOND).await;
    assert_eq!(app.script.calls().len(), 20);
    assert_eq!(app.script.most(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_has_ended_lets_the_next_one_run_before_its_result_is_stored() {
    let app = WorkerApp::with(settings().concurrency(1));
    app.inbox.fail_lease_updates_with(Some(InboxError::new(InboxErrorKind::Unavailable, "the disk is full")));
    for event in ["evt0", "evt1", "evt2"] {
        app.accept(&assigned_of(event)).await;
    }
    app.run_due_work().await;
    assert_eq!(app.script.calls(), ["evt0 can be joined", "evt1 can be joined"], "as many wait as may run");
    app.inbox.fail_lease_updates_with(None);
    app.pass(SECOND).await;
    assert_eq!((app.script.calls(), app.script.most()), (vec!["evt2 can be joined".to_owned()], 1));
    let states: Vec<_> = app.entries().await.iter().map(|entry| entry.state.as_str()).collect();
    assert_eq!(states, ["done"; 3]);
}

#[tokio::test(start_paused = true)]
async fn handlers_without_a_key_run_at_once() {
    let app = WorkerApp::new();
    for _ in 0..2 {
        app.script.plan("evt", [HandlerAction::Work(SECOND)]);
        app.accept(&assigned_of("evt")).await;
    }
    app.run_due_work().await;
    assert_eq!(app.script.most(), 2, "both at once");
}

#[tokio::test(start_paused = true)]
async fn changes_that_wait_join_into_one_run_from_the_earliest() {
    let app = WorkerApp::new();
    app.script.plan("chn", [HandlerAction::Work(SECOND)]);
    app.accept(&change_of("chn", "2026-01-17T09:00:00Z")).await;
    app.run_due_work().await;
    for since in ["2026-01-17T09:03:00Z", "2026-01-17T09:01:00Z", "2026-01-17T09:02:00Z"] {
        app.accept(&change_of("chn", since)).await;
    }
    app.accept(&change_of("other", "2026-01-17T09:30:00Z")).await;
    app.pass(2 * SECOND).await;
    assert_eq!(
        app.script.calls(),
        [
            "change of chn since 2026-01-17T09:00:00Z",
            "change of other since 2026-01-17T09:30:00Z",
            "chn worked",
            "change of chn since 2026-01-17T09:01:00Z",
        ]
    );
    let states: Vec<_> = app.entries().await.iter().map(|entry| entry.state.as_str()).collect();
    assert_eq!(states, ["done", "done", "joined", "joined", "done"]);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_joins_a_failed_one_is_not_skipped() {
    let app = WorkerApp::with(settings().backoff(10 * SECOND, 10 * SECOND));
    app.script.plan("chn", [HandlerAction::Fail("not now")]);
    app.accept(&change_of("chn", "2026-01-17T09:05:00Z")).await;
    app.run_due_work().await;
    app.accept(&change_of("chn", "2026-01-17T09:04:00Z")).await;
    app.pass(11 * SECOND).await;
    assert_eq!(
        app.script.calls(),
        ["change of chn since 2026-01-17T09:05:00Z", "change of chn since 2026-01-17T09:04:00Z"]
    );
}

fn careless(_: &cronofy_hooks::Delivery) -> Option<String> {
    panic!("no user in the path")
}

#[cronofy_hooks::cronofy_handler(transition = "event_start", key = careless)]
async fn carelessly_ordered() {}

#[tokio::test(start_paused = true)]
async fn a_key_that_panics_loses_nothing() {
    use cronofy_hooks::Inbox as _;
    let inbox = cronofy_hooks::testing::MemoryInbox::new();
    let handlers = cronofy_hooks::handlers![carelessly_ordered, ..];
    let hooks = cronofy_hooks::Hooks::new(cronofy_hooks_tests::secrets()).handlers(handlers).inbox(inbox.clone());
    let answer = cronofy_hooks_tests::signed(start_of("evt")).send_to(hooks.into_router().unwrap()).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    let entries = inbox.list(cronofy_hooks::inbox::JobFilter::all()).await.unwrap();
    assert_eq!(
        entries[0].key.as_deref(),
        Some("event:evt"),
        "the job has the key that it would have without the function"
    );
}
