//! What is counted and timed: the names, and what hooks without an inbox record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use cronofy_hooks::inbox::SqliteInbox;
use cronofy_hooks::payload::Change;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, NotificationId, Outcome, Secrets, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_tests::{OTHER_SECRET, SECRET, root, secrets, signed};
use http::{HeaderName, Request, StatusCode};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tower::ServiceExt as _;

const PAGE: &str = include_str!("../../cronofy-hooks/src/docs/telemetry.md");

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_6f1a"}}"#;

/// Counters and gauges by name and labels; histograms by their number of values.
pub(crate) fn measured(snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
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

/// The rows of the page: name, kind and labels.
pub(crate) fn documented() -> BTreeMap<&'static str, (&'static str, Vec<&'static str>)> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| `cronofy_hooks_"));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, kind, _, labels] = cells[..] else { panic!("four cells: {row}") };
        let labels = labels.split(", ").filter(|label| !label.is_empty()).map(|label| label.trim_matches('`'));
        (name.trim_matches('`'), (kind, labels.collect()))
    })
    .collect()
}

/// Fails unless each of these is on the page, with its labels.
pub(crate) fn assert_documented<'n>(recorded: impl IntoIterator<Item = &'n str>) {
    let documented = documented();
    for metric in recorded {
        let (name, labels) = metric.split_once(' ').unwrap_or((metric, ""));
        let labels: Vec<_> = labels.split(' ').filter_map(|label| Some(label.split_once('=')?.0)).collect();
        let (_, expected) = documented.get(name).unwrap_or_else(|| panic!("the page does not have {name}"));
        assert_eq!(&labels, expected, "{name}");
    }
}

/// Records what is described.
#[derive(Clone, Default)]
struct Descriptions(Arc<Mutex<BTreeMap<String, &'static str>>>);

impl Descriptions {
    fn add(&self, kind: &'static str, key: &KeyName, unit: Option<Unit>, description: &str) {
        assert!(unit.is_some() && description.ends_with('.'), "{key:?}: {description}");
        let is_seconds = key.as_str().ends_with("_seconds");
        assert_eq!(unit, Some(if is_seconds { Unit::Seconds } else { Unit::Count }), "{key:?}");
        assert_eq!(key.as_str().ends_with("_total"), kind == "counter", "{key:?}");
        self.0.lock().unwrap().insert(key.as_str().to_owned(), kind);
    }
}

impl Recorder for Descriptions {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.add("counter", &key, unit, &description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.add("gauge", &key, unit, &description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.add("histogram", &key, unit, &description);
    }

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::test]
async fn the_start_describes_what_the_page_lists() {
    let listed: BTreeMap<_, _> = documented().into_iter().map(|(name, (kind, _))| (name.to_owned(), kind)).collect();
    assert_eq!(listed.len(), 13);
    let described = |start: &dyn Fn()| {
        let descriptions = Descriptions::default();
        metrics::with_local_recorder(&descriptions, start);
        let described = descriptions.0.lock().unwrap();
        described.clone()
    };
    assert_eq!(described(&|| drop(Hooks::new(secrets()).handlers(handlers![..]).into_router())), listed);
    let folder = tempfile::tempdir().unwrap();
    let inbox = SqliteInbox::open(folder.path().join("inbox.sqlite")).await.unwrap();
    let worker = || drop(Hooks::worker_only(inbox.clone()).handlers(handlers![..]).into_worker());
    assert_eq!(described(&worker), listed);
}

#[test]
fn the_page_names_the_release_of_the_facade() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let release = manifest.lines().find_map(|line| line.strip_prefix("metrics = \"")).unwrap();
    let minor: Vec<_> = release.trim_end_matches('"').split('.').take(2).collect();
    assert!(PAGE.contains(&format!("release {} of `metrics`", minor.join("."))), "{release}");
}

#[cronofy_handler(notification = "change")]
async fn numbered(_change: Change, _id: NotificationId) -> Outcome {
    Outcome::Discard("not ours".into())
}

#[cronofy_handler(notification = "profile_disconnected")]
async fn fails() -> Result<(), std::fmt::Error> {
    Err(std::fmt::Error)
}

#[cronofy_handler(fallback)]
async fn rest(_unhandled: Unhandled) {}

/// What is recorded while these are answered.
async fn of(router: Router, requests: Vec<Request<axum::body::Body>>) -> (Vec<(String, f64)>, Vec<StatusCode>) {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let mut statuses = Vec::new();
    for request in requests {
        statuses.push(router.clone().oneshot(request).await.unwrap().status());
    }
    (measured(&snapshotter).into_iter().collect(), statuses)
}

fn assert_measured(measured: &[(String, f64)], expected: &[(&str, f64)]) {
    let measured: Vec<_> = measured.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert_eq!(measured, expected);
    assert_documented(measured.iter().map(|(name, _)| *name));
}

#[tokio::test]
async fn handlers_are_measured_by_name_without_an_inbox() {
    let body = |name: &str| signed(format!(r#"{{"notification":{{"type":"{name}"}}}}"#)).into_request();
    let requests = || {
        let change = || signed(CHANGE);
        vec![
            change().notification_id("1").into_request(),
            change().into_request(),
            body("profile_disconnected"),
            body("new"),
        ]
    };
    let with_fallback = Hooks::new(secrets()).handlers(handlers![numbered, fails, rest]).into_router().unwrap();
    let (measured, statuses) = of(with_fallback, requests()).await;
    assert_eq!(statuses, [204, 204, 500, 204]);
    let expected = [
        ("cronofy_hooks_answer_seconds", 4.0),
        ("cronofy_hooks_handling_seconds handler=fails", 1.0),
        ("cronofy_hooks_handling_seconds handler=numbered", 1.0),
        ("cronofy_hooks_handling_seconds handler=rest", 2.0),
        ("cronofy_hooks_mismatches_total handler=numbered", 1.0),
        ("cronofy_hooks_runs_total handler=fails outcome=retried", 1.0),
        ("cronofy_hooks_runs_total handler=numbered outcome=discarded", 1.0),
        ("cronofy_hooks_runs_total handler=rest outcome=done", 2.0),
    ];
    assert_measured(&measured, &expected);

    let without = Hooks::new(secrets()).handlers(handlers![numbered, fails, ..]).into_router().unwrap();
    let (measured, statuses) = of(without, requests()).await;
    assert_eq!(statuses, [204, 204, 500, 204]);
    let expected = [
        ("cronofy_hooks_answer_seconds", 4.0),
        ("cronofy_hooks_handling_seconds handler=fails", 1.0),
        ("cronofy_hooks_handling_seconds handler=numbered", 2.0),
        ("cronofy_hooks_mismatches_total handler=numbered", 1.0),
        ("cronofy_hooks_runs_total handler=fails outcome=retried", 1.0),
        ("cronofy_hooks_runs_total handler=numbered outcome=discarded", 1.0),
        ("cronofy_hooks_runs_total handler=numbered outcome=mismatch", 1.0),
        ("cronofy_hooks_unhandled_total", 1.0),
    ];
    assert_measured(&measured, &expected);
}

#[tokio::test]
async fn each_refusal_is_counted_by_its_kind() {
    let header = |value: &str| {
        let name = HeaderName::from_static("cronofy-hmac-sha256");
        TestRequest::body(CHANGE).header(name, value).into_request()
    };
    let requests = vec![
        TestRequest::body(CHANGE).into_request(),
        header("no signature"),
        TestRequest::body(CHANGE).signed_with(&Secrets::new([OTHER_SECRET]).unwrap()).into_request(),
        header(SECRET),
        Request::get("/").body(axum::body::Body::empty()).unwrap(),
        signed(CHANGE).header(http::header::CONTENT_TYPE, "text/plain").into_request(),
        signed("no JSON").into_request(),
        signed("x".repeat(2 << 20)).into_request(),
    ];
    let router = Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap();
    let (measured, statuses) = of(router, requests).await;
    assert_eq!(statuses, [401, 401, 401, 401, 405, 415, 400, 413]);
    let expected = [
        ("cronofy_hooks_refused_total kind=malformed_signature", 2.0),
        ("cronofy_hooks_refused_total kind=no_signature", 1.0),
        ("cronofy_hooks_refused_total kind=not_json", 1.0),
        ("cronofy_hooks_refused_total kind=not_json_type", 1.0),
        ("cronofy_hooks_refused_total kind=not_post", 1.0),
        ("cronofy_hooks_refused_total kind=too_large", 1.0),
        ("cronofy_hooks_refused_total kind=wrong_signature", 1.0),
    ];
    assert_measured(&measured, &expected);
    let kinds: BTreeSet<_> = expected.iter().map(|(name, _)| name.split_once('=').unwrap().1).collect();
    for kind in kinds {
        assert!(PAGE.contains(&format!("`{kind}`")), "the page has the kind {kind}");
    }
}
