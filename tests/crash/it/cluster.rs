//! Several receivers on one database.

use cronofy_hooks_crash::cluster::Cluster;

#[tokio::test(flavor = "multi_thread")]
async fn one_of_three_is_killed_and_the_others_take_over() {
    let _alone = crate::alone().await;
    let seen = Cluster { kills: 3, seed: 1, program: crate::program() }.run().await;
    assert!(!seen.takeovers.is_empty(), "nothing was under way\n{seen}");
    assert_eq!((seen.counts.lost, seen.counts.effects), (0, seen.counts.distinct_effects), "{seen}");
}
