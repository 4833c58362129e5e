//! An application behind an inbox in memory, on a paused clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use cronofy_hooks::inbox::{JobFilter, JobRecord, WorkerHandle, WorkerSettings};
use cronofy_hooks::payload::{Change, ConferencingAssigned, EventStart};
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks::{Hooks, Inbox as _, Outcome, Path, State, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_tests::{secrets, signed};
use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use super::faulty::FaultyInbox;

/// What the next run of a handler does.
#[derive(Clone, Debug)]
pub(super) enum HandlerAction {
    Done,
    Fail(&'static str),
    Discard(&'static str),
    Panic(&'static str),
    /// Works for this long, then succeeds.
    Work(Duration),
}

/// What the handlers do, and how they were called.
#[derive(Clone, Default)]
pub(super) struct HandlerScript(Arc<Mutex<HandlerScriptInner>>);

#[derive(Default)]
struct HandlerScriptInner {
    acts: Vec<(String, HandlerAction)>,
    calls: Vec<String>,
    running: usize,
    most: usize,
}

impl HandlerScript {
    /// The next runs of a handler for this subject do this, in this order; all other runs succeed.
    pub(super) fn plan(&self, subject: &str, acts: impl IntoIterator<Item = HandlerAction>) {
        self.0.lock().unwrap().acts.extend(acts.into_iter().map(|act| (subject.to_owned(), act)));
    }

    /// The calls of handlers, and the ends of those that worked, since this was last called.
    pub(super) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().calls)
    }

    /// How many handlers run.
    pub(super) fn running(&self) -> usize {
        self.0.lock().unwrap().running
    }

    /// The most handlers that ran at once.
    pub(super) fn most(&self) -> usize {
        self.0.lock().unwrap().most
    }

    async fn act(&self, subject: &str, call: String) -> Outcome {
        let act = {
            let mut inner = self.0.lock().unwrap();
            inner.calls.push(call);
            inner.running += 1;
            inner.most = inner.most.max(inner.running);
            let planned = inner.acts.iter().position(|(planned, _)| planned == subject);
            planned.map_or(HandlerAction::Done, |planned| inner.acts.remove(planned).1)
        };
        // Also when the handler is dropped while it works.
        let _running = Running(self.clone());
        match act {
            HandlerAction::Done => Outcome::Done,
            HandlerAction::Fail(error) => Outcome::Retry(error.into()),
            HandlerAction::Discard(reason) => Outcome::Discard(reason.into()),
            HandlerAction::Panic(message) => panic!("{message}"),
            HandlerAction::Work(time) => {
                sleep(time).await;
                self.0.lock().unwrap().calls.push(format!("{subject} worked"));
                Outcome::Done
            }
        }
    }
}

struct Running(HandlerScript);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().running -= 1;
    }
}

#[cronofy_handler(notification = "change")]
async fn change(change: Change, user: Option<Path<String>>, State(script): State<HandlerScript>) -> Outcome {
    let user = user.map_or(String::new(), |Path(user)| format!(" of {user}"));
    let channel = &change.channel.channel_id;
    script.act(channel, format!("change of {channel} since {}{user}", change.changes_since)).await
}

#[cronofy_handler(transition = "event_start", retries = 1, backoff = "10s..1m", timeout = "5s")]
async fn starts(start: EventStart, State(script): State<HandlerScript>) -> Outcome {
    let event = start.event.event_id.unwrap_or_default();
    script.act(&event, format!("{event} starts")).await
}

#[cronofy_handler(interaction = "conferencing_assigned", key = "none")]
async fn assigned(assigned: ConferencingAssigned, State(script): State<HandlerScript>) -> Outcome {
    let event = assigned.event.event_id.unwrap_or_default();
    script.act(&event, format!("{event} can be joined")).await
}

#[cronofy_handler(fallback)]
async fn rest(unhandled: Unhandled, State(script): State<HandlerScript>) -> Outcome {
    let occurrence = unhandled.occurrence().to_string();
    script.act(&occurrence, occurrence.clone()).await
}

/// The application, its worker and its inbox.
pub(super) struct WorkerApp {
    pub(super) router: Router,
    pub(super) worker: WorkerHandle,
    pub(super) inbox: FaultyInbox,
    pub(super) script: HandlerScript,
    /// How far the clock is ahead of the timers.
    pub(super) leapt: Arc<Mutex<Duration>>,
}

impl WorkerApp {
    pub(super) fn new() -> Self {
        Self::with(settings())
    }

    pub(super) fn with(settings: WorkerSettings) -> Self {
        let started = Instant::now();
        let leapt = Arc::new(Mutex::new(Duration::ZERO));
        let leap = Arc::clone(&leapt);
        let now = move || Timestamp::constant(1_767_225_600, 0) + started.elapsed() + *leap.lock().unwrap();
        let inbox = FaultyInbox::new(MemoryInbox::with_clock(now));
        let script = HandlerScript::default();
        let hooks = Hooks::new(secrets())
            .handlers(handlers![change, starts, assigned, rest])
            .state(script.clone())
            .path("/")
            .path("/user/{user}")
            .inbox(inbox.clone())
            .worker(settings)
            .health("/inbox/health");
        let (router, worker) = hooks.into_router_and_worker().unwrap();
        Self { router, worker, inbox, script, leapt }
    }

    /// Sends a body, which must be accepted.
    pub(super) async fn accept(&self, body: &str) {
        self.accept_at("/", body).await;
    }

    pub(super) async fn accept_at(&self, path: &str, body: &str) {
        let answer = signed(body.to_owned()).path(path).signed_with(&secrets()).send_to(self.router.clone()).await;
        assert_eq!(answer.status, 204, "{body}: {}", answer.text);
    }

    /// Lets the worker do what is due now.
    pub(super) async fn run_due_work(&self) {
        self.pass(Duration::from_millis(1)).await;
    }

    /// Sets the clock forward; timers do not notice it.
    pub(super) fn leap(&self, time: Duration) {
        *self.leapt.lock().unwrap() += time;
    }

    /// Lets time pass.
    pub(super) async fn pass(&self, time: Duration) {
        sleep(time).await;
    }

    /// The jobs, oldest first, in one line each: name, state, attempts, error.
    pub(super) async fn jobs(&self) -> Vec<String> {
        let line = |JobRecord { job, name, state, attempts, error, .. }: &JobRecord| {
            let error = error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
            format!("{job} {name} {state} after {attempts}{error}")
        };
        self.entries().await.iter().map(line).collect()
    }

    pub(super) async fn entries(&self) -> Vec<JobRecord> {
        let mut entries = self.inbox.list(JobFilter::all()).await.unwrap();
        entries.reverse();
        entries
    }
}

/// Each retry waits for its whole delay.
pub(super) fn settings() -> WorkerSettings {
    WorkerSettings::default().random(|| 1.0)
}

pub(super) fn change_of(channel: &str, since: &str) -> String {
    format!(
        r#"{{"notification":{{"type":"change","changes_since":"{since}"}},"channel":{{"channel_id":"{channel}"}}}}"#
    )
}

pub(super) fn start_of(event: &str) -> String {
    format!(
        r#"{{"notification":{{"type":"event_subscription","transitions":[{{"type":"event_start"}}]}},"event":{{"event_id":"{event}"}}}}"#
    )
}

pub(super) fn assigned_of(event: &str) -> String {
    format!(
        r#"{{"notification":{{"type":"event_subscription","interactions":[{{"type":"conferencing_assigned"}}]}},"event":{{"event_id":"{event}"}}}}"#
    )
}
