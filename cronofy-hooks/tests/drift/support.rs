//! Hooks that record, and deliveries to them.

use std::sync::{Arc, Mutex};

use axum::Router;
use cronofy_hooks::drift::{DriftRecorder, NoveltyLedger};
use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Secrets, handlers};

/// One process: its hooks, and their clock.
pub(crate) struct Process {
    pub(crate) drift: DriftRecorder,
    router: Router,
    secrets: Secrets,
    second: Arc<Mutex<i64>>,
}

impl Process {
    pub(crate) fn new(drift: DriftRecorder) -> Self {
        let secrets = Secrets::new(["CRN_secret"]).expect("a secret");
        let second = Arc::new(Mutex::new(0));
        let clock = Arc::clone(&second);
        let hooks = Hooks::new(secrets.clone()).handlers(handlers![..]).drift(drift.clone());
        let hooks = hooks.clock(move || Timestamp::from_second(*clock.lock().expect("no panic")).expect("a time"));
        Self { drift, router: hooks.into_router().expect("it starts"), secrets, second }
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Sends a body at a second, and returns the status.
    pub(crate) async fn send(&self, second: i64, body: &str) -> u16 {
        *self.second.lock().expect("no panic") = second;
        TestRequest::body(body.to_owned()).signed_with(&self.secrets).send_to(self.router.clone()).await.status.as_u16()
    }
}

/// An event that starts, with something new in it.
pub(crate) fn start(event: &str) -> String {
    format!(
        r#"{{"notification":{{"type":"event_subscription","transitions":[{{"type":"event_start"}}]}},"event":{event}}}"#
    )
}

/// Each novelty with how often and when it was seen.
pub(crate) fn lines(ledger: &NoveltyLedger) -> Vec<String> {
    let line = |(novelty, seen): (&_, &cronofy_hooks::drift::Sightings)| {
        format!("{novelty}, {} from {} to {}", seen.count, seen.first.as_second(), seen.last.as_second())
    };
    ledger.iter().map(line).collect()
}
