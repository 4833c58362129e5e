//! Suspects: jobs whose lease ended without an update. They run alone.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use cronofy_hooks::inbox::{JobFilter, JobRecord, JobState, LeaseRequest, LeaseUpdate, WorkerHandle};
use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::testing::MemoryInbox;
use cronofy_hooks::{Hooks, Inbox as _, State, cronofy_handler, handlers};
use cronofy_hooks_tests::{secrets, signed};
use tokio::time::sleep;

use super::app::assigned_of;

const SECOND: Duration = Duration::from_secs(1);

/// The starts and ends of handlers.
#[derive(Clone, Default)]
struct StartAndEndLog(Arc<Mutex<Vec<String>>>);

#[cronofy_handler(interaction = "conferencing_assigned", key = "none", retries = 2)]
async fn assigned(assigned: ConferencingAssigned, State(log): State<StartAndEndLog>) {
    let event = assigned.event.event_id.unwrap_or_default();
    log.0.lock().unwrap().push(format!("{event} begins"));
    sleep(SECOND).await;
    log.0.lock().unwrap().push(format!("{event} ends"));
}

struct SuspectsApp {
    inbox: MemoryInbox,
    router: Router,
    log: StartAndEndLog,
}

impl SuspectsApp {
    /// Without a worker.
    fn new() -> Self {
        let (inbox, log) = (MemoryInbox::new(), StartAndEndLog::default());
        let hooks = Hooks::new(secrets()).handlers(handlers![assigned, ..]).state(log.clone());
        let router = hooks.inbox(inbox.clone()).worker_elsewhere().into_router().unwrap();
        Self { inbox, router, log }
    }

    fn worker(&self) -> WorkerHandle {
        let hooks = Hooks::new(secrets()).handlers(handlers![assigned, ..]).state(self.log.clone());
        hooks.inbox(self.inbox.reopen()).into_worker().unwrap().spawn()
    }

    async fn accept(&self, events: &[&str]) {
        for event in events {
            let answer = signed(assigned_of(event)).signed_with(&secrets()).send_to(self.router.clone()).await;
            assert_eq!(answer.status, 204);
        }
    }

    /// A process leases everything that is due, and ends without an update.
    async fn lose(&self, alone: bool) {
        let request = LeaseRequest { max: 100, lease_duration: SECOND, wait: true };
        for leased in self.inbox.lease(request).await.unwrap() {
            if alone {
                let isolate = LeaseUpdate::Isolate { lease_duration: SECOND };
                assert!(self.inbox.update_lease(leased.job, leased.fence, isolate).await.unwrap());
            }
        }
        sleep(SECOND).await;
    }

    fn log(&self) -> Vec<String> {
        self.log.0.lock().unwrap().clone()
    }

    async fn entries(&self) -> Vec<JobRecord> {
        let mut entries = self.inbox.list(JobFilter::all()).await.unwrap();
        entries.reverse();
        entries
    }
}

/// The log when these run in this order, no two of them at once.
fn one_by_one(events: &[&str]) -> Vec<String> {
    events.iter().flat_map(|event| [format!("{event} begins"), format!("{event} ends")]).collect()
}

#[tokio::test(start_paused = true)]
async fn jobs_that_lost_their_leases_together_run_alone_and_are_done() {
    let app = SuspectsApp::new();
    app.accept(&["a", "b", "c"]).await;
    app.lose(false).await;
    app.accept(&["d"]).await;
    let worker = app.worker();
    sleep(20 * SECOND).await;
    assert_eq!(app.log(), one_by_one(&["d", "a", "b", "c"]));
    for entry in app.entries().await {
        assert_eq!((entry.state, entry.attempts, entry.lost), (JobState::Done, 1, 0), "{entry:?}");
    }
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_leased_while_a_suspect_runs() {
    let app = SuspectsApp::new();
    app.accept(&["a"]).await;
    app.lose(false).await;
    let worker = app.worker();
    sleep(SECOND / 2).await;
    assert_eq!(app.log(), ["a begins"]);
    app.accept(&["b"]).await;
    sleep(SECOND / 4).await;
    let states: Vec<_> = app.entries().await.iter().map(|entry| (entry.state, entry.attempts)).collect();
    assert_eq!(states, [(JobState::Running, 1), (JobState::Waiting, 0)], "it would lose its lease as well");
    sleep(5 * SECOND).await;
    assert_eq!(app.log(), one_by_one(&["a", "b"]));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn other_jobs_run_between_suspects() {
    let app = SuspectsApp::new();
    app.accept(&["a", "b"]).await;
    app.lose(false).await;
    let worker = app.worker();
    sleep(SECOND + SECOND / 10).await;
    app.accept(&["c", "d"]).await;
    sleep(SECOND / 2).await;
    assert_eq!(app.log(), ["a begins", "a ends", "c begins", "d begins"]);
    sleep(5 * SECOND).await;
    assert_eq!(app.log()[6..], ["b begins", "b ends"]);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_ends_its_process_alone_waits_before_it_runs_again() {
    let app = SuspectsApp::new();
    app.accept(&["a"]).await;
    app.lose(true).await;
    let worker = app.worker();
    app.accept(&["b"]).await;
    sleep(SECOND - SECOND / 10).await;
    assert_eq!(app.log(), ["b begins"], "others run meanwhile");
    sleep(5 * SECOND).await;
    assert_eq!(app.log(), one_by_one(&["b", "a"]));
    let entry = app.entries().await.remove(0);
    assert_eq!((entry.state, entry.attempts, entry.crashes), (JobState::Done, 1, 0));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn only_a_job_that_ends_its_process_alone_becomes_a_dead_letter() {
    let app = SuspectsApp::new();
    app.accept(&["a"]).await;
    // It may have lost its lease beside others any number of times.
    for _ in 0..20 {
        app.lose(false).await;
    }
    app.lose(true).await;
    app.lose(true).await;
    app.accept(&["b"]).await;
    let worker = app.worker();
    sleep(5 * SECOND).await;
    assert_eq!(app.log(), one_by_one(&["b"]));
    let entry = app.entries().await.remove(0);
    // Its handler has two retries.
    let error = "its process ended 2 times while it ran and nothing else did: the handler seems to end the process";
    assert_eq!((entry.state, entry.error.as_deref()), (JobState::Dead, Some(error)));
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_suspect_that_waits_is_given_back_when_the_worker_stops() {
    let app = SuspectsApp::new();
    app.accept(&["a"]).await;
    app.lose(true).await;
    let worker = app.worker();
    sleep(SECOND / 10).await;
    let stopped = worker.shutdown().await;
    assert_eq!((stopped.finished, stopped.given_back), (0, 1));
    let entry = app.entries().await.remove(0);
    assert_eq!((entry.state, entry.attempts, entry.lost, entry.crashes), (JobState::Waiting, 0, 1, 1));
}
