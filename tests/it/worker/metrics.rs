//! What is counted and timed.

use std::collections::BTreeMap;
use std::time::Duration;

use cronofy_hooks::inbox::{InboxError, InboxErrorKind};
use cronofy_hooks_tests::{secrets, signed};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};

use super::app::{HandlerAction, WorkerApp, assigned_of, change_of, settings, start_of};
use super::faulty::AcceptFault;

/// Counters and gauges by name and labels; histograms by their number of values.
fn measured(snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
    let metrics = snapshotter.snapshot().into_vec().into_iter();
    let named = metrics.map(|(key, _, _, value)| {
        let labels = key.key().labels().map(|label| format!(" {}={}", label.key(), label.value()));
        let value = match value {
            DebugValue::Counter(count) => f64::from(u32::try_from(count).unwrap()),
            DebugValue::Gauge(gauge) => gauge.into_inner(),
            DebugValue::Histogram(values) => f64::from(u32::try_from(values.len()).unwrap()),
        };
        (format!("{}{}", key.key().name(), labels.collect::<String>()), value)
    });
    named.collect()
}

#[tokio::test(start_paused = true)]
async fn every_metric_of_the_documentation_is_recorded() {
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
        ("cronofy_hooks_runs_total outcome=dead", 1.0),
        ("cronofy_hooks_runs_total outcome=discarded", 1.0),
        ("cronofy_hooks_runs_total outcome=done", 2.0),
        ("cronofy_hooks_runs_total outcome=released", 1.0),
        ("cronofy_hooks_runs_total outcome=retried", 1.0),
        ("cronofy_hooks_start_seconds", 5.0),
        ("cronofy_hooks_waiting", 0.0),
    ];
    let measured = measured(&snapshotter);
    let measured: Vec<_> = measured.iter().map(|(name, value)| (name.as_str(), value.round())).collect();
    assert_eq!(measured, expected);

    let page = include_str!("../../../cronofy-hooks/src/docs/telemetry.md");
    for (name, _) in expected {
        let name = name.split(' ').next().unwrap();
        assert!(page.contains(&format!("`{name}`")), "the page names {name}");
    }
}
