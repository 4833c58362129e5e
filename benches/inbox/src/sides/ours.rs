//! [`Ours`]: the inbox of this library, with any engine.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use cronofy_hooks::inbox::postgres::PostgresInbox;
use cronofy_hooks::inbox::sqlite::SqliteInbox;
use cronofy_hooks::inbox::{
    Inbox, LeaseRequest, LeaseUpdate, LeasedJob, NewDelivery, NewJob, WorkerHandle, WorkerSettings,
};
use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};
use futures::future::try_join_all;
use http::HeaderName;
use jiff::Timestamp;
use tower::ServiceExt as _;

use super::{BoxError, Doing, QueueStore};
use crate::message::{QueueMessage, headers, number_of};
use crate::starts::Starts;

/// An inbox, and the application in front of it and behind it.
#[derive(Debug)]
pub(super) struct Ours<I> {
    inbox: I,
    secrets: Secrets,
    /// Set once a worker runs.
    router: OnceLock<Router>,
    worker: Mutex<Option<WorkerHandle>>,
}

impl Ours<SqliteInbox> {
    pub(super) async fn in_file(folder: &Path) -> Result<Self, BoxError> {
        Self::new(SqliteInbox::open(folder.join("inbox.sqlite")).await?)
    }
}

impl Ours<PostgresInbox> {
    pub(super) async fn in_database(url: &str) -> Result<Self, BoxError> {
        Self::new(PostgresInbox::from_url(url).await?)
    }
}

impl<I> Ours<I> {
    fn new(inbox: I) -> Result<Self, BoxError> {
        let secrets = Secrets::new(["CRN_bench"])?;
        Ok(Self { inbox, secrets, router: OnceLock::new(), worker: Mutex::default() })
    }
}

#[cronofy_handler(interaction = "conferencing_assigned")]
async fn assigned(State(starts): State<Arc<Starts>>, assigned: ConferencingAssigned) {
    if let Some(number) = assigned.event.event_id.as_deref().and_then(number_of) {
        starts.record(number);
    }
}

impl<I: Inbox + Clone> QueueStore for Ours<I> {
    fn send(&self, message: QueueMessage) -> Doing<()> {
        let inbox = self.inbox.clone();
        let QueueMessage { head, body, key, repeat, delay } = message;
        let name = r#"interaction "conferencing_assigned""#.to_owned();
        let job = NewJob { name, key: Some(key), join: None, delay };
        Box::pin(async move {
            let received_at = Timestamp::now();
            inbox.accept(NewDelivery { repeat: Some(repeat), head, body, received_at, jobs: vec![job] }).await?;
            Ok(())
        })
    }

    fn arrive(&self, message: QueueMessage) -> Doing<()> {
        let mut request = TestRequest::body(message.body).path("/cronofy");
        for (name, value) in headers() {
            request = request.header(HeaderName::from_static(name), &value);
        }
        let request = request.notification_id(&id(message.repeat)).signed_with(&self.secrets).into_request();
        let router = self.router.get().cloned();
        Box::pin(async move {
            let answer = router.ok_or("no worker runs")?.oneshot(request).await?;
            if answer.status().is_success() { Ok(()) } else { Err(answer.status().to_string().into()) }
        })
    }

    fn work(&self, handlers: usize, starts: Arc<Starts>) -> Doing<()> {
        let hooks = Hooks::new(self.secrets.clone())
            .handlers(handlers![assigned, ..])
            .state(starts)
            .path("/cronofy")
            .inbox(self.inbox.clone())
            .worker(WorkerSettings::default().concurrency(handlers));
        let started = hooks.into_router_and_worker().map(|(router, worker)| {
            *self.worker.lock().unwrap_or_else(PoisonError::into_inner) = Some(worker);
            self.router.get_or_init(|| router);
        });
        Box::pin(async { Ok(started?) })
    }

    fn drain(&self, jobs: usize, at_once: usize) -> Doing<[Duration; 2]> {
        let inbox = self.inbox.clone();
        let request = LeaseRequest { max: at_once, lease_duration: Duration::from_hours(1), wait: true };
        Box::pin(async move {
            let started = Instant::now();
            let mut leased = Vec::new();
            while leased.len() < jobs {
                leased.extend(inbox.lease(request).await?);
            }
            let leasing = started.elapsed();

            let started = Instant::now();
            for leased in leased.chunks(at_once) {
                let done = |leased: &LeasedJob| inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done);
                if try_join_all(leased.iter().map(done)).await?.contains(&false) {
                    return Err("a lease had ended".into());
                }
            }
            Ok([leasing, started.elapsed()])
        })
    }

    fn unfinished(&self) -> Doing<u64> {
        let inbox = self.inbox.clone();
        Box::pin(async move {
            let statistics = inbox.statistics().await?;
            Ok(statistics.waiting + statistics.running)
        })
    }

    fn close(&self) -> Doing<()> {
        let inbox = self.inbox.clone();
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        Box::pin(async move {
            if let Some(worker) = worker {
                worker.shutdown().await;
            }
            Ok(inbox.close().await?)
        })
    }
}

fn id(repeat: [u8; 16]) -> String {
    let mut id = String::with_capacity(24);
    for byte in &repeat[..12] {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}
