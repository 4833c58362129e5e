//! An application with a guardian, served to the sandbox.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::FromRef;
use cronofy_hooks::inbox::WorkerHandle;
use cronofy_hooks::payload::Channel;
use cronofy_hooks::request::CreateChannel;
use cronofy_hooks::testing::{MemoryInbox, TestRequest};
use cronofy_hooks::{BoxError, Hooks, Secrets, State, cronofy_handler, handlers};
use cronofy_hooks_client::{
    AccountTokens, ApplicationClient, ApplicationCredentials, BaseUrl, MemoryTokenStore, RetryPolicy,
};
use cronofy_hooks_sandbox::{ChannelView, Sandbox};
use cronofy_hooks_sync::{
    CalendarSync, Changes, ChannelGuardian, ChannelGuardianBuilder, ChannelStore, GuardedChannel, MemoryCursors,
    SyncAccount, SyncAccounts,
};
use jiff::Timestamp;
use metrics::{LocalRecorderGuard, Unit};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::{ACCOUNT, TestSync, WORK, summaries};

const TELEMETRY: &str = include_str!("../../../../cronofy-hooks/src/docs/telemetry.md");

/// The account is the last part of the callback URL.
struct AccountsByUrl(ApplicationClient);

impl SyncAccounts for AccountsByUrl {
    async fn find(&self, channel: &Channel) -> Result<Option<SyncAccount>, BoxError> {
        let account = channel.callback_url.as_deref().and_then(|url| url.rsplit('/').next());
        Ok(account.map(|account| SyncAccount::new(self.0.account(account))))
    }
}

/// What the guardian called, when, and with what.
type GuardianCall = (&'static str, Timestamp, GuardedChannel);

/// The metrics of this thread.
pub(crate) struct TestMetrics {
    snapshotter: Snapshotter,
    _recorder: LocalRecorderGuard<'static>,
}

impl TestMetrics {
    pub(crate) fn record() -> Self {
        let recorder = Box::leak(Box::new(DebuggingRecorder::new()));
        Self { snapshotter: recorder.snapshotter(), _recorder: metrics::set_default_local_recorder(recorder) }
    }

    /// The values of these metrics; a counter has what was added since the last call.
    pub(crate) fn values<const N: usize>(&self, names: [&str; N]) -> [f64; N] {
        let metrics = self.snapshotter.snapshot().into_vec();
        names.map(|name| {
            let name = format!("cronofy_sync_{name}");
            let metric = metrics.iter().find(|(key, ..)| key.key().name() == name);
            let (_, unit, description, value) = metric.unwrap();
            let is_seconds = name.ends_with("_seconds");
            assert_eq!(unit, &Some(if is_seconds { Unit::Seconds } else { Unit::Count }), "{name}");
            assert!(description.as_ref().is_some_and(|it| it.ends_with('.')), "{name}: {description:?}");
            let (kind, value) = match value {
                DebugValue::Gauge(value) => ("gauge", value.0),
                DebugValue::Counter(value) => ("counter", *value as f64),
                DebugValue::Histogram(_) => panic!("{name} is a histogram"),
            };
            assert!(TELEMETRY.contains(&format!("| `{name}` | {kind} |")), "the page does not have {name}");
            value
        })
    }
}

/// The state of the application.
#[derive(Clone)]
pub(crate) struct TestApp {
    sync: CalendarSync,
    is_down: Arc<AtomicBool>,
    /// The events of each run of the handler.
    runs: Arc<Mutex<Vec<Vec<String>>>>,
    pub(crate) calls: Arc<Mutex<Vec<GuardianCall>>>,
}

impl FromRef<TestApp> for CalendarSync {
    fn from_ref(app: &TestApp) -> Self {
        app.sync.clone()
    }
}

#[cronofy_handler(notification = "change")]
async fn change(State(app): State<TestApp>, mut changes: Changes) -> Result<(), BoxError> {
    if app.is_down.load(Ordering::Relaxed) {
        return Err("the database is away".into());
    }
    let events = changes.read_to_end().await?;
    changes.commit().await?;
    app.runs.lock().unwrap().push(summaries(&events));
    Ok(())
}

/// Also what confirms a new channel is not taken while the application is down.
#[cronofy_handler(notification = "verification")]
async fn verification(State(app): State<TestApp>) -> Result<(), BoxError> {
    if app.is_down.load(Ordering::Relaxed) { Err("the database is away".into()) } else { Ok(()) }
}

pub(crate) struct TestGuard {
    pub(crate) test: TestSync,
    pub(crate) app: TestApp,
    pub(crate) url: String,
    pub(crate) router: Router,
    pub(crate) guardian: ChannelGuardian,
    pub(crate) worker: Option<WorkerHandle>,
    server: JoinHandle<()>,
}

impl Drop for TestGuard {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl TestGuard {
    pub(crate) fn secrets() -> Secrets {
        Secrets::new([Sandbox::CLIENT_SECRET]).unwrap()
    }

    /// Starts everything, without a channel.
    pub(crate) async fn start(channels: impl ChannelStore) -> Self {
        Self::with(channels, |guardian| guardian).await
    }

    pub(crate) async fn with(
        channels: impl ChannelStore,
        configure: impl FnOnce(ChannelGuardianBuilder) -> ChannelGuardianBuilder,
    ) -> Self {
        Self::build(channels, configure, false).await
    }

    pub(crate) async fn with_inbox(channels: impl ChannelStore) -> Self {
        Self::build(channels, |guardian| guardian, true).await
    }

    async fn build(
        channels: impl ChannelStore,
        configure: impl FnOnce(ChannelGuardianBuilder) -> ChannelGuardianBuilder,
        has_inbox: bool,
    ) -> Self {
        let test = TestSync::start().await;
        let sync = CalendarSync::new(AccountsByUrl(test.client.clone()), MemoryCursors::default());
        let app = TestApp { sync, is_down: Arc::default(), runs: Arc::default(), calls: Arc::default() };
        let guardian = configure(builder(&test, &app, test.client.clone(), channels)).build();
        let hooks = Hooks::new(Self::secrets()).handlers(handlers![change, verification, ..]).state(app.clone());
        let hooks = hooks.substate::<CalendarSync>().path("/{account_id}").on_answer(guardian.observer());
        let (router, worker) = match has_inbox {
            true => {
                let inbox = MemoryInbox::with_clock(test.sandbox.clock());
                let (router, worker) = hooks.inbox(inbox).into_router_and_worker().unwrap();
                (router, Some(worker))
            }
            false => (hooks.clock(test.sandbox.clock()).into_router().unwrap(), None),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/{ACCOUNT}", listener.local_addr().unwrap());
        let served = router.clone();
        let server = tokio::spawn(async move { drop(cronofy_hooks::serve(listener, served).await) });
        Self { test, app, url, router, guardian, worker, server }
    }

    /// Another process with a guardian.
    pub(crate) fn another(&self, channels: impl ChannelStore) -> ChannelGuardian {
        builder(&self.test, &self.app, self.test.client.clone(), channels).build()
    }

    /// A process that cannot reach the service.
    pub(crate) fn cut_off(&self, channels: impl ChannelStore) -> ChannelGuardian {
        // Nothing listens at the discard port.
        let url: BaseUrl = "http://127.0.0.1:9".parse().unwrap();
        let tokens = AccountTokens::new(Sandbox::ACCESS_TOKEN, Sandbox::REFRESH_TOKEN, Timestamp::MAX);
        let credentials = ApplicationCredentials::new(Sandbox::CLIENT_ID, Sandbox::CLIENT_SECRET);
        let client = ApplicationClient::builder(url, credentials, MemoryTokenStore::with(ACCOUNT, tokens));
        let client = client.retry(RetryPolicy::default().attempts(1)).build().unwrap();
        builder(&self.test, &self.app, client, channels).build()
    }

    pub(crate) fn request(&self) -> CreateChannel {
        CreateChannel::new(&self.url)
    }

    pub(crate) async fn guard(&self) -> GuardedChannel {
        self.guardian.guard(ACCOUNT, self.request()).await.unwrap()
    }

    /// A `change` as the service would send it, without the sandbox. Returns the status of the answer.
    pub(crate) async fn deliver_change(&self) -> u16 {
        let channel_id = self.channel().await.channel_id.unwrap();
        let change = TestRequest::sample("change").unwrap().path(&format!("/{ACCOUNT}"));
        let change = change.set("channel.channel_id", channel_id).set("channel.callback_url", self.url.as_str());
        change.signed_with(&Self::secrets()).send_to(self.router.clone()).await.status.as_u16()
    }

    /// The only guarded channel.
    pub(crate) async fn channel(&self) -> GuardedChannel {
        let [channel] = &self.guardian.channels().await.unwrap()[..] else { panic!("one channel") };
        channel.clone()
    }

    pub(crate) fn is_down(&self, is_down: bool) {
        self.app.is_down.store(is_down, Ordering::Relaxed);
    }

    /// Time passes, deliveries arrive, and the guardian looks at what is due.
    pub(crate) async fn minutes(&self, minutes: u64) {
        self.wait(minutes).await;
        self.guardian.check(&self.router).await;
    }

    /// Time passes, and deliveries arrive.
    pub(crate) async fn wait(&self, minutes: u64) {
        // A handler that runs while the clock moves on would lose its lease, and run again.
        self.test.sandbox.deliver_due().await;
        if let Some(worker) = &self.worker {
            worker.idle().await;
        }
        self.test.sandbox.advance(Duration::from_secs(minutes * 60)).await;
    }

    /// The user writes an event.
    pub(crate) fn write(&self, summary: &str) {
        let (start, end) = ("2026-06-02T08:00:00Z", "2026-06-02T09:00:00Z");
        self.test.write(WORK, json!({ "summary": summary, "start": start, "end": end }));
    }

    /// The events that the runs of the handler have read since the last call.
    pub(crate) fn take_runs(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut *self.app.runs.lock().unwrap())
    }

    pub(crate) fn open(&self) -> Vec<ChannelView> {
        let open = self.test.sandbox.channels().into_iter();
        open.filter(|channel| channel.is_open() && channel.callback_url == self.url).collect()
    }

    /// The service closes the channel, as far as the application can see.
    pub(crate) fn close(&self) {
        let [channel] = &self.open()[..] else { panic!("one channel") };
        self.test.sandbox.close_channel(&channel.channel_id).unwrap();
    }

    pub(crate) fn calls(&self) -> Vec<&'static str> {
        self.app.calls.lock().unwrap().iter().map(|(name, ..)| *name).collect()
    }
}

fn builder(
    test: &TestSync,
    app: &TestApp,
    client: ApplicationClient,
    channels: impl ChannelStore,
) -> ChannelGuardianBuilder {
    let call = |name: &'static str| {
        let (calls, now) = (Arc::clone(&app.calls), test.sandbox.clock());
        move |channel: GuardedChannel| {
            calls.lock().unwrap().push((name, now(), channel));
            std::future::ready(())
        }
    };
    ChannelGuardian::builder(app.sync.clone(), client, TestGuard::secrets(), channels)
        .clock(test.sandbox.clock())
        .on_at_risk(call("at risk"))
        .on_closed(call("closed"))
}
