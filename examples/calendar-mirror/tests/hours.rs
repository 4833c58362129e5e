//! The copy is the same after every random hour.

use calendar_mirror::hour;

/// How many hours are played at once: most of the time of each is spent waiting for the disk.
const AT_ONCE: usize = 4;

/// Ten seeds, or as many as `CALENDAR_MIRROR_SEEDS` says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_is_the_same_after_an_hour_of_faults() {
    let seeds = std::env::var("CALENDAR_MIRROR_SEEDS").map_or(10, |seeds| seeds.parse().expect("a number of seeds"));
    let play = async |first: u64| {
        for seed in (first..seeds).step_by(AT_ONCE) {
            let report = hour::play(seed, |_| ()).await.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            assert_eq!(report.differences, Vec::<String>::new(), "seed {seed}");
            // Something happened.
            assert!(!report.copied.is_empty() && report.requests > 20, "seed {seed}: {report:?}");
        }
    };
    tokio::join!(play(0), play(1), play(2), play(3));
}
