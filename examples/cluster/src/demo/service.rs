//! [`Service`]: sends what the calendar service would send, through what a load balancer would be.

use std::time::Duration;

use cronofy_hooks::Secrets;
use cronofy_hooks::send::DeliveryRequest;
use cronofy_hooks_contract::limits::NOTIFICATION_DEADLINE;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::SECRET;
use crate::{BoxError, line};

/// Between two notifications, so that they can be watched.
const PAUSE: Duration = Duration::from_millis(80);
/// How often a notification is sent before the service gives up. The real one tries for hours.
const ATTEMPTS: u32 = 12;

/// One after the other, to each process in turn.
#[derive(Debug)]
pub(super) struct Service {
    secrets: Secrets,
    /// The names of processes, and where they listen.
    targets: Vec<(String, String)>,
    turns: usize,
    /// Distinguishes the notifications from those of an earlier run in the same database.
    run: String,
    pub(super) sent: SentNotifications,
}

/// What has been sent, for the summary.
#[derive(Clone, Debug, Default)]
pub(super) struct SentNotifications {
    /// What the notifications were about: each is about something else.
    pub(super) subjects: Vec<String>,
    pub(super) acknowledged: Vec<String>,
}

impl Service {
    pub(super) fn new(run: String) -> Result<Self, BoxError> {
        Ok(Self {
            secrets: Secrets::new([SECRET])?,
            targets: Vec::new(),
            turns: 0,
            run,
            sent: SentNotifications::default(),
        })
    }

    /// Adds a process, or says that it listens elsewhere.
    pub(super) fn add(&mut self, name: &str, url: String) {
        // `B2` has the place of `B`.
        match self.targets.iter_mut().find(|(known, _)| name.starts_with(known.as_str())) {
            Some(target) => *target = (name.to_owned(), url),
            None => self.targets.push((name.to_owned(), url)),
        }
    }

    /// Sends some more notifications.
    pub(super) async fn send(&mut self, count: usize) -> Result<(), BoxError> {
        for _ in 0..count {
            self.send_one().await?;
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Sends a notification until a process acknowledges it, and not for ever.
    async fn send_one(&mut self) -> Result<(), BoxError> {
        let number = self.sent.subjects.len() + 1;
        let subject = format!("{}-{number:02}", self.run);
        let (name, body) = notification(number, &subject);
        self.sent.subjects.push(subject.clone());
        for attempt in 1..=ATTEMPTS {
            let Some((target, url)) = self.targets.get(self.turns % self.targets.len().max(1)).cloned() else { break };
            self.turns += 1;
            // With an id, what is sent again is known again: a process may be killed after it has stored
            // a notification and before it has answered. The service has ids for some notifications only.
            let request = DeliveryRequest::body(body.to_string()).notification_id(&subject).attempt(attempt);
            let answer = timeout(NOTIFICATION_DEADLINE, request.signed_with(&self.secrets).post_to(&url)).await;
            let answer = answer.ok().and_then(Result::ok).map(|answer| answer.status.as_u16());
            let became = match answer {
                Some(200..=299) => "acknowledged".to_owned(),
                Some(status) => format!("{status}, so it is sent again"),
                None => "no answer, so it is sent again".to_owned(),
            };
            line::print(format_args!("service {subject}  {name:22}  to {target:3}  {became}"));
            if matches!(answer, Some(200..=299)) {
                self.sent.acknowledged.push(subject);
                return Ok(());
            }
            sleep(PAUSE).await;
        }
        Err(format!("no process acknowledged {subject}; look above for what became of them").into())
    }
}

/// Three kinds, in another order than the processes.
fn notification(number: usize, subject: &str) -> (&'static str, Value) {
    match number % 5 {
        1 => (
            "event_start",
            json!({
                "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] },
                "event": { "event_id": subject },
            }),
        ),
        2 | 4 => (
            "meeting_agent_complete",
            json!({
                "notification": {
                    "type": "event_subscription",
                    "interactions": [{ "type": "meeting_agent_complete" }],
                },
                "meeting_agent": { "sub": subject },
            }),
        ),
        _ => (
            "change",
            json!({
                "notification": { "type": "change", "changes_since": "2026-01-17T09:24:16Z" },
                "channel": { "channel_id": subject },
            }),
        ),
    }
}
