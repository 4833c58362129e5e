//! What is counted and timed.

use std::time::Duration;

use cronofy_hooks::inbox::{InboxError, InboxErrorKind};
use cronofy_hooks_tests::{secrets, signed};
use metrics_util::debugging::DebuggingRecorder;

use super::app::{HandlerAction, WorkerApp, assigned_of, change_of, settings, start_of};
use super::faulty::AcceptFault;
use crate::metrics::{assert_documented, documented, measured};

#[tokio::test(start_paused = true)]
async fn every_metric_of_an_inbox_is_recorded() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);

    let app = WorkerApp::with(settings().retries(0));
    app.accept(&change_of("chn", "2026-01-17T09:24:16Z")).await;
    app.script.plan("evt", [HandlerAction::Fail("no"), HandlerAction::Discard("not ours")]);
    app.accept(&start_of("evt")).await;
    app.script.plan("dead", [HandlerAction::Fail("no")]);
    app.accept(&assigned_of("dead")).await;
    app.script.plan("works", [HandlerAction::Work(Duration::from_secs(100))]);
    app.accept(&assigned_of("works")).await;
    for _ in 0..2 {
        let repeated = signed(change_of("other", "2026-01-17T09:24:16Z")).notification_id("60c2");
        assert_eq!(repeated.signed_with(&secrets()).send_to(app.router.clone()).await.status, 204);
    }
    app.inbox.next_accept(AcceptFault::Error(InboxError::new(InboxErrorKind::Full, "the disk is full")));
    assert_eq!(signed(start_of("evt")).send_to(app.router.clone()).await.status, 503);
    app.pass(Duration::from_secs(16)).await;
    app.worker.shutdown().await;

    let expected = [
        ("cronofy_hooks_accepted_total", 5.0),
        ("cronofy_hooks_answer_seconds", 7.0),
        ("cronofy_hooks_dead", 1.0),
        ("cronofy_hooks_handling_seconds handler=assigned", 1.0),
        ("cronofy_hooks_handling_seconds handler=change", 2.0),
        ("cronofy_hooks_handling_seconds handler=starts", 2.0),
        ("cronofy_hooks_oldest_seconds", 15.0),
        ("cronofy_hooks_refused_total kind=full", 1.0),
        ("cronofy_hooks_repeated_total", 1.0),
        ("cronofy_hooks_running", 1.0),
        ("cronofy_hooks_runs_total handler=assigned outcome=dead", 1.0),
        ("cronofy_hooks_runs_total handler=assigned outcome=released", 1.0),
        ("cronofy_hooks_runs_total handler=change outcome=done", 2.0),
        ("cronofy_hooks_runs_total handler=starts outcome=discarded", 1.0),
        ("cronofy_hooks_runs_total handler=starts outcome=retried", 1.0),
        ("cronofy_hooks_start_seconds handler=assigned", 2.0),
        ("cronofy_hooks_start_seconds handler=change", 2.0),
        ("cronofy_hooks_start_seconds handler=starts", 1.0),
        ("cronofy_hooks_waiting", 0.0),
    ];
    let measured = measured(&snapshotter);
    let measured: Vec<_> = measured.iter().map(|(name, value)| (name.as_str(), value.round())).collect();
    assert_eq!(measured, expected);

    assert_documented(expected.map(|(name, _)| name));
    let recorded = |name: &str| expected.iter().any(|(other, _)| other.split(' ').next() == Some(name));
    let missing: Vec<_> = documented().into_keys().filter(|name| !recorded(name)).collect();
    let elsewhere = ["cronofy_hooks_mismatches_total", "cronofy_hooks_unhandled_total"];
    assert_eq!(missing, elsewhere, "these are tested in `mismatch.rs` and without an inbox");
}
