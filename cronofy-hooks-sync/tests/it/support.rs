//! A sandbox with an account that is read, and a clock of the application that the test moves.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cronofy_hooks::BoxError;
use cronofy_hooks::payload::{Change, Channel, Event};
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks_client::{
    AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, Environment, MemoryTokenStore, Wait,
};
use cronofy_hooks_sandbox::{Sandbox, SandboxServer};
use cronofy_hooks_sync::{CalendarSync, Changes, CursorStore, MemoryCursors, SyncAccount, SyncAccounts};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) const ACCOUNT: &str = "acc_000000000000000000000001";
pub(crate) const WORK: &str = "cal_sandbox_work";
pub(crate) const PRIVATE: &str = "cal_sandbox_private";
/// The sandbox begins at this time.
pub(crate) const EIGHT: &str = "2026-06-01T08:00:00Z";

pub(crate) struct TestSync {
    pub(crate) sandbox: Sandbox,
    _server: SandboxServer,
    pub(crate) client: ApplicationClient,
    pub(crate) sync: CalendarSync,
    pub(crate) clock: AppClock,
}

/// Knows one channel.
pub(crate) struct OneChannel(pub(crate) ApplicationClient);

impl SyncAccounts for OneChannel {
    async fn find(&self, channel: &Channel) -> Result<Option<SyncAccount>, BoxError> {
        match channel.channel_id.as_str() {
            "chn_1" => Ok(Some(SyncAccount::new(self.0.account(ACCOUNT)))),
            "chn_broken" => Err("the table is locked".into()),
            _ => Ok(None),
        }
    }
}

impl TestSync {
    pub(crate) async fn start() -> Self {
        Self::with(MemoryCursors::default()).await
    }

    pub(crate) async fn with(cursors: impl CursorStore) -> Self {
        let sandbox = Sandbox::builder().starts_at(EIGHT.parse().unwrap()).without_rate_limit().page_size(1);
        let sandbox = sandbox.start().unwrap();
        let server = sandbox.serve(([127, 0, 0, 1], 0).into()).await.unwrap();
        let clock = AppClock(Arc::new(Mutex::new(EIGHT.parse().unwrap())));
        let tokens = AccountTokens::new(Sandbox::ACCESS_TOKEN, Sandbox::REFRESH_TOKEN, Timestamp::MAX);
        let credentials = ApplicationCredentials::new("sandbox", "CRN_sandbox_secret");
        let url: BaseUrl = server.url().parse().unwrap();
        let client = ApplicationClient::builder(url, credentials, MemoryTokenStore::with(ACCOUNT, tokens));
        let client = client.rate_limits(None).environment(Arc::new(clock.clone())).build().unwrap();
        let sync = CalendarSync::new(OneChannel(client.clone()), cursors);
        Self { sandbox, _server: server, client, sync, clock }
    }

    pub(crate) fn account(&self) -> SyncAccount {
        SyncAccount::new(self.client.account(ACCOUNT))
    }

    /// Moves the sandbox to a time of its day, and lets the user write an event.
    pub(crate) async fn write_at(&self, time: &str, summary: &str) -> String {
        self.sandbox.advance_to(at(time)).await;
        self.write(WORK, json!({ "summary": summary, "start": "2026-06-02T08:00:00Z", "end": "2026-06-02T09:00:00Z" }))
    }

    pub(crate) fn write(&self, calendar: &str, event: Value) -> String {
        self.sandbox.write_event_as_user(calendar, event).unwrap()
    }

    /// What a notification with this time reports.
    pub(crate) async fn changes(&self, time: &str) -> Changes {
        self.sync.changes_of(change("chn_1", time)).await.unwrap().unwrap()
    }

    /// Reads that, commits, and returns what the copy gets.
    pub(crate) async fn handle(&self, time: &str) -> Vec<String> {
        let mut changes = self.changes(time).await;
        let events = changes.read_to_end().await.unwrap();
        changes.commit().await.unwrap();
        summaries(&events)
    }
}

pub(crate) fn at(time: &str) -> Timestamp {
    format!("2026-06-01T{time}Z").parse().unwrap()
}

pub(crate) fn change(channel_id: &str, time: &str) -> Change {
    let request = TestRequest::sample("change").unwrap().set("channel.channel_id", channel_id);
    request.set("notification.changes_since", format!("2026-06-01T{time}Z")).into_payload()
}

/// In the order of the alphabet; with a minus, what was deleted.
pub(crate) fn summaries(events: &[Event]) -> Vec<String> {
    let sign = |event: &Event| if event.deleted == Some(true) { "-" } else { "" };
    let mut summaries: Vec<_> =
        events.iter().map(|it| format!("{}{}", sign(it), it.summary.as_deref().unwrap())).collect();
    summaries.sort();
    summaries
}

/// The time of the application's machine.
#[derive(Clone, Debug)]
pub(crate) struct AppClock(Arc<Mutex<Timestamp>>);

impl AppClock {
    pub(crate) fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap() = now;
    }
}

impl Environment for AppClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, _: Duration) -> Wait {
        Box::pin(std::future::ready(()))
    }
}
