//! [`StoreApp`]: an application on a real store that records what it answered and what it handled.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use cronofy_hooks::inbox::{Accepted, InboxError, InboxErrorKind, JobFilter, JobRecord, JobState, NewDelivery, NewJob};
use cronofy_hooks::inbox::{WorkerHandle, WorkerSettings};
use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{Hooks, Inbox, NoHandlers, StartError, State, WithInbox, cronofy_handler, handlers};
use cronofy_hooks_tests::{secrets, signed};
use http::Request;
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::wait::{PATIENCE, eventually};
use crate::tracing::capture::{Capture, CaptureGuard, capture};

/// Which handlers have started and ended, and whether slow ones may end.
#[derive(Clone, Debug)]
pub(super) struct CallLog {
    inner: Arc<Mutex<CallLogInner>>,
    is_open: watch::Sender<bool>,
    /// Notified when a handler has started or ended.
    changes: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct CallLogInner {
    started: Vec<String>,
    handled: Vec<String>,
}

impl CallLog {
    fn new() -> Self {
        Self { inner: Arc::default(), is_open: watch::Sender::new(true), changes: watch::Sender::new(()) }
    }

    /// The run of a handler. It waits for the gate when the name of the event begins with `slow`.
    pub(super) async fn run(&self, event: &str) {
        self.inner.lock().unwrap().started.push(event.to_owned());
        self.changes.send_replace(());
        if event.starts_with("slow") {
            self.is_open.subscribe().wait_for(|is_open| *is_open).await.unwrap();
        }
        self.inner.lock().unwrap().handled.push(event.to_owned());
        self.changes.send_replace(());
    }

    /// Waits until the handlers have done something, but not for ever.
    async fn until(&self, what: &str, mut is_done: impl FnMut(&Self) -> bool) {
        let mut changes = self.changes.subscribe();
        let done = changes.wait_for(|()| is_done(self));
        let waited = tokio::time::timeout(PATIENCE, done).await;
        assert!(waited.is_ok(), "waited in vain until {what}");
    }

    /// Slow handlers do not end until [`CallLog::open_gate`].
    pub(super) fn close_gate(&self) {
        self.is_open.send_replace(false);
    }

    pub(super) fn open_gate(&self) {
        self.is_open.send_replace(true);
    }

    /// How often a handler started for an event.
    pub(super) fn started(&self, event: &str) -> usize {
        self.inner.lock().unwrap().started.iter().filter(|started| *started == event).count()
    }

    /// How often each event was handled to the end.
    pub(super) fn handled(&self) -> BTreeMap<String, usize> {
        let mut handled = BTreeMap::new();
        for event in &self.inner.lock().unwrap().handled {
            *handled.entry(event.clone()).or_default() += 1;
        }
        handled
    }
}

#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn assigned(assigned: ConferencingAssigned, State(calls): State<CallLog>) {
    calls.run(&assigned.event.event_id.unwrap_or_default()).await;
}

/// An application with a worker.
pub(super) struct StoreApp {
    pub(super) router: Router,
    worker: WorkerHandle,
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) calls: CallLog,
    accepted: BTreeSet<String>,
    capture: Capture,
    _guard: CaptureGuard,
}

/// With short delays.
pub(super) fn settings() -> WorkerSettings {
    let (first, longest) = (Duration::from_millis(50), Duration::from_millis(200));
    WorkerSettings::default().lease(Duration::from_secs(20)).backoff(first, longest).retries(1000)
}

impl StoreApp {
    /// With a handler that only records its calls.
    pub(super) fn start(inbox: impl Inbox) -> Self {
        Self::with(inbox, settings())
    }

    pub(super) fn with(inbox: impl Inbox, settings: WorkerSettings) -> Self {
        Self::of(inbox, settings, |hooks, calls| {
            hooks.handlers(handlers![assigned, ..]).state(calls).into_router_and_worker()
        })
    }

    /// With handlers of its own.
    pub(super) fn of(
        inbox: impl Inbox,
        settings: WorkerSettings,
        start: impl FnOnce(Hooks<NoHandlers, (), WithInbox>, CallLog) -> Result<(Router, WorkerHandle), StartError>,
    ) -> Self {
        let (capture, guard) = capture();
        let (inbox, calls): (Arc<dyn Inbox>, _) = (Arc::new(inbox), CallLog::new());
        let hooks = Hooks::new(secrets()).inbox(Arc::clone(&inbox)).worker(settings).health("/health");
        let (router, worker) = start(hooks, calls.clone()).unwrap();
        Self { router, worker, inbox, calls, accepted: BTreeSet::new(), capture, _guard: guard }
    }

    /// Sends what the service sends about an event: the same bytes with the same id, however often.
    async fn send(&mut self, event: &str) -> u16 {
        let request = signed(assigned_of(event)).notification_id(event).signed_with(&secrets());
        let answer = request.send_to(self.router.clone()).await;
        match answer.status.as_u16() {
            204 => drop(self.accepted.insert(event.to_owned())),
            503 => assert_eq!(answer.text, "the delivery could not be stored; send this again\n"),
            other => panic!("{event} is answered {other}: {}", answer.text),
        }
        answer.status.as_u16()
    }

    /// Sends a delivery that must be accepted.
    pub(super) async fn accept(&mut self, event: &str) {
        assert_eq!(self.send(event).await, 204, "{event}: {}", self.log());
    }

    /// Sends a delivery that must be refused.
    pub(super) async fn refuse(&mut self, event: &str) {
        assert_eq!(self.send(event).await, 503, "{event}: {}", self.log());
    }

    /// Sends a delivery that must be refused, until the log has this reason. The first refusals may only
    /// say that the store took too long, when another user of the store still blocks it.
    pub(super) async fn refuse_because(&mut self, event: &str, reason: &str) {
        eventually(&format!("a delivery is refused because {reason}"), async || {
            self.refuse(event).await;
            self.has_logged(&["WARN", "message=refused", reason]).then_some(())
        })
        .await;
    }

    /// Sends a delivery as the service does, until it is accepted. Returns how often it was refused.
    pub(super) async fn accept_at_last(&mut self, event: &str) -> usize {
        let mut refused = 0;
        eventually("a delivery is accepted", async || {
            let is_accepted = self.send(event).await == 204;
            refused += usize::from(!is_accepted);
            is_accepted.then_some(())
        })
        .await;
        refused
    }

    /// Sends deliveries until one is refused, which is not sent again.
    pub(super) async fn send_until_refused(&mut self, prefix: &str) {
        let mut number = 0;
        eventually("a delivery is refused", async || {
            number += 1;
            (self.send(&format!("{prefix}{number}")).await == 503).then_some(())
        })
        .await;
    }

    /// Why the store refuses a delivery: kind and message.
    pub(super) async fn refusal(&self) -> String {
        let error = store(&*self.inbox, "probe").await.expect_err("the store cannot store");
        assert!(std::error::Error::source(&error).is_some() || error.kind() != InboxErrorKind::Full, "{error:?}");
        format!("{:?}: {error}", error.kind())
    }

    /// Status and body of the health page.
    pub(super) async fn health(&self) -> (u16, String) {
        use http_body_util::BodyExt as _;
        let request = Request::get("/health").body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// The lines that an operator has read so far.
    pub(super) fn log(&self) -> String {
        self.capture.events().iter().fold(String::new(), |mut log, event| {
            writeln!(log, "{}", event.text()).unwrap();
            log
        })
    }

    /// Waits until the log has a line of a level that contains all of these.
    pub(super) async fn logs(&self, parts: &[&str]) {
        let what = format!("the log says {parts:?}");
        eventually(&what, async || self.has_logged(parts).then_some(())).await;
    }

    fn has_logged(&self, parts: &[&str]) -> bool {
        self.log().lines().any(|line| parts.iter().all(|part| line.contains(part)))
    }

    /// Waits until the handler for an event has started.
    pub(super) async fn begins(&self, event: &str) {
        self.calls.until("a handler begins", |calls| calls.started(event) > 0).await;
    }

    /// Waits until all that was accepted is handled.
    pub(super) async fn handles_everything(&self) {
        let is_done = |calls: &CallLog| {
            let handled = calls.handled();
            self.accepted.iter().all(|event| handled.contains_key(event))
        };
        self.calls.until("all that was accepted is handled", is_done).await;
        // A job whose result could not be stored is not due before its retry.
        eventually("nothing is left", async || {
            let statistics = self.inbox.statistics().await.ok()?;
            (statistics.waiting + statistics.running == 0).then_some(())
        })
        .await;
    }

    /// Waits until nothing is leased or due.
    pub(super) async fn idle(&self) {
        self.worker.idle().await;
    }

    /// The jobs, oldest first.
    pub(super) async fn jobs(&self) -> Vec<JobRecord> {
        let mut entries = self.inbox.list(JobFilter::all()).await.unwrap();
        entries.reverse();
        entries
    }

    /// Stops the worker and leaves the store as it is.
    pub(super) async fn stop(self) {
        self.worker.shutdown().await;
    }

    /// Everything that was accepted is handled once; nothing else is.
    pub(super) async fn ends_well(self) {
        self.handles_everything().await;
        let once: BTreeMap<_, _> = self.accepted.iter().map(|event| (event.clone(), 1)).collect();
        assert_eq!(self.calls.handled(), once, "{}", self.log());
        for entry in self.jobs().await {
            assert_eq!(entry.state, JobState::Done, "{entry:?}");
        }
        assert_eq!(self.health().await.0, 200);
        self.stop().await;
    }
}

/// Stores what the service sends about an event, without an application.
pub(super) async fn store(inbox: &dyn Inbox, event: &str) -> Result<Accepted, InboxError> {
    let job = NewJob { name: "probe".to_owned(), key: None, join: None, delay: Duration::ZERO };
    let delivery = NewDelivery {
        repeat: None,
        head: r#"{"format":1,"target":"/"}"#.to_owned(),
        body: assigned_of(event).into(),
        received_at: jiff::Timestamp::now(),
        jobs: vec![job],
    };
    inbox.accept(delivery).await
}

pub(super) fn assigned_of(event: &str) -> String {
    format!(
        r#"{{"notification":{{"type":"event_subscription","interactions":[{{"type":"conferencing_assigned"}}]}},"event":{{"event_id":"{event}"}}}}"#
    )
}
