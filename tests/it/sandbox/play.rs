//! [`Play`]: a quickstart with an inbox, and sandboxes that send to it.

use std::time::Duration;

use cronofy_hooks_sandbox::{DeliveryState, DeliveryView, Sandbox, SandboxBuilder};
use cronofy_hooks_tests::{Quickstart, SECRET};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Only so that a test which hangs ends; nothing is expected to take this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// When the sandboxes of the tests begin.
pub(crate) const MONDAY: &str = "2026-06-01T08:00:00Z";

/// The application: what its handlers print is read as it comes.
pub(crate) struct Play {
    pub(crate) url: String,
    lines: watch::Receiver<Vec<Value>>,
    _reader: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

/// One run of a handler: its name, and the user in the URL of the notification.
pub(crate) type Ran = (String, String);

impl Play {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inbox = format!("sqlite:{}", folder.path().join("inbox.sqlite").display());
        let mut app = Quickstart::start(SECRET, &inbox).await;
        let url = app.url.clone();
        let (told, lines) = watch::channel(Vec::new());
        let reader = tokio::spawn(async move {
            while let Some(line) = app.next().await {
                told.send_modify(|lines| lines.push(line));
            }
        });
        Self { url, lines, _reader: reader, _folder: folder }
    }

    /// Where notifications for a user go.
    pub(crate) fn url_for(&self, user: &str) -> String {
        format!("{}/{user}", self.url)
    }

    /// What the handlers printed so far.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.lines.borrow().clone()
    }

    /// The handlers that ran so far.
    pub(crate) fn ran(&self) -> Vec<Ran> {
        let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        self.lines.borrow().iter().map(|line| (text(line, "handler"), text(line, "user_id"))).collect()
    }

    /// Waits until each of these has run at least once.
    pub(crate) async fn until_ran(&self, expected: &[Ran]) {
        let missing = || {
            let ran: std::collections::BTreeSet<_> = self.ran().into_iter().collect();
            expected.iter().filter(|it| !ran.contains(*it)).cloned().collect::<Vec<_>>()
        };
        // Marked as seen before it is looked at: what comes after that is a change.
        let mut lines = self.lines.clone();
        lines.borrow_and_update();
        let waited = tokio::time::timeout(PATIENCE, async {
            while !missing().is_empty() {
                lines.changed().await.unwrap();
            }
        });
        assert!(waited.await.is_ok(), "never handled: {:?}", missing());
    }

    /// Each notification that the sandbox did not make up for a fault arrived, and its handler ran.
    pub(crate) async fn nothing_is_lost(&self, sandbox: &Sandbox) -> Vec<DeliveryView> {
        let deliveries = sandbox.deliveries();
        let (made_up, honest): (Vec<_>, Vec<_>) = deliveries.iter().partition(|it| it.made_up);
        for delivery in &honest {
            assert!(matches!(delivery.state, DeliveryState::Delivered(_)), "{delivery:#?}");
        }
        for delivery in &made_up {
            assert!(
                matches!(delivery.state, DeliveryState::Delivered(_)),
                "what is unknown is taken too: {delivery:#?}"
            );
        }
        let expected: Vec<_> = honest.iter().map(|it| self.handler_of(it)).collect();
        self.until_ran(&expected).await;
        deliveries
    }

    fn handler_of(&self, delivery: &DeliveryView) -> Ran {
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
pub(crate) fn sandbox(begins: &str) -> SandboxBuilder {
    Sandbox::builder().client_secrets([SECRET]).starts_at(begins.parse().unwrap())
}

/// The account that every sandbox begins with, and its first calendar.
pub(crate) fn account(sandbox: &Sandbox) -> (String, String) {
    let account = sandbox.accounts().remove(0);
    (account.account_id, account.calendar_ids[0].clone())
}

/// An event with everything that a request has to say.
pub(crate) fn event(id: &str, start: &str, end: &str) -> Value {
    json!({ "event_id": id, "summary": "Board meeting", "description": "Discuss plans.", "start": start, "end": end })
}

/// A subscription to interactions.
pub(crate) fn interactions(url: &str, names: &[&str]) -> Value {
    let names: Vec<_> = names.iter().map(|name| json!({ "type": name })).collect();
    json!({ "type": "webhook", "uri": url, "interactions": names })
}

/// A subscription to a transition: `before` or `after`, so many minutes.
pub(crate) fn transition(url: &str, when: &str, name: &str, minutes: u32) -> Value {
    json!({ "type": "webhook", "uri": url, "transitions": [{ when: name, "offset": { "minutes": minutes } }] })
}

/// When something was first sent.
pub(crate) fn first_sent(delivery: &DeliveryView) -> Timestamp {
    delivery.attempts[0].at
}

/// What was sent to a user, in order.
pub(crate) fn names_for(sandbox: &Sandbox, play: &Play, user: &str) -> Vec<(String, Option<String>)> {
    let url = play.url_for(user);
    let deliveries = sandbox.deliveries().into_iter().filter(|it| it.url == url);
    deliveries.map(|it| (it.name, it.subtype)).collect()
}

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(3600);
