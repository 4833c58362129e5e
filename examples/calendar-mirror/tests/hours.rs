//! The copy is the same after every random hour.

use calendar_mirror::hour;

/// Ten seeds, or as many as `CALENDAR_MIRROR_SEEDS` says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_is_the_same_after_an_hour_of_faults() {
    let seeds = std::env::var("CALENDAR_MIRROR_SEEDS").map_or(10, |seeds| seeds.parse().expect("a number of seeds"));
    for seed in 0..seeds {
        let report = hour::play(seed, |_| ()).await.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(report.differences, Vec::<String>::new(), "seed {seed}");
        // Something happened.
        assert!(report.events > 0 && report.requests > 20, "seed {seed}: {report:?}");
    }
}
