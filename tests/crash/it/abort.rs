//! A handler that aborts its process, beside others that do no harm.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cronofy_hooks::Inbox;
use cronofy_hooks::inbox::{JobFilter, JobRecord, JobState, PostgresInbox, SqliteInbox, WorkerSettings};
use cronofy_hooks_crash::behaviour::HandlerBehaviour;
use cronofy_hooks_crash::clock::SharedClock;
use cronofy_hooks_crash::delivery::{DeliveryMix, PlannedDelivery, PlannedTask};
use cronofy_hooks_crash::folder::KeptFolder;
use cronofy_hooks_crash::journal;
use cronofy_hooks_crash::marked::marker_of;
use cronofy_hooks_crash::process::VictimProcess;
use cronofy_hooks_crash::victim::{StoreLocation, VictimSettings};
use cronofy_hooks_postgres_server::Server;
use tokio::time::sleep;

const MIX: DeliveryMix = DeliveryMix { seed: 7, always_id: true, large: false };
/// Long enough that all of them run when the guilty one aborts.
const HANDLING: Duration = Duration::from_millis(400);
/// Only so that a test which hangs ends.
const PATIENCE: Duration = Duration::from_secs(120);

/// Eleven deliveries of one occurrence each, without a key, whose handlers succeed at once.
fn deliveries() -> Vec<PlannedDelivery> {
    let harmless = |delivery: &PlannedDelivery| {
        let behaviour = HandlerBehaviour::of(MIX.seed, delivery.marker, 0, PlannedTask::Note, 0);
        delivery.tasks == [PlannedTask::Note] && delivery.key.is_none() && behaviour == HandlerBehaviour::Succeed
    };
    (0..).map(|marker| MIX.delivery(marker)).filter(harmless).take(11).collect()
}

async fn only_the_guilty_dies<I: Inbox>(store: StoreLocation, lease: Duration, open: impl AsyncFn() -> I) {
    let (folder, clock) = (KeptFolder::new(), SharedClock::new());
    let deliveries = deliveries();
    let guilty = deliveries[0].marker;
    let journal_of = |process: u32| folder.path().join(format!("journal-{process}"));
    let start = |process| {
        let (store, journal, mix, pause) = (store.clone(), journal_of(process), MIX, HANDLING);
        let aborts = Some(guilty);
        let settings =
            VictimSettings { store, process, journal, clock, mix, lease, works: true, exclusive: false, pause, aborts };
        crate::program().start(&settings)
    };
    let started = Instant::now();
    let mut victim: VictimProcess = start(0);
    let address = victim.address().await;
    for delivery in &deliveries {
        assert_eq!(delivery.request().post_to(&address).await.unwrap().status, 204);
    }
    let mut aborted = 0;
    let jobs = loop {
        assert!(started.elapsed() < PATIENCE, "after {aborted} processes: {:#?}", jobs(&open().await).await);
        if victim.has_aborted() {
            aborted += 1;
            victim = start(aborted);
            victim.address().await;
        }
        let jobs = jobs(&open().await).await;
        if jobs.values().all(|job| !matches!(job.state, JobState::Waiting | JobState::Running)) {
            break jobs;
        }
        sleep(HANDLING / 4).await;
    };
    victim.stop().await;

    assert_eq!(jobs.len(), deliveries.len());
    for (marker, job) in &jobs {
        let expected = if *marker == guilty { JobState::Dead } else { JobState::Done };
        assert_eq!((job.state, job.attempts), (expected, 1), "{job:?}");
    }
    let error = jobs[&guilty].error.as_deref().unwrap();
    assert!(error.starts_with("its process ended 5 times while it ran and nothing else did"), "{error}");
    // Once beside the others, and then alone.
    assert_eq!(aborted, 1 + WorkerSettings::CRASHES);
    for process in 0..aborted {
        let cut_off = journal::read(&journal_of(process), process).into_iter().filter(|run| run.ended.is_none());
        let cut_off: Vec<u64> = cut_off.map(|run| run.marker).collect();
        if process == 0 {
            // On a busy machine some may have ended already, or not started.
            assert!(cut_off.contains(&guilty) && cut_off.len() > 1, "others were at work: {cut_off:?}");
        } else {
            assert_eq!(cut_off, [guilty], "process {process}");
        }
    }
}

/// By the number of their delivery.
async fn jobs(inbox: &dyn Inbox) -> BTreeMap<u64, JobRecord> {
    let mut jobs = BTreeMap::new();
    for entry in inbox.list(JobFilter::all()).await.unwrap() {
        let stored = inbox.show(entry.job.delivery()).await.unwrap().unwrap();
        jobs.insert(marker_of(&stored.body).unwrap(), entry);
    }
    inbox.close().await.unwrap();
    jobs
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_file_only_the_guilty_dies() {
    let _alone = crate::alone().await;
    let folder = KeptFolder::new();
    let path = folder.path().join("inbox.sqlite");
    let store = StoreLocation::Sqlite(path.clone());
    let attached = async || SqliteInbox::options(&path).attached().open().await.unwrap();
    only_the_guilty_dies(store, Duration::from_secs(600), attached).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_database_only_the_guilty_dies() {
    let _alone = crate::alone().await;
    let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
    let url = server.create_database();
    let open = async || PostgresInbox::from_url(&url).await.unwrap();
    only_the_guilty_dies(StoreLocation::Postgres(url.clone()), Duration::from_secs(1), open).await;
}
