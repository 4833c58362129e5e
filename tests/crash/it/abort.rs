//! A handler that aborts its process, beside others that do no harm.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cronofy_hooks::Inbox;
use cronofy_hooks::inbox::{JobFilter, JobRecord, JobState, PostgresInbox, SqliteInbox, WorkerSettings};
use cronofy_hooks_crash::behaviour::Behaviour;
use cronofy_hooks_crash::clock::Clock;
use cronofy_hooks_crash::folder::Folder;
use cronofy_hooks_crash::journal;
use cronofy_hooks_crash::parcel::{Mix, Parcel, Task, marker_of};
use cronofy_hooks_crash::process::Victim;
use cronofy_hooks_crash::victim::{Settings, Store};
use cronofy_hooks_postgres_server::Server;
use tokio::time::sleep;

const MIX: Mix = Mix { seed: 7, always_id: true, large: false };
/// Long enough for all of them to be at work when the guilty one aborts.
const HANDLING: Duration = Duration::from_millis(400);
/// Only so that a test which hangs ends.
const PATIENCE: Duration = Duration::from_secs(120);

/// Eleven deliveries of one occurrence each that keep nobody waiting, and would succeed at once.
fn parcels() -> Vec<Parcel> {
    let harmless = |parcel: &Parcel| {
        let behaviour = Behaviour::of(MIX.seed, parcel.marker, 0, Task::Note, 0);
        parcel.tasks == [Task::Note] && parcel.key.is_none() && behaviour == Behaviour::Succeed
    };
    (0..).map(|marker| MIX.parcel(marker)).filter(harmless).take(11).collect()
}

async fn only_the_guilty_dies<I: Inbox>(store: Store, lease: Duration, open: impl AsyncFn() -> I) {
    let (folder, clock) = (Folder::new(), Clock::new());
    let parcels = parcels();
    let guilty = parcels[0].marker;
    let journal_of = |process: u32| folder.path().join(format!("journal-{process}"));
    let start = |process| {
        let (store, journal, mix, pause) = (store.clone(), journal_of(process), MIX, HANDLING);
        let aborts = Some(guilty);
        let settings =
            Settings { store, process, journal, clock, mix, lease, works: true, exclusive: false, pause, aborts };
        crate::program().start(&settings)
    };
    let begun = Instant::now();
    let mut victim: Victim = start(0);
    let address = victim.address().await;
    for parcel in &parcels {
        assert_eq!(parcel.request().post_to(&address).await.unwrap().status, 204);
    }
    let mut aborted = 0;
    let jobs = loop {
        assert!(begun.elapsed() < PATIENCE, "after {aborted} processes: {:#?}", jobs(&open().await).await);
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

    assert_eq!(jobs.len(), parcels.len());
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
            // On a busy machine some may have ended, or not begun.
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
    let folder = Folder::new();
    let path = folder.path().join("inbox.sqlite");
    let store = Store::Sqlite(path.clone());
    let attached = async || SqliteInbox::options(&path).attached().open().await.unwrap();
    only_the_guilty_dies(store, Duration::from_secs(600), attached).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_database_only_the_guilty_dies() {
    let _alone = crate::alone().await;
    let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
    let url = server.create_database();
    let open = async || PostgresInbox::from_url(&url).await.unwrap();
    only_the_guilty_dies(Store::Postgres(url.clone()), Duration::from_secs(1), open).await;
}
