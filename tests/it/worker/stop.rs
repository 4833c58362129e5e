//! Stopping loses nothing.

use std::time::Duration;

use cronofy_hooks::inbox::{InboxError, InboxErrorKind};

use super::app::{HandlerAction, WorkerApp, assigned_of, settings};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_worker_that_stops_finishes_what_it_can_and_gives_back_the_rest() {
    let app = WorkerApp::with(settings().concurrency(2).grace(5 * SECOND));
    for (event, time) in [("short", 2), ("long", 60), ("waits", 0)] {
        app.script.plan(event, [HandlerAction::Work(time * SECOND)]);
        app.accept(&assigned_of(event)).await;
    }
    app.run_due_work().await;
    assert_eq!(app.script.calls(), ["short can be joined", "long can be joined"]);
    let WorkerApp { router: _router, worker, inbox, script, .. } = app;
    let stopped = worker.shutdown().await;
    assert_eq!((stopped.finished, stopped.given_back), (1, 1));
    assert_eq!(script.calls(), ["short worked"]);
    let inbox = inbox.inbox.reopen();
    let entries = cronofy_hooks::Inbox::list(&inbox, cronofy_hooks::inbox::JobFilter::all()).await.unwrap();
    let states: Vec<_> = entries.iter().rev().map(|entry| (entry.state.as_str(), entry.attempts)).collect();
    assert_eq!(states, [("done", 1), ("waiting", 0), ("waiting", 0)], "what was given back has all its attempts");
}

#[tokio::test(start_paused = true)]
async fn a_worker_ends_with_its_router() {
    let inbox = cronofy_hooks::testing::MemoryInbox::new();
    let hooks = cronofy_hooks::Hooks::new(cronofy_hooks_tests::secrets()).handlers(cronofy_hooks::handlers![..]);
    let router = hooks.inbox(inbox.reopen()).into_router().unwrap();
    let send = || async {
        let answer = cronofy_hooks_tests::signed(assigned_of("evt")).send_to(router.clone()).await;
        assert_eq!(answer.status, 204);
        tokio::time::sleep(SECOND).await;
    };
    send().await;
    let states = || async {
        let entries = cronofy_hooks::Inbox::list(&inbox, cronofy_hooks::inbox::JobFilter::all()).await.unwrap();
        entries.into_iter().rev().map(|entry| entry.state.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(states().await, ["done"]);
    drop(router);
    tokio::time::sleep(SECOND).await;
    let job = cronofy_hooks::inbox::JobId::new(1, 0).unwrap();
    let replay = cronofy_hooks::inbox::JobFilter::job(job);
    cronofy_hooks::Inbox::apply(&inbox, cronofy_hooks::inbox::JobAction::Replay, replay).await.unwrap();
    tokio::time::sleep(60 * SECOND).await;
    assert_eq!(states().await, ["waiting"], "no worker runs");
}

#[tokio::test(start_paused = true)]
async fn accepting_and_handling_can_be_two_processes() {
    let inbox = cronofy_hooks::testing::MemoryInbox::new();
    let hooks = || {
        let hooks = cronofy_hooks::Hooks::new(cronofy_hooks_tests::secrets()).handlers(cronofy_hooks::handlers![..]);
        hooks.inbox(inbox.reopen())
    };
    let router = hooks().worker_elsewhere().into_router().unwrap();
    let answer = cronofy_hooks_tests::signed(assigned_of("evt")).send_to(router).await;
    assert_eq!(answer.status, 204);
    tokio::time::sleep(SECOND).await;
    let state = || async {
        let entries = cronofy_hooks::Inbox::list(&inbox, cronofy_hooks::inbox::JobFilter::all()).await.unwrap();
        entries[0].state.as_str()
    };
    assert_eq!(state().await, "waiting");
    let stopped = hooks().into_worker().unwrap().run_until(tokio::time::sleep(SECOND)).await;
    assert_eq!(state().await, "done");
    assert_eq!(stopped.given_back, 0);
}

/// The clock of a test may stand still, so what a worker leaves leased would stay leased.
#[tokio::test(start_paused = true)]
async fn a_job_that_was_leased_again_while_its_result_was_stored_is_given_back() {
    let app = WorkerApp::with(settings().lease(30 * SECOND).timeout(3_600 * SECOND));
    let away = InboxError::new(InboxErrorKind::Unavailable, "the store is away");
    app.inbox.fail_lease_updates_with(Some(away));
    app.accept(&assigned_of("evt")).await;
    app.run_due_work().await;
    app.leap(3_600 * SECOND);
    // Wakes the worker, which leases the job again.
    app.accept(&assigned_of("other")).await;
    app.run_due_work().await;
    app.inbox.fail_lease_updates_with(None);
    let WorkerApp { router: _router, worker, inbox, .. } = app;
    worker.shutdown().await;
    let inbox = inbox.inbox.reopen();
    let entries = cronofy_hooks::Inbox::list(&inbox, cronofy_hooks::inbox::JobFilter::all()).await.unwrap();
    let states: Vec<_> = entries.iter().rev().map(|entry| entry.state.as_str()).collect();
    assert_eq!(states, ["waiting", "done"], "no lease is left");
}
