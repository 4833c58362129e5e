//! [`Scenario`]: a quickstart with an inbox, and sandboxes that send to it.

use std::time::Duration;

use cronofy_hooks_sandbox::{DeliveryState, DeliveryView, Sandbox, SandboxBuilder};
use cronofy_hooks_tests::{Quickstart, SECRET};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Ends a test that hangs. Nothing should take this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The time at which the sandboxes of the tests start.
pub(crate) const MONDAY: &str = "2026-06-01T08:00:00Z";

/// The application. A task reads the lines that its handlers print.
pub(crate) struct Scenario {
    pub(crate) url: String,
    lines: watch::Receiver<Vec<Value>>,
    _reader: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

/// One run of a handler: its name, and the user in the URL of the notification.
pub(crate) type HandlerRun = (String, String);

impl Scenario {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inbox = format!("sqlite:{}", folder.path().join("inbox.sqlite").display());
        let mut app = Quickstart::start(SECRET, &inbox).await;
        let url = app.url.clone();
        let (printed, lines) = watch::channel(Vec::new());
        let reader = tokio::spawn(async move {
            while let Some(line) = app.next().await {
                printed.send_modify(|lines| lines.push(line));
            }
        });
        Self { url, lines, _reader: reader, _folder: folder }
    }

    /// The URL of notifications for a user.
    pub(crate) fn url_for(&self, user: &str) -> String {
        format!("{}/{user}", self.url)
    }

    /// The lines that the handlers have printed so far.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.lines.borrow().clone()
    }

    /// The handlers that have run so far.
    pub(crate) fn ran(&self) -> Vec<HandlerRun> {
        let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        self.lines.borrow().iter().map(|line| (text(line, "handler"), text(line, "user_id"))).collect()
    }

    /// Waits until each of these has run at least once.
    pub(crate) async fn until_ran(&self, expected: &[HandlerRun]) {
        let missing = || {
            let ran: std::collections::BTreeSet<_> = self.ran().into_iter().collect();
            expected.iter().filter(|it| !ran.contains(*it)).cloned().collect::<Vec<_>>()
        };
        // Mark the lines as seen before the check, so that later lines count as a change.
        let mut lines = self.lines.clone();
        lines.borrow_and_update();
        let waited = tokio::time::timeout(PATIENCE, async {
            while !missing().is_empty() {
                lines.changed().await.unwrap();
            }
        });
        assert!(waited.await.is_ok(), "never handled: {:?}", missing());
    }

    /// Checks that each notification was delivered, and that the handler of each one that no fault made up ran.
    pub(crate) async fn expect_nothing_lost(&self, sandbox: &Sandbox) -> Vec<DeliveryView> {
        let deliveries = sandbox.deliveries();
        let (made_up, real): (Vec<_>, Vec<_>) = deliveries.iter().partition(|it| it.made_up);
        for delivery in &real {
            assert!(matches!(delivery.state, DeliveryState::Delivered(_)), "{delivery:#?}");
        }
        for delivery in &made_up {
            assert!(
                matches!(delivery.state, DeliveryState::Delivered(_)),
                "unknown notifications are accepted too: {delivery:#?}"
            );
        }
        let expected: Vec<_> = real.iter().map(|it| self.handler_of(it)).collect();
        self.until_ran(&expected).await;
        deliveries
    }

    fn handler_of(&self, delivery: &DeliveryView) -> HandlerRun {
        let user = delivery.url.strip_prefix(&self.url).unwrap().trim_start_matches('/');
        let handler = match (delivery.name.as_str(), delivery.subtype.as_deref()) {
            ("conferencing_failing", Some("profile_missing")) => "conferencing_failing_profile_missing",
            ("meeting_agent_failed", Some("join_timeout")) => "meeting_agent_failed_join_timeout",
            (name, _) => name,
        };
        (handler.to_owned(), user.to_owned())
    }
}

/// A sandbox that signs with the secret of the tests.
pub(crate) fn sandbox(start: &str) -> SandboxBuilder {
    Sandbox::builder().client_secrets([SECRET]).starts_at(start.parse().unwrap())
}

/// The first account, and its first calendar.
pub(crate) fn account(sandbox: &Sandbox) -> (String, String) {
    let account = sandbox.accounts().remove(0);
    (account.account_id, account.calendar_ids[0].clone())
}

/// An event with all required fields.
pub(crate) fn event(id: &str, start: &str, end: &str) -> Value {
    json!({ "event_id": id, "summary": "Board meeting", "description": "Discuss plans.", "start": start, "end": end })
}

/// A subscription to interactions.
pub(crate) fn interactions(url: &str, names: &[&str]) -> Value {
    let names: Vec<_> = names.iter().map(|name| json!({ "type": name })).collect();
    json!({ "type": "webhook", "uri": url, "interactions": names })
}

/// A subscription to a transition, `before` or `after` it by some minutes.
pub(crate) fn transition(url: &str, when: &str, name: &str, minutes: u32) -> Value {
    json!({ "type": "webhook", "uri": url, "transitions": [{ when: name, "offset": { "minutes": minutes } }] })
}

/// When a delivery was first sent.
pub(crate) fn first_sent(delivery: &DeliveryView) -> Timestamp {
    delivery.attempts[0].at
}

/// The names and subtypes of the notifications to a user, in order.
pub(crate) fn names_for(sandbox: &Sandbox, scenario: &Scenario, user: &str) -> Vec<(String, Option<String>)> {
    let url = scenario.url_for(user);
    let deliveries = sandbox.deliveries().into_iter().filter(|it| it.url == url);
    deliveries.map(|it| (it.name, it.subtype)).collect()
}

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(3600);
