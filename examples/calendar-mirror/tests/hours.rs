//! The copy is the same after every random hour.

use std::sync::atomic::{AtomicU64, Ordering};

use calendar_mirror::database::MirrorDatabase;
use calendar_mirror::hour;
use sqlx::Sqlite;

/// How many hours are played at once: most of the time of each is spent waiting for the disk.
const AT_ONCE: usize = 4;

/// Ten seeds, or as many as `CALENDAR_MIRROR_SEEDS` says, each in a new database.
async fn the_copy_is_the_same_after_an_hour_of_faults<DB: MirrorDatabase>(place: impl Fn(u64) -> String) {
    let seeds = std::env::var("CALENDAR_MIRROR_SEEDS").map_or(10, |seeds| seeds.parse().expect("a number of seeds"));
    let seed = AtomicU64::new(0);
    let play = async || {
        while let seed = seed.fetch_add(1, Ordering::Relaxed)
            && seed < seeds
        {
            let report = hour::play::<DB>(&place(seed), seed, |_| ()).await;
            let report = report.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            assert_eq!(report.differences, Vec::<String>::new(), "seed {seed}");
            // Something happened.
            assert!(!report.copied.is_empty() && report.requests > 20, "seed {seed}: {report:?}");
        }
    };
    let [a, b, c, d] = [(); AT_ONCE].map(|()| play());
    tokio::join!(a, b, c, d);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_sqlite() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |seed| folder.path().join(format!("{seed}.sqlite")).display().to_string();
    the_copy_is_the_same_after_an_hour_of_faults::<Sqlite>(file).await;
}

#[cfg(feature = "_postgres-tests")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_postgres() {
    let server = cronofy_hooks_postgres_server::Server::start();
    the_copy_is_the_same_after_an_hour_of_faults::<sqlx::Postgres>(|_| server.create_database()).await;
}
